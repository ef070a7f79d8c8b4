"""An administrator chooses what to take out, looks at it, and gets it in the format that they need."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from activity.models import Activity
from networks.models import Network, Seat
from officials.models import today
from reach.queries import headlines
from reach.services import compute_snapshots
from reports.models import Export
from reports.queries import FORMATS, PERIODS, REPORTS, Choice, reports
from tests.conftest import give_seat, make_city, make_official

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(administrator, signed_in):
    """The files in a ZIP, each by its name."""

    def opened(what: str, file_format: str, **chosen) -> dict[str, str]:
        answer = signed_in(administrator).post(reverse("report_export"), {"what": what, "format": file_format, **chosen})
        with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
            return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}

    return opened


def test_a_look_shows_the_first_twenty_rows_and_how_many_there_are(administrator, signed_in, network):
    for number in range(25):
        give_seat(make_official(f"Person {number:02}", make_city(f"City {number:02}")), network)
    page = signed_in(administrator).get(reverse("reports"), {"what": "members", "preview": "1"}).content.decode()
    assert "Members: Rows 25, People 25." in page
    assert "Person 19" in page
    assert "Person 20" not in page


def test_a_file_comes_with_what_it_is(opened, member, network):
    since, until = f"{today():%Y}-01-01", f"{today():%Y}-12-31"
    files = opened("members", "csv-zip", networks=[network.slug], period="between", since=since, until=until)
    about = dict(line.split(": ", 1) for line in files["about.txt"].splitlines())
    assert (about["Networks"], about["Period"], about["Rows"]) == ("Public Transport", f"{since} to {until}", "1")
    assert about["c40net"] == settings.VERSION
    assert about["As of"].endswith(" UTC")
    assert files["c40net-members.csv"].startswith("Network,City")


def test_only_the_chosen_columns_are_in_it(opened, member):
    rows = csv.reader(StringIO(opened("members", "csv-zip", columns=["official", "city", "works_in"])["c40net-members.csv"], newline=""))
    assert list(rows) == [["City", "Official", "Works in (languages)"], ["Jakarta", "Melati Member", ""]]


def test_a_period_holds_who_was_a_member_on_one_of_its_days(opened, member, lead, network):
    Seat.objects.filter(official=member.official).update(started_at=datetime(2025, 3, 1, tzinfo=UTC))
    Seat.objects.filter(official=lead.official).update(
        started_at=datetime(2025, 3, 1, tzinfo=UTC), ended_at=datetime(2025, 6, 30, 22, tzinfo=UTC), status="left"
    )
    for since, people in [("2025-06-30", {"Lestari Lead", "Melati Member"}), ("2025-07-01", {"Melati Member"})]:
        files = opened("members", "csv-zip", period="between", since=since, until="2025-12-31")
        assert {row["Official"] for row in csv.DictReader(StringIO(files["c40net-members.csv"], newline=""))} == people
    before = opened("members", "csv-zip", period="between", until="2025-02-28")
    assert len(before["c40net-members.csv"].splitlines()) == 1


def test_json_lines_hold_types_and_the_words_as_they_were_written(opened, member, network):
    Seat.objects.update(offers='=1+1 "and" a \\ back\nslash', started_at=datetime(2026, 3, 1, 23, tzinfo=UTC))
    [line] = map(json.loads, opened("members", "jsonl")["c40net-members.jsonl"].splitlines())
    assert line["offers"] == '=1+1 "and" a \\ back\nslash'
    assert (line["city_lead"], line["seat_since_utc"], line["network"]) == (False, "2026-03-01", "Public Transport")


@pytest.mark.usefixtures("member", "administrator")
@pytest.mark.parametrize("what", REPORTS)
def test_every_report_is_written_in_every_format_with_every_column(what, administrator, tmp_path):
    every = tuple(column.key for column in REPORTS[what](None, administrator).columns)
    for file_format in FORMATS:
        report = Choice(what, networks=("public-transport",), period="last-year", columns=every, format=file_format).report(administrator)
        report.write(str(tmp_path / file_format), file_format)
        assert (tmp_path / file_format).stat().st_size > 0
    sheet, about = CalamineWorkbook.from_path(str(tmp_path / "xlsx")).sheet_names
    assert (sheet, about) == (str(REPORTS[what].title), "About")


def test_figures_are_those_of_reach(opened, administrator, member, manager):
    compute_snapshots(days=[today()])
    rows = [json.loads(line) for line in opened("reach", "jsonl", columns=["of", "key", "value"])["c40net-reach.jsonl"].splitlines()]
    told = {row["key"]: row["value"] for row in rows if row["of"] == "All networks together"}
    assert told
    assert told == {key: value.number for key, value in headlines().items()}


def test_a_choice_is_kept_as_json():
    choice = Choice("members", ("cool-cities",), "between", date(2026, 1, 1), None, ("city",), "xlsx")
    assert Choice.from_json(json.loads(json.dumps(choice.as_json()))) == choice
    assert "what=members&networks=cool-cities&period=between&since=2026-01-01&columns=city&format=xlsx" in choice.get_absolute_url()


@pytest.mark.parametrize(
    ("period", "on", "since", "until"),
    [
        ("last-month", date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        ("last-month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
        ("last-quarter", date(2026, 2, 5), date(2025, 10, 1), date(2025, 12, 31)),
        ("last-quarter", date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
        ("last-year", date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31)),
        ("this-year", date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_moves_on_with_the_calendar(period, on, since, until):
    days = PERIODS[period].days(on)
    assert (days.since, days.until) == (since, until)


def test_a_network_that_is_hidden_by_now_does_not_become_all_networks(member, network):
    Network.objects.update(is_listed=False)
    outsider = make_official("Olav Outsider", make_city("Oslo"))
    assert Choice("members", (network.slug,)).report(outsider).counts["rows"] == 0


def test_whoever_writes_a_file_hears_how_far_it_is_and_can_stop_it(administrator, member, tmp_path):
    told = []
    report = Choice("members").report(administrator)
    for file_format in FORMATS:
        report.write(str(tmp_path / "file"), file_format, told.append)
    assert told == [1, 1, 1, 1]

    def stop(_rows):
        raise InterruptedError

    for file_format in FORMATS:
        with pytest.raises(InterruptedError):
            report.write(str(tmp_path / "file"), file_format, stop)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"period": "between"}, "since"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
        ({"period": "between", "since": "2026-02-30"}, "since"),
        ({"period": "next-week"}, "period"),
        ({"columns": ["nonsense"]}, "columns"),
    ],
)
def test_a_choice_that_makes_no_sense_says_so_beside_the_field(administrator, signed_in, days, field):
    page = signed_in(administrator).get(reverse("reports"), {"what": "members", "preview": "1", **days})
    assert list(page.context["form"].errors) == [field]
    assert page.context["chosen"] is None


def test_what_goes_out_at_once_is_written_down_with_its_size_and_checksum(administrator, signed_in, member):
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "members", "format": "xlsx"})
    content = b"".join(answer.streaming_content)
    export = Export.objects.get()
    assert (export.status, export.rows, export.asked_by) == ("sent", 1, administrator)
    assert (export.size, export.sha256) == (len(content), sha256(content).hexdigest())
    page = signed_in(administrator).get(reverse("reports")).content.decode()
    assert "last made" in page
    assert export.get_absolute_url() in page


def test_an_export_of_the_log_is_as_of_before_its_own_line(administrator, signed_in, opened):
    for _ in range(2):
        files = opened("activity", "csv-zip")
        rows = len(list(csv.reader(StringIO(files["c40net-activity.csv"], newline="")))) - 1
        assert f"Rows: {rows}\r\n" in files["about.txt"]
        assert Export.objects.newest_first()[0].rows == rows
    assert rows == Activity.objects.count() - 1


def test_a_large_one_is_left_to_a_worker(administrator, signed_in, member, monkeypatch):
    monkeypatch.setitem(reports.FORMATS, "xlsx", replace(reports.FORMATS["xlsx"], few=0))
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "members", "format": "xlsx"})
    export = Export.objects.get()
    assert (answer.status_code, answer.url) == (302, export.get_absolute_url())
    assert (export.status, export.choice["what"]) == ("waiting", "members")
