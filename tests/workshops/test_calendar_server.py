"""The same files through a CalDAV server (Radicale) and a client of the kind that calendar programs are (caldav)."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import caldav
import pytest
from icalendar import Calendar

from tests.real_parts import free_port, kill, wait_for_port
from tests.workshops.conftest import make_workshop
from workshops.models import Registration, Workshop
from workshops.queries import calendars


@pytest.fixture
def calendar(tmp_path):
    """An empty calendar on a CalDAV server in a process of its own."""
    port = free_port()
    options = ["--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--storage-filesystem-folder", str(tmp_path)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "-m", "radicale", *options], stdout=quiet, stderr=quiet, start_new_session=True)
    wait_for_port(port)
    with caldav.DAVClient(f"http://127.0.0.1:{port}/", username="melati", password="x") as client:
        yield client.principal().make_calendar(name="Workshops")
    kill(server)


def put(calendar, text: str) -> None:
    """As a program does that accepts an invitation: the event by its UID, without the method that brought it."""
    received = Calendar.from_ical(text)
    received.pop("METHOD")
    calendar.add_event(received.to_ical().decode(), increase_seqno=False)


def kept(calendar, workshop):
    [event] = calendar.get_event_by_uid(str(workshop.uid)).icalendar_instance.events
    return event


def test_an_invitation_is_kept_then_follows_a_change_then_is_taken_off(calendar, member, network):
    start = datetime(2026, 12, 9, 13, 0, tzinfo=UTC)
    workshop = make_workshop(network, title="مرحبا 👩‍🚒", starts_at=start, time_zone="Asia/Kathmandu")
    Registration.objects.create(workshop=workshop, official=member.official, status="registered")
    put(calendar, calendars.by_mail(member, workshop)[0][0])
    event = kept(calendar, workshop)
    assert (event["SUMMARY"], event["SEQUENCE"], event.decoded("DTSTART")) == ("مرحبا 👩‍🚒", 0, start)
    later = {"starts_at": start + timedelta(hours=1), "ends_at": start + timedelta(hours=2), "sequence": 1}
    Workshop.objects.update(**later)
    workshop.refresh_from_db()
    put(calendar, calendars.by_mail(member, workshop)[0][0])
    event = kept(calendar, workshop)
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, start + timedelta(hours=1))
    assert len(calendar.get_events()) == 1
    Workshop.objects.update(status="cancelled", sequence=2)
    workshop.refresh_from_db()
    put(calendar, calendars.by_mail(member, workshop)[0][0])
    assert (kept(calendar, workshop)["STATUS"], kept(calendar, workshop)["SEQUENCE"]) == ("CANCELLED", 2)


@pytest.mark.parametrize("zone", ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham"])
def test_the_server_finds_each_moment_where_the_clock_changes(calendar, member, network, zone):
    """Each week at 09:15 on the host's clock, over a year: what the server tells in UTC is what we hold."""
    for week in range(0, 52, 4):
        local = datetime(2026, 9, 2, 9, 15, tzinfo=ZoneInfo(zone)) + timedelta(weeks=week)
        workshop = make_workshop(network, starts_at=local.astimezone(UTC), time_zone=zone)
        put(calendar, calendars.of_workshop(workshop, reader=member))
    found = calendar.search(start=datetime(2026, 9, 1, tzinfo=UTC), end=datetime(2027, 9, 1, tzinfo=UTC), event=True, server_expand=True)
    [*expanded] = [event for one in found for event in one.icalendar_instance.events]
    moments = {str(event["UID"]): event.decoded("DTSTART") for event in expanded}
    assert moments == {str(workshop.uid): workshop.starts_at for workshop in Workshop.objects.all()}
    assert len({moment.astimezone(UTC).time() for moment in moments.values()}) == 2, "summer and winter"
