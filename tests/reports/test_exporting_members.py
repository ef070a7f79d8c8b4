import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Network, Seat
from tests.conftest import give_seat, make_city, make_network, make_official

pytestmark = pytest.mark.django_db
HEADING = [
    "Network", "City", "Country", "Region", "Official", "Job title", "E-mail address", "City lead", "Seat since (UTC)", "Offers", "Seeks",
]  # fmt: skip
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1",
    "\t=1",
    "\tx",
    "\r=1",
    "\u00a0=1",
    "\u3000\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    "\u200b=1",
]
PLAIN = ["", "1=1", "a@b", "Ünïcode, fine", 'quote " and, comma', "two\nlines", "'=1"]


@pytest.fixture
def export(administrator, signed_in):
    """The rows of an export, without their heading."""

    def exported(file_format: str, *networks: Network) -> list[list]:
        data = {"what": "members", "format": file_format, "networks": [network.slug for network in networks]}
        answer = signed_in(administrator).post(reverse("report_export"), data)
        assert answer.status_code == 200
        heading, *rows = READ[file_format](b"".join(answer.streaming_content))
        assert heading == HEADING
        return rows

    return exported


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Members").to_python()


READ = {"csv": read_csv, "xlsx": read_xlsx}


@pytest.mark.usefixtures("lead", "outsider")
@pytest.mark.parametrize(("file_format", "since"), [("csv", "2026-03-01"), ("xlsx", date(2026, 3, 1))])
def test_a_member_is_a_row_with_what_the_report_says(export, network, file_format, since):
    Seat.objects.update(
        started_at=datetime.fromisoformat("2026-03-01T01:30+07:00") + timedelta(hours=6), offers="Bus lanes", seeks="Depots"
    )
    region = "East, Southeast Asia & Oceania"
    assert export(file_format) == [
        [
            "Public Transport",
            "Jakarta",
            "Indonesia",
            region,
            "Lestari Lead",
            "",
            "lestari.lead@c40net.test",
            "yes",
            since,
            "Bus lanes",
            "Depots",
        ]
    ]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_person_in_two_networks_has_two_rows(export, file_format, member, network, other_network):
    give_seat(member, other_network)
    assert [row[0] for row in export(file_format)] == ["Cool Cities", "Public Transport"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_only_the_chosen_networks_are_exported(export, file_format, member, lead, other_network, network):
    give_seat(lead, other_network)
    give_seat(lead, make_network("Food Systems"))
    assert [(row[0], row[4]) for row in export(file_format, other_network, network)] == [
        ("Cool Cities", "Lestari Lead"),
        ("Public Transport", "Lestari Lead"),
        ("Public Transport", "Melati Member"),
    ]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_requests_and_ended_seats_are_not_in_it(export, file_format, member, lead, network, outsider):
    Seat.objects.filter(official=lead.official).update(status="left", ended_at=timezone.now())
    Seat.objects.create(network=network, official=outsider.official)
    assert [row[4] for row in export(file_format)] == ["Melati Member"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_cells_that_start_like_a_formula_are_harmless(export, file_format, member):
    seat = member.official.seats.get()
    for text, shown in [*((text, f"'{text}") for text in FORMULAS), *((text, text) for text in PLAIN)]:
        Seat.objects.filter(pk=seat.pk).update(offers=text, seeks=text)
        assert export(file_format)[0][9:] == [shown, shown]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_every_text_that_somebody_wrote_is_made_harmless(export, file_format, member, network):
    network.name = member.full_name = member.official.job_title = member.official.city.name = "=cmd|' /C calc'!A0"
    member.email = "+1@c40net.test"
    for thing in (network, member, member.official, member.official.city):
        thing.save()
    row = export(file_format, network)[0]
    assert [row[0], row[1], row[4], row[5], row[6]] == ["'=cmd|' /C calc'!A0"] * 4 + ["'+1@c40net.test"]


@pytest.mark.usefixtures("member", "lead")
def test_the_about_sheet_says_what_it_is(administrator, signed_in, network):
    network.name = "=1"
    network.save()
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "members", "format": "xlsx", "networks": [network.slug]})
    about = dict(CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_name("About").to_python())
    assert (about["Rows"], about["People"], about["Networks"]) == ("2", "2", "'=1")
    assert about["As of"].endswith(" UTC")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_without_members_there_is_a_heading(export, file_format):
    assert not any(map(any, export(file_format)))


