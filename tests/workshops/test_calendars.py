"""Workshops in people's own calendars: what a calendar program reads of them, and who reads it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from dateutil.tz import tzical
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from networks.services import close_account
from tests.conftest import make_official
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import CalendarFeed, Registration, Workshop, WorkshopSession
from workshops.queries import calendars

HALVES = "Asia/Kathmandu"


def register(user, workshop, status="registered", **fields) -> Registration:
    if status == "offered":
        fields.setdefault("offer_ends_at", timezone.now() + timedelta(hours=48))
    return Registration.objects.create(workshop=workshop, official=user.official, status=status, **fields)


def events(text: str) -> dict[str, object]:
    return {str(event["UID"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


def only_event(text: str):
    [event] = events(text).values()
    return event


@pytest.fixture
def fetch(client):
    """What the calendar program of a person gets."""

    def get(user, of="", **headers):
        feed, _ = CalendarFeed.objects.get_or_create(user=user)
        return client.get(reverse("calendar_feed", args=[feed.token]), {"of": of}, **headers)

    return get


def test_one_workshop_is_an_event_by_the_hosts_clock(signed_in, member, network, jakarta):
    start = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
    workshop = make_workshop(
        network, starts_at=start, setting="both", host_city=jakarta, venue="Balai Kota", address="Jl. Medan 8; 2", time_zone=HALVES,
        text="Come, *all*;\nof you", sequence=3,
    )  # fmt: skip
    WorkshopSession.objects.create(workshop=workshop, starts_at=start, title="Opening")
    answer = signed_in(member).get(reverse("workshop_ics", args=[workshop.pk]))
    event = only_event(answer.text)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (str(workshop.uid), 3, "CONFIRMED")
    assert (event["DTSTART"].params["TZID"], event.decoded("DTSTART").isoformat()) == (HALVES, "2026-12-09T18:45:00+05:45")
    assert event.decoded("DTEND") == workshop.ends_at
    assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == workshop.changed_at.replace(microsecond=0)
    assert (event["LOCATION"], event["GEO"].to_ical()) == ("Balai Kota, Jl. Medan 8; 2, Jakarta", "60.0;10.0")
    assert "Come, *all*;\nof you\n\nAgenda (times of Asia/Kathmandu)\n18:45 Opening" in event["DESCRIPTION"]
    assert event["URL"].endswith(workshop.get_absolute_url())
    assert len(event.walk("VALARM")) == 1


def test_the_link_to_join_is_for_those_who_are_registered_and_who_manage(signed_in, member, lead, manager, workshop):
    register(lead, workshop, "waitlisted")
    address = reverse("workshop_ics", args=[workshop.pk])
    assert [workshop.join_link in signed_in(user).get(address).text for user in (member, lead, manager)] == [False, False, True]
    register(member, workshop)
    assert only_event(signed_in(member).get(address).text)["LOCATION"] == workshop.join_link


@pytest.mark.parametrize(
    ("status", "expected", "summary"),
    [
        ("registered", ("CONFIRMED", "OPAQUE"), "Depot charging"),
        ("waitlisted", ("TENTATIVE", "TRANSPARENT"), "Depot charging (On the waitlist)"),
        ("offered", ("TENTATIVE", "TRANSPARENT"), "Depot charging (A place is offered)"),
        ("requested", ("TENTATIVE", "TRANSPARENT"), "Depot charging (Waits for approval)"),
    ],
)
def test_who_waits_is_not_shown_as_coming(fetch, member, workshop, status, expected, summary):
    register(member, workshop, status)
    event = only_event(fetch(member).text)
    assert (event["STATUS"], event["TRANSP"], event["SUMMARY"]) == (*expected, summary)


def test_the_feed_holds_what_is_mine_and_the_wider_one_what_my_networks_announce(fetch, member, network, other_network):
    mine, announced, draft = make_workshop(network), make_workshop(network), make_workshop(network, status="draft")
    elsewhere, shared = make_workshop(other_network), make_workshop(other_network)
    shared.also_for.add(network)
    register(member, mine)
    assert set(events(fetch(member).text)) == {str(mine.uid)}
    wider = set(events(fetch(member, of="networks").text))
    assert wider == {str(mine.uid), str(announced.uid), str(shared.uid)}
    assert not wider & {str(draft.uid), str(elsewhere.uid)}


def test_staff_subscribe_to_the_networks_that_they_run(fetch, manager, administrator, workshop):
    assert set(events(fetch(manager, of="networks").text)) == {str(workshop.uid)}
    assert events(fetch(administrator, of="networks").text) == {}


def test_what_is_cancelled_stays_for_thirty_days(fetch, member, network):
    for days in (1, 29, 31):
        changed_at = timezone.now() - timedelta(days=days)
        register(member, make_workshop(network, title=f"{days}", status="cancelled", changed_at=changed_at))
    found = events(fetch(member).text).values()
    assert {(event["SUMMARY"], event["STATUS"]) for event in found} == {("Cancelled: 1", "CANCELLED"), ("Cancelled: 29", "CANCELLED")}
    assert "join.example" not in fetch(member).text


def test_what_is_over_stays_for_a_year(fetch, member, network):
    for days in (-10, -300, -400):
        register(member, make_workshop(network, title=str(days), starts_at=in_days(days)))
    assert {event["SUMMARY"] for event in events(fetch(member).text).values()} == {"-10", "-300"}


def test_whoever_leaves_the_network_reads_nothing_of_it_any_more(fetch, member, workshop):
    register(member, workshop)
    member.official.seats.update(status="left", ended_at=timezone.now())
    assert events(fetch(member).text) == {}


def test_a_renewed_address_replaces_the_one_before(signed_in, client, fetch, member):
    assert fetch(member).status_code == 200
    old, browser = CalendarFeed.objects.get().token, signed_in(member)
    browser.post(reverse("settings_calendar"), {"answer": "renew"})
    new = CalendarFeed.objects.get().token
    assert [client.get(reverse("calendar_feed", args=[token])).status_code for token in (old, new, "no-such")] == [404, 200, 404]
    assert new in browser.get(reverse("settings_calendar")).text
    browser.post(reverse("settings_calendar"), {"answer": "stop"})
    assert client.get(reverse("calendar_feed", args=[new])).status_code == 404


def test_nobody_reads_by_the_address_of_who_is_gone_or_not_believed(client, member, lead, outsider, jakarta):
    unverified = make_official("Uma Unverified", jakarta, verified_at=None)
    addresses = [CalendarFeed.objects.create(user=user).token for user in (unverified, member, lead, outsider)]
    close_account(user=member, by=member)
    lead.posts.update(ended_on=timezone.now().date())
    assert [client.get(reverse("calendar_feed", args=[token])).status_code for token in addresses] == [404, 404, 404, 200]


def test_a_calendar_program_that_has_it_already_is_told_so(fetch, member, workshop):
    registration = register(member, workshop)
    first = fetch(member)
    assert fetch(member, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert fetch(member, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 200, "what is taken away changes no date"
    registration.delete()
    assert fetch(member, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_the_same_number_of_questions_for_one_workshop_and_for_many(fetch, member, network, oslo, django_assert_max_num_queries):
    counts, _first = [], fetch(member)
    for number in (1, 20):
        for _ in range(number):
            workshop = make_workshop(network, host_city=oslo, setting="both")
            WorkshopSession.objects.create(workshop=workshop, starts_at=workshop.starts_at, title="Opening")
            register(member, workshop)
        with django_assert_max_num_queries(12) as asked:
            assert fetch(member, of="networks").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_address_of_anybody_else_is_in_it(signed_in, fetch, member, lead, manager, workshop):
    for user in (member, lead):
        register(user, workshop)
    Workshop.objects.update(created_by=manager)
    texts = [
        fetch(member).text,
        fetch(manager, of="networks").text,
        signed_in(member).get(reverse("workshop_ics", args=[workshop.pk])).text,
    ]
    texts += [content for content, _kind in calendars.by_mail(lead, workshop)]
    for text in texts:
        unfolded = text.replace("\r\n ", "")
        assert {word for word in ("member@", "manager@", "Melati", "Mara") if word in unfolded} == set()
    assert ["lead@" in text.replace("\r\n ", "") for text in texts] == [False, False, False, True]


NASTY = "👩‍🚒🚌 مرحبا \u202eabc\u2028x; a,b\\n\r\nBEGIN:VEVENT\x1b[31m\x85é " * 4


def test_whatever_is_written_in_it_the_file_stays_whole(fetch, member, network):
    register(member, make_workshop(network, title=NASTY[:150], text=NASTY * 20, setting="in_person", venue=NASTY[:150]))
    answer = fetch(member)
    lines = answer.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() for line in lines if line), "no sign is cut in two"
    event = only_event(answer.text)
    assert event["DESCRIPTION"].startswith("👩‍🚒🚌 مرحبا \u202eabc\nx; a,b\\n\nBEGIN:VEVENT[31mé ")
    assert answer.text.count("\r\nBEGIN:VEVENT\r\n") == 1


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        ("Europe/Oslo", [(2027, 3, 27, 8), (2027, 3, 28, 0), (2027, 3, 28, 1), (2027, 3, 29, 8), (2026, 10, 25, 0), (2026, 10, 25, 1), (2026, 10, 25, 2)]),
        ("America/New_York", [(2027, 3, 14, 6), (2027, 3, 14, 7), (2026, 11, 1, 5), (2026, 11, 1, 6), (2026, 11, 1, 7)]),
        ("Australia/Lord_Howe", [(2026, 4, 4, 14), (2026, 4, 4, 15), (2026, 10, 3, 15), (2026, 10, 3, 16)]),
        ("Pacific/Chatham", [(2026, 4, 4, 13), (2026, 9, 26, 13), (2026, 9, 26, 14), (2026, 9, 26, 15)]),
        ("Africa/Casablanca", [(2026, 2, 15, 1), (2026, 2, 15, 2), (2026, 2, 15, 3), (2026, 3, 22, 1), (2026, 3, 22, 2)]),
        ("Asia/Kathmandu", [(2026, 12, 9, 13)]),
        ("Asia/Kolkata", [(2026, 12, 9, 13)]),
        ("UTC", [(2026, 12, 9, 13)]),
    ],
)  # fmt: skip
@time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC), tick=False)
def test_a_program_that_knows_no_zones_finds_the_moment_by_the_rules_in_the_file(fetch, member, network, zone, moments, tmp_path):
    """By another library's reading of VTIMEZONE, on days when clocks change, and in zones of half and quarter hours."""
    for moment in moments:
        for minute in (0, 15, 30, 45):
            register(member, make_workshop(network, starts_at=datetime(*moment, minute, tzinfo=UTC), time_zone=zone))
    text = fetch(member).text
    (tmp_path / "zones.ics").write_text(text)
    rules = tzical(str(tmp_path / "zones.ics")) if zone != "UTC" else None
    found = {uid: (moment_of(event["DTSTART"], rules), moment_of(event["DTEND"], rules)) for uid, event in events(text).items()}
    assert found == {str(workshop.uid): (workshop.starts_at, workshop.ends_at) for workshop in Workshop.objects.all()}


def moment_of(value, rules) -> datetime:
    written = value.to_ical().decode()
    if written.endswith("Z"):
        return datetime.strptime(written, "%Y%m%dT%H%M%S%z")
    return datetime.strptime(written, "%Y%m%dT%H%M%S").replace(tzinfo=rules.get(value.params["TZID"])).astimezone(UTC)


def test_the_page_says_how_to_subscribe(signed_in, member, manager, outsider):
    address = reverse("settings_calendar")
    browser = signed_in(member)
    assert "Make my private address" in browser.get(address).text
    browser.post(address, {"answer": "renew"})
    page = browser.get(address).text
    for words in ("Outlook", "Google Calendar", "Apple Calendar", "webcal://", f"{CalendarFeed.objects.get().token}.ics?of=networks"):
        assert words in page


def test_who_waits_to_be_believed_is_told_that_it_begins_then(signed_in, jakarta):
    unverified = make_official("Uma Unverified", jakarta, verified_at=None)
    assert "once somebody has vouched" in signed_in(unverified).get(reverse("settings_calendar")).text
