"""Days, months and the change of the clocks, wherever somebody is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.models import HowOften, Schedule, Subscription
from tests.digests.conftest import MONDAY, lines

OSLO, KATHMANDU, AUCKLAND, SANTIAGO = map(ZoneInfo, ["Europe/Oslo", "Asia/Kathmandu", "Pacific/Auckland", "America/Santiago"])
DAILY, MONTHLY, NEVER = Schedule("daily", 0, 8), Schedule("monthly", 0, 8), Schedule("never", 0, 8)


@pytest.mark.parametrize(
    ("schedule", "zone", "now", "day", "at"),
    [
        (DAILY, OSLO, datetime(2026, 12, 31, 12, tzinfo=UTC), date(2027, 1, 1), datetime(2027, 1, 1, 7, tzinfo=UTC)),
        (DAILY, AUCKLAND, datetime(2026, 12, 31, 12, tzinfo=UTC), date(2027, 1, 1), datetime(2026, 12, 31, 19, tzinfo=UTC)),
        (DAILY, KATHMANDU, datetime(2026, 2, 28, 2, 15, tzinfo=UTC), date(2026, 3, 1), datetime(2026, 3, 1, 2, 15, tzinfo=UTC)),
        # The clocks go forward in the night, and back.
        (DAILY, OSLO, datetime(2026, 3, 28, 12, tzinfo=UTC), date(2026, 3, 29), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (DAILY, OSLO, datetime(2026, 10, 24, 12, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        # Two o'clock that is not, two o'clock that is twice, and a midnight that is not.
        (Schedule("daily", 0, 2), OSLO, datetime(2026, 3, 28, 12, tzinfo=UTC), date(2026, 3, 29), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (Schedule("daily", 0, 2), OSLO, datetime(2026, 10, 24, 12, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 0, tzinfo=UTC)),
        (Schedule("daily", 0, 0), SANTIAGO, datetime(2026, 9, 5, 12, tzinfo=UTC), date(2026, 9, 6), datetime(2026, 9, 6, 4, tzinfo=UTC)),
        (Schedule("weekly", 6, 23), OSLO, datetime(2026, 12, 27, 22, tzinfo=UTC), date(2027, 1, 3), datetime(2027, 1, 3, 22, tzinfo=UTC)),
        # The first Monday of the month.
        (MONTHLY, OSLO, datetime(2026, 12, 7, 7, tzinfo=UTC), date(2027, 1, 4), datetime(2027, 1, 4, 7, tzinfo=UTC)),
        (MONTHLY, OSLO, datetime(2026, 6, 1, 5, tzinfo=UTC), date(2026, 6, 1), datetime(2026, 6, 1, 6, tzinfo=UTC)),
        (MONTHLY, AUCKLAND, datetime(2026, 5, 31, 12, tzinfo=UTC), date(2026, 6, 1), datetime(2026, 5, 31, 20, tzinfo=UTC)),
    ],
)
def test_the_next_one_comes_at_that_hour_of_the_clock_there(schedule, zone, now, day, at):
    slot = schedule.next(zone, now)
    assert (slot.day, slot.at) == (day, at)
    assert schedule.last(zone, at) == slot
    assert schedule.last(zone, at - timedelta(seconds=1)) != slot


SCHEDULES = st.builds(Schedule, st.sampled_from(["daily", "weekly", "monthly"]), st.integers(0, 6), st.integers(0, 23))
ZONES = st.sampled_from([OSLO, KATHMANDU, AUCKLAND, SANTIAGO, ZoneInfo("Pacific/Apia"), ZoneInfo("Africa/Casablanca"), UTC])


@given(SCHEDULES, ZONES, st.integers(0, 6 * 365 * 24 * 60))
def test_one_follows_the_other_without_a_gap_or_a_double(schedule, zone, minutes):
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    last, following = schedule.last(zone, now), schedule.next(zone, now)
    assert last.at <= now < following.at
    assert schedule.next(zone, last.at) == following
    assert last.day < following.day
    longest = {"daily": 26, "weekly": 7 * 24 + 2, "monthly": 36 * 24}[schedule.how_often]
    assert following.at - last.at <= timedelta(hours=longest)


def test_never_is_never():
    assert NEVER.last(OSLO, MONDAY) is NEVER.next(OSLO, MONDAY) is None


def wishes(user, how_often, *, weekday=0, hour=8) -> None:
    long_ago = MONDAY - timedelta(days=100)
    Subscription.objects.create(user=user, how_often=how_often, weekday=weekday, hour=hour, changed_at=long_ago)


def test_a_daily_one_goes_on_over_the_end_of_the_month(member, network, the_clock, smtp_sink, city_joins):
    wishes(member, HowOften.DAILY)
    for number in range(9):
        city_joins(f"City {number}", network, days_ago=0.9 - number)
    for day in range(9):
        for hours in (0, 5):
            the_clock(MONDAY + timedelta(days=day, hours=hours))
    assert [lines(message) for message in smtp_sink.messages] == [[f"City {number} joined Public Transport"] for number in range(9)]
    assert [digest.day for digest in member.digests.order_by("day")] == [date(2026, 11, 23) + timedelta(days=day) for day in range(9)]


def test_a_monthly_one_comes_on_the_first_such_day_with_the_whole_month(member, network, the_clock, smtp_sink, city_joins):
    wishes(member, HowOften.MONTHLY, weekday=1, hour=20)
    city_joins("Quito", network, days_ago=15)
    for day in range(1, 40):
        the_clock(MONDAY + timedelta(days=day))
    assert [digest.day for digest in member.digests.order_by("day")] == [date(2026, 11, 3), date(2026, 12, 1)]
    assert [lines(message) for message in smtp_sink.messages] == [["Quito joined Public Transport"]]


def test_a_new_wish_holds_from_the_next_time_on(member, network, the_clock, smtp_sink, city_joins):
    the_clock()
    city_joins("Quito", network, days_ago=-1)
    Subscription.objects.create(user=member, how_often="daily", weekday=0, hour=8, changed_at=MONDAY + timedelta(days=2))
    the_clock(MONDAY + timedelta(days=2, hours=1))
    assert smtp_sink.messages == []
    the_clock(MONDAY + timedelta(days=3))
    assert len(smtp_sink.messages) == 1


def test_who_moves_across_the_date_line_gets_one_a_day(member, network, the_clock, smtp_sink, city_joins):
    city_joins("Quito", network)
    the_clock()
    member.time_zone = "America/Los_Angeles"
    member.save()
    for hours in range(0, 72, 6):
        the_clock(MONDAY + timedelta(hours=hours))
    assert len(smtp_sink.messages) == member.digests.count() == 1
