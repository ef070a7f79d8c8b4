from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.verbs import Verb
from digests.models import Digest
from networks.models import Network
from networks.services import leave_network
from officials.models import User
from tests.conftest import give_seat, make_city, make_network, make_official
from tests.digests.conftest import MONDAY, lines


@pytest.mark.parametrize(
    ("zone", "eight_there"),
    [
        ("Asia/Jakarta", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("Europe/Oslo", datetime(2026, 11, 23, 7, tzinfo=UTC)),
        ("Europe/Oslo", datetime(2026, 3, 23, 7, tzinfo=UTC)),  # the week before the clocks go forward
        ("Europe/Oslo", datetime(2026, 3, 30, 6, tzinfo=UTC)),  # the day after
        ("America/Los_Angeles", datetime(2026, 11, 2, 16, tzinfo=UTC)),  # the day after they went back
        ("Pacific/Auckland", datetime(2026, 11, 22, 19, tzinfo=UTC)),  # still Sunday in UTC
        ("Asia/Kathmandu", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)),
    ],
)
def test_it_comes_on_monday_at_eight_where_the_official_is(zone, eight_there, network, the_clock, smtp_sink, city_joins):
    with time_machine.travel(eight_there):
        reader = make_official("Rita Reader", make_city("Somewhere", time_zone=zone))
        give_seat(reader, network)
        city_joins("Quito", network)
    the_clock(eight_there - timedelta(seconds=1))
    assert smtp_sink.messages == []
    the_clock(eight_there)
    assert [message["To"] for message in smtp_sink.messages] == [reader.email]


def test_it_groups_what_happened_by_network_newest_first(member, network, other_network, the_clock, smtp_sink, city_joins):
    give_seat(member, other_network)
    city_joins("Quito", network, days_ago=5)
    city_joins("Lima", other_network, days_ago=4)
    city_joins("Bogota", network, days_ago=3)
    the_clock()
    (message,) = smtp_sink.messages
    assert message["Subject"] == "New in Public Transport and Cool Cities"
    assert lines(message) == ["Bogota joined Public Transport", "Quito joined Public Transport", "Lima joined Cool Cities"]


