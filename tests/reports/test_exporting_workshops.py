"""Workshops, and who was there, as an administrator takes them out."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from networks.services import close_account
from officials.models import User
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Registration

STARTS = datetime(2026, 3, 4, 13, 30, tzinfo=UTC)


@pytest.fixture
def export(administrator, signed_in):
    """The rows of a report, each by its headings."""

    def exported(what: str, *networks) -> list[dict]:
        data = {"what": what, "format": "csv", "networks": [network.slug for network in networks]}
        content = b"".join(signed_in(administrator).post(reverse("report_export"), data).streaming_content)
        return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))

    return exported


@pytest.fixture
def sheets(administrator, signed_in):
    def opened(what: str) -> CalamineWorkbook:
        content = b"".join(signed_in(administrator).post(reverse("report_export"), {"what": what, "format": "xlsx"}).streaming_content)
        return CalamineWorkbook.from_filelike(BytesIO(content))

    return opened


@pytest.fixture
def held(network, member, lead, jakarta, other_network):
    """Four registered, two of whom were there, one of whom contributed; and one who gave the place up."""
    workshop = make_workshop(network, "Depots", starts_at=STARTS, host_city=jakarta, setting="both", capacity=20, time_zone="Asia/Jakarta")
    others = [make_official(f"Person {number}", jakarta) for number in range(3)]
    for user in others:
        give_seat(user, network)
    there = {"attended_at": STARTS, "minutes_online": 80}
    add(workshop, member, **there, contributed=True, contribution="=Spoke")
    add(workshop, lead, **there)
    add(workshop, others[0])
    add(workshop, others[1])
    add(workshop, others[2], status="cancelled")
    return workshop


def add(workshop, user, **fields) -> Registration:
    return Registration.objects.create(
        **{"workshop": workshop, "official": user.official, "status": "registered", "asked_at": STARTS, **fields}
    )


def test_a_workshop_is_a_row_with_its_three_counts(export, held):
    [row] = export("workshops")
    assert (row["Network"], row["Workshop"], row["Kind"], row["Where"]) == ("Public Transport", "Depots", "Webinar", "In person and online")
    assert (row["Host city"], row["Starts (UTC)"], row["Time zone of the host"]) == ("Jakarta", "2026-03-04 13:30:00", "Asia/Jakarta")
    assert (row["State"], row["Places"]) == ("Announced", "20")
    assert (row["Registered"], row["Attended"], row["Contributed"]) == ("4", "2", "1")


def test_drafts_are_not_in_it_and_cancelled_ones_are(export, network):
    for status in ("draft", "announced", "cancelled"):
        make_workshop(network, status, status=status)
    assert {row["State"] for row in export("workshops")} == {"Announced", "Cancelled"}


def test_a_workshop_of_several_networks_is_in_the_report_of_each_once(export, network, other_network, held, lead):
    give_seat(lead, other_network)
    held.also_for.add(other_network)
    make_workshop(other_network, "Trees")
    assert [row["Workshop"] for row in export("workshops", network)] == ["Depots"]
    assert [row["Workshop"] for row in export("workshops", other_network)] == ["Depots", "Trees"]
    assert len(export("workshops", network, other_network)) == 2
    assert len(export("attendance", other_network)) == 5


def test_a_registration_is_a_row_and_who_did_not_come_stays_in_it(export, held):
    rows = {row["Official"]: row for row in export("attendance")}
    told = {name: (row["Registration"], row["Attended"], row["Contributed"]) for name, row in rows.items()}
    assert told == {
        "Melati Member": ("Registered", "yes", "yes"),
        "Lestari Lead": ("Registered", "yes", "no"),
        "Person 0": ("Registered", "no", "no"),
        "Person 1": ("Registered", "no", "no"),
        "Person 2": ("Cancelled", "no", "no"),
    }
    melati = rows["Melati Member"]
    assert (melati["City"], melati["Country"], melati["Minutes online"], melati["With what"]) == ("Jakarta", "Indonesia", "80", "'=Spoke")


def test_the_three_counts_are_the_same_in_both_reports_and_on_the_page(sheets, export, administrator, signed_in, held):
    [row] = export("workshops")
    about = dict(sheets("attendance").get_sheet_by_name("About").to_python())
    page = signed_in(administrator).get(reverse("reports"))
    counts = next(report for report in page.context["reports"] if report.name == "attendance").counts
    assert counts == {"rows": 5, "people": 5, "registered": 4, "attended": 2, "contributed": 1}
    for name in ("Registered", "Attended", "Contributed"):
        assert row[name] == about[name] == str(counts[name.lower()])


def test_excel_gets_moments_as_moments_and_numbers_as_numbers(sheets, held):
    heading, row = sheets("workshops").get_sheet_by_name("Workshops").to_python()
    of = dict(zip(heading, row, strict=True))
    assert (of["Starts (UTC)"], of["Registered"], of["Places"]) == (datetime(2026, 3, 4, 13, 30), 4, 20)  # noqa: DTZ001 - Excel knows no zones


def test_who_closed_their_account_is_a_former_official(export, held, member):
    close_account(user=member, by=member)
    [row] = [row for row in export("attendance") if row["Attended"] == "yes" and row["Contributed"] == "yes"]
    assert (row["Official"], row["E-mail address"]) == ("former official", "")


def test_every_word_that_somebody_wrote_is_made_harmless(export, held, network):
    held.title = network.name = "=1+1"
    held.save()
    network.save()
    User.objects.update(full_name="@x")
    assert {(row["Network"], row["Workshop"]) for row in export("workshops")} == {("'=1+1", "'=1+1")}
    assert {(row["Workshop"], row["Official"]) for row in export("attendance")} == {("'=1+1", "'@x")}


@pytest.mark.parametrize("what", ["workshops", "attendance"])
def test_without_any_there_is_a_heading(sheets, what):
    [heading, *rows] = sheets(what).get_sheet_by_name(what.title()).to_python()
    assert "Workshop" in heading
    assert not any(map(any, rows))


@pytest.mark.parametrize("what", ["members", "workshops", "attendance"])
def test_only_administrators_take_it_out(signed_in, member, manager, what):
    for user in (member, manager):
        assert signed_in(user).post(reverse("report_export"), {"what": what, "format": "csv"}).status_code == 403


def test_the_file_says_what_it_is(administrator, signed_in, held):
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "attendance", "format": "csv"})
    assert answer["Content-Disposition"] == f'attachment; filename="c40net-attendance-{timezone.now():%Y-%m-%d}.csv"'