def test_the_words_are_those_of_the_reader(administrator, signed_in, member):
    administrator.language = "fr"
    administrator.save()
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "members", "format": "csv"})
    assert read_csv(b"".join(answer.streaming_content))[1][2] == "Indonésie"


@pytest.mark.usefixtures("member")
def test_the_file_is_sent_in_pieces(administrator, signed_in):
    Seat.objects.update(offers="x" * 100_000)
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "members", "format": "csv"})
    assert answer.streaming
    assert len(list(answer.streaming_content)) == 2
    assert answer["Content-Disposition"] == f'attachment; filename="c40net-members-{timezone.now():%Y-%m-%d}.csv"'


def test_counts_agree_with_the_pages_and_the_file(administrator, signed_in, export, network, other_network):
    for number in range(5):
        official = make_official(f"Person {number}", make_city(f"City {number}"))
        give_seat(official, network)
        if number < 2:
            give_seat(official, other_network)
    page = signed_in(administrator).get(reverse("reports"))
    assert page.context["reports"][0].counts == {"rows": 7, "people": 5}
    on_pages = {n.name: n.official_count for n in Network.objects.with_counts()}
    assert on_pages == {"Public Transport": 5, "Cool Cities": 2}
    assert {name: len(export("csv", Network.objects.get(name=name))) for name in on_pages} == on_pages
    assert "Public Transport: 5 members" in page.content.decode()


@pytest.mark.usefixtures("member", "lead")
def test_a_choice_is_counted_before_it_is_exported(administrator, signed_in, other_network):
    page = signed_in(administrator).post(
        reverse("report_export"), {"what": "members", "format": "csv", "networks": ["public-transport"], "count": ""}
    )
    assert page.context["chosen"].counts == {"rows": 2, "people": 2}
    assert "Members: Rows 2, People 2." in page.content.decode()
    assert not Activity.objects.filter(verb=Verb.REPORT_EXPORTED).exists()


@pytest.mark.usefixtures("member")
def test_an_export_is_written_down(export, administrator, signed_in, network):
    export("csv")
    export("xlsx", network)
    lines = Activity.objects.filter(verb=Verb.REPORT_EXPORTED).order_by("pk")
    assert [(line.actor, line.audience, line.details) for line in lines] == [
        (administrator, "administrators", {"networks": [], "rows": 1}),
        (administrator, "administrators", {"networks": ["Public Transport"], "rows": 1}),
    ]
    assert lines[1].sentence == f"Ada Administrator exported c40net-members-{timezone.now():%Y-%m-%d}.xlsx"
    assert list(signed_in(administrator).get(reverse("reports")).context["past_exports"]) == [lines[1], lines[0]]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"what": "everything", "format": "csv"},
        {"what": "members", "format": "pdf"},
        {"what": "members", "format": "csv", "networks": ["no-such-network"]},
    ],
)
def test_what_cannot_be_exported_is_said_and_not_written_down(administrator, signed_in, data):
    page = signed_in(administrator).post(reverse("report_export"), data)
    assert page.context["form"].errors
    assert not Activity.objects.filter(verb=Verb.REPORT_EXPORTED).exists()


@pytest.mark.parametrize("person", ["member", "lead", "manager"])
def test_only_administrators_may(request, signed_in, person):
    client = signed_in(request.getfixturevalue(person))
    assert client.get(reverse("reports")).status_code == 403
    assert client.post(reverse("report_export"), {"what": "members", "format": "csv"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(signed_in):
    for answer in (
        signed_in(None).get(reverse("reports")),
        signed_in(None).post(reverse("report_export"), {"what": "members", "format": "csv"}),
    ):
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


def test_the_page_makes_as_many_queries_for_many_networks_as_for_few(administrator, member, signed_in, django_assert_max_num_queries):
    counts = []
    for number in (3, 30):
        for n in range(number):
            give_seat(member, make_network(f"Network {number} {n}"))
        client = signed_in(administrator)
        with django_assert_max_num_queries(100) as queries:
            client.get(reverse("reports"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
