"""/manage/audit/: who did what, to whom, from where and when."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.services import activity, record, record_all
from activity.verbs import Verb
from networks.models import Seat
from networks.services import approve_seats, request_seat
from tests.conftest import PASSWORD, make_official


@pytest.fixture
def office(administrator, signed_in):
    return signed_in(administrator)


@transaction.atomic
def happens(verb, **what):
    record(verb, **{"by": None, **what})


def sentences(browser, **asked) -> list[str]:
    page = browser.get(reverse("audit"), asked)
    return [str(line) for line in page.context["lines"] if line.verb != Verb.SIGNED_IN]


def test_the_page_says_who_did_what_to_whom_from_where_and_when(office, outsider, network, manager):
    asked = Client(REMOTE_ADDR="192.0.2.7")
    asked.post(reverse("account_login"), {"login": outsider.email, "password": PASSWORD})
    asked.post(reverse("seat_join", args=[network.slug]), {"offers": "a", "seeks": "b"})
    line = Activity.objects.get(verb=Verb.SEAT_REQUESTED)
    assert (line.actor, line.person, line.ip_address) == (outsider, outsider, "192.0.2.7")
    page = office.get(reverse("audit")).content.decode()
    row = next(row for row in page.split("<tr>")[1:] if "asked to join" in row)
    for words in (outsider.email, "Odd Outsider of Oslo asked to join Public Transport", "192.0.2.7", f"{line.happened_at:%H:%M} UTC"):
        assert words in row
    assert Activity.objects.get(verb=Verb.SIGNED_IN, actor=outsider).ip_address == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1, 192.0.2.50", "198.51.100.1"),
        (2, "198.51.100.1", "198.51.100.1"),
        (1, "", "203.0.113.9"),
        (1, "2001:db8::7%eth0", "2001:db8::7"),
        (1, "<script>", None),
    ],
)
def test_the_address_is_the_last_that_a_trusted_proxy_added(proxies, forwarded, expected, settings, member):
    settings.TRUSTED_PROXIES = proxies
    browser = Client(REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": forwarded})
    browser.force_login(member)
    browser.post(reverse("settings"), {"full_name": "Melati", "language": "en", "time_zone": "Asia/Jakarta"})
    assert Activity.objects.get(verb=Verb.SETTINGS_CHANGED).ip_address == expected


def test_signing_in_and_out_and_failing_to_are_written_down(client, member):
    for address, password in ((member.email, "wrong-password"), ("unknown@x.example", PASSWORD), (member.email, PASSWORD)):
        client.post(reverse("account_login"), {"login": address, "password": password})
    client.post(reverse("account_logout"))
    lines = Activity.objects.order_by("pk")
    assert [str(line) for line in lines] == [
        "A sign-in as Melati Member failed",
        "A sign-in as somebody failed",
        "Melati Member signed in",
        "Melati Member signed out",
    ]
    kept = "".join(str(row) for row in lines.values_list())
    assert "wrong-password" not in kept
    assert "x.example" not in kept


def test_filters_find_by_person_verb_city_network_and_day(office, member, outsider, network, other_network, manager, oslo):
    with transaction.atomic():
        request_seat(network=network, official=outsider.official, offers="", seeks="", by=outsider)
        approve_seats(seats=Seat.objects.requested(), by=manager)
    happens(Verb.NETWORK_CREATED, subject=other_network, network=other_network, at=timezone.now() - timedelta(days=9))
    joined, asked, began = (
        "Odd Outsider of Oslo joined Public Transport",
        "Odd Outsider of Oslo asked to join Public Transport",
        "Cool Cities began",
    )
    assert {joined, asked, began} < set(sentences(office))
    assert sentences(office, verb=Verb.SEAT_STARTED) == [joined]
    assert sentences(office, person="ÖUTSIDER odd") == [joined, asked]
    assert joined in sentences(office, person="mara.manager@c40net")
    assert asked not in sentences(office, person="mara.manager@c40net")
    assert sentences(office, city="oslo", verb=Verb.SEAT_REQUESTED) == [asked]
    assert sentences(office, city="jakarta") == []
    assert sentences(office, network=other_network.slug) == [began]
    assert sentences(office, until=timezone.now().date() - timedelta(days=8)) == [began]
    assert began not in sentences(office, since=timezone.now().date() - timedelta(days=8))


def test_a_wrong_filter_is_shown_with_the_reason_and_finds_as_if_it_were_not_there(office, network):
    happens(Verb.NETWORK_CREATED, subject=network, network=network)
    page = office.get(reverse("audit"), {"since": "soon", "verb": "x", "city": "x", "before": "9" * 30})
    assert set(page.context["filter"].errors) == {"since", "verb", "city"}
    assert "Public Transport began" in [str(line) for line in page.context["lines"]]


def test_a_day_is_that_of_the_reader(administrator, signed_in, network):
    administrator.time_zone = "Pacific/Auckland"
    administrator.save()
    happens(Verb.NETWORK_CREATED, subject=network, network=network, at=datetime(2026, 3, 1, 0, 30, tzinfo=ZoneInfo("Pacific/Auckland")))
    office = signed_in(administrator)
    assert sentences(office, since="2026-03-01", until="2026-03-01") == ["Public Transport began"]
    assert sentences(office, until="2026-02-28") == []


def test_pages_are_a_hundred_lines_and_go_on_where_the_last_ended(office, network):
    with transaction.atomic():
        record_all(activity(Verb.NETWORK_EDITED, by=None, network=network, number=n) for n in range(250))
    seen, before = [], None
    while before != "end":
        page = office.get(reverse("audit"), {"verb": Verb.NETWORK_EDITED} | ({"before": before} if before else {}))
        seen += [line.details["number"] for line in page.context["lines"]]
        before = page.context["last"].pk if page.context["last"] else "end"
    assert seen == list(range(249, -1, -1))


def queries_of(browser, count) -> int:
    with count as queries:
        assert browser.get(reverse("audit")).status_code == 200
    return len(queries)


def test_three_lines_and_three_hundred_take_as_many_queries(office, network, jakarta, django_assert_max_num_queries):
    officials = [make_official(f"Nina {n}", jakarta).official for n in range(30)]
    counts = []
    for number in (3, 297):
        with transaction.atomic():
            of = [officials[n % 30] for n in range(number)]
            record_all(activity(Verb.SEAT_STARTED, by=o.user, subject=o, network=network, official=o) for o in of)
        counts.append(queries_of(office, django_assert_max_num_queries(20)))
    assert counts[0] == counts[1]


def test_the_export_has_what_the_filters_find_and_is_written_down(administrator, office, network, member):
    member.full_name = "=1+1"
    member.save()
    happens(Verb.SEAT_STARTED, by=member, subject=member.official, network=network, official=member.official, came_from="192.0.2.7")
    happens(Verb.NETWORK_EDITED, by=administrator, subject=network, network=network)
    answer = office.post(reverse("audit_export") + "?verb=seat.started&person=1%2B1")
    [heading, row] = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert heading == [
        "When (UTC)", "Who", "Their address", "IP address", "What", "Thing", "Person concerned", "Official", "City", "Network", "Details",
    ]  # fmt: skip
    assert row[1:] == [
        "'=1+1", member.email, "192.0.2.7", "an official of a city joined a network", "", "'=1+1", "'=1+1", "Jakarta", "Public Transport", "{}",
    ]  # fmt: skip
    exported = Activity.objects.get(verb=Verb.AUDIT_EXPORTED)
    assert (exported.actor, exported.details) == (administrator, {"rows": 1, "asked": ["person", "verb"]})


def test_somebody_who_was_erased_has_no_name_in_it(office, network, member):
    happens(Verb.SEAT_STARTED, by=member, subject=member.official, network=network, official=member.official)
    member.full_name, member.erased_at = "", timezone.now()
    member.save()
    answer = office.post(reverse("audit_export") + "?verb=seat.started")
    [_, row] = csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (row[1], row[6], row[7]) == ("former official", "former official", "former official")


@pytest.mark.parametrize("field", ["person", "verb", "city", "network", "since", "until", "before"])
@pytest.mark.parametrize(
    "value",
    [
        "\x00", "a\x00b", "\u202e\u0645", "👩‍🚒" * 60, "x" * 5000, "<script>", "{{ 7*7 }}", "=1+1", "'; DROP TABLE", "%00%s", "-1", "9" * 30, "١٢",
        "9999-12-31", "0001-01-01", "2020-02-30",
    ],
)  # fmt: skip
def test_no_nonsense_in_a_filter_is_an_error_of_ours(office, field, value):
    page = office.get(reverse("audit"), {field: value})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    answer = office.post(f"{reverse('audit_export')}?{urlencode({field: value})}")
    assert b"".join(answer.streaming_content).startswith(b"\xef\xbb\xbf")