def test_it_is_text_and_html_with_links_and_times_where_the_reader_is(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito & Co", network)
    the_clock()
    (message,) = smtp_sink.messages
    text, html = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert "- Quito & Co joined Public Transport (Sat 21 Nov 2026, 19:00 WIB)\n" in text
    assert "http://localhost:8000/networks/public-transport/feed/\n" in text
    assert '<a href="http://localhost:8000/cities/quito-co/"' in html
    assert "Quito &amp; Co joined Public Transport</a>" in html
    assert 'href="http://localhost:8000/networks/public-transport/feed/"' in html
    assert "Sat 21 Nov 2026, 19:00 WIB</time>" in html


def test_a_busy_network_shows_its_eight_newest_and_how_many_more(member, network, the_clock, smtp_sink, city_joins):
    for number in range(12):
        city_joins(f"City {number:02}", network, days_ago=1 + number / 10)
    the_clock()
    assert lines(smtp_sink.messages[0]) == [f"City {number:02} joined Public Transport" for number in range(8)] + ["4 more"]
    assert Digest.objects.get().activity_count == 12


def test_the_subject_names_two_networks_and_counts_the_others(member, network, the_clock, smtp_sink, city_joins):
    for number, name in enumerate(["Waste", "Water", "Food", "Air"]):
        network = make_network(name)
        give_seat(member, network)
        city_joins(f"City of {name}", network, days_ago=1 + number)
    the_clock()
    assert smtp_sink.messages[0]["Subject"] == "New in Waste, Water and 2 more networks"


def test_no_mail_when_nothing_happened(member, the_clock, smtp_sink):
    the_clock()
    assert smtp_sink.messages == []
    assert Digest.objects.get().status == Digest.Status.EMPTY


def test_it_leaves_out_what_the_reader_did_and_what_is_about_them(member, network, manager, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network, by=member)
    the_clock()
    assert smtp_sink.messages == []


def test_it_never_tells_what_only_managers_may_read(member, network, manager, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network, verb=Verb.INVITATION_SENT, by=manager)
    city_joins("Lima", network, verb=Verb.SEAT_DECLINED, by=manager)
    the_clock()
    assert smtp_sink.messages == []


def test_it_tells_nothing_of_networks_and_working_groups_without_a_seat(member, network, other_network, the_clock, smtp_sink, city_joins):
    group = make_network("Bus Depots", parent=network)
    city_joins("Quito", group)
    city_joins("Lima", other_network)
    the_clock()
    assert smtp_sink.messages == []


def test_who_left_between_planning_and_sending_gets_nothing_of_that_network(
    member, network, other_network, the_clock, smtp_sink, city_joins, settings
):
    give_seat(member, other_network)
    city_joins("Quito", network)
    city_joins("Lima", other_network)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    the_clock()
    leave_network(seat=member.official.seats.get(network=network), by=member)
    settings.EMAIL_PORT = port
    the_clock(MONDAY + timedelta(minutes=5))
    assert lines(smtp_sink.messages[0]) == ["Lima joined Cool Cities"]


def test_former_members_and_closed_accounts_get_none_and_staff_only_what_waits_for_them(
    member, lead, manager, network, the_clock, smtp_sink, city_joins
):
    leave_network(seat=member.official.seats.get(), by=member)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    city_joins("Quito", network)
    the_clock()
    assert list(Digest.objects.values_list("user", "status")) == [(manager.pk, "empty")]
    assert smtp_sink.messages == []


def test_who_joins_after_monday_gets_the_first_on_the_next_monday(outsider, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network, days_ago=-1)
    give_seat(outsider, network, days_ago=0)
    the_clock(MONDAY + timedelta(days=2))
    assert smtp_sink.messages == []
    the_clock(MONDAY + timedelta(days=7))
    assert len(smtp_sink.messages) == 1


def test_running_twice_sends_one(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network)
    for minutes in (0, 1, 5, 60 * 24 * 6):
        the_clock(MONDAY + timedelta(minutes=minutes))
    assert len(smtp_sink.messages) == 1


def test_each_week_goes_on_where_the_last_one_ended(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network, days_ago=1)
    the_clock()
    city_joins("Lima", network, days_ago=-1)
    the_clock(MONDAY + timedelta(days=7))
    first, second = smtp_sink.messages
    assert (lines(first), lines(second)) == (["Quito joined Public Transport"], ["Lima joined Public Transport"])
    assert first["Message-ID"] != second["Message-ID"]
    earlier, later = Digest.objects.order_by("day")
    assert later.since == earlier.until


def test_what_happens_in_the_last_minute_is_in_the_next(member, network, the_clock, smtp_sink, city_joins):
    eight_in_jakarta = datetime(2026, 11, 23, 1, tzinfo=UTC)
    city_joins("Quito", network, days_ago=(MONDAY - eight_in_jakarta + timedelta(seconds=30)) / timedelta(days=1))
    the_clock()
    assert smtp_sink.messages == []
    the_clock(MONDAY + timedelta(days=7))
    assert lines(smtp_sink.messages[0]) == ["Quito joined Public Transport"]


def test_after_weeks_without_a_clock_one_mail_tells_the_whole_time(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network)
    the_clock()
    for week in (1, 2, 3):
        city_joins(f"City of week {week}", network, days_ago=-7 * week + 1)
    the_clock(MONDAY + timedelta(days=21))
    _, second = smtp_sink.messages
    assert lines(second) == [f"City of week {week} joined Public Transport" for week in (3, 2, 1)]


def test_a_batch_takes_as_many_queries_for_many_people_and_networks_as_for_one(
    member, network, jakarta, the_clock, smtp_sink, city_joins, manager
):
    """But for the sending: each is written down on its own."""
    of_one = 6
    city_joins("Quito", network)
    with CaptureQueriesContext(connection) as few:
        the_clock()
    for number in range(5):
        busy = make_network(f"Network {number}")
        for user in (member, make_official(f"Official {number}", jakarta)):
            give_seat(user, busy)
        for city in range(10):
            city_joins(f"City {number} {city}", busy, days_ago=-1)
    with CaptureQueriesContext(connection) as many:
        the_clock(MONDAY + timedelta(days=7))
    assert len(smtp_sink.messages) == 1 + 6
    assert len(few) - of_one == len(many) - 6 * of_one
    assert Network.objects.count() == 6
