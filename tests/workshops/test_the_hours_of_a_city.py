"""Minutes outside 8–18 on a working day, by hand: in all kinds of zones, around each change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.models import City
from workshops.queries import Shape, knows_holidays, outside, starts_of
from workshops.queries.clocks import days_off

OSLO = ZoneInfo("Europe/Oslo")


def city(zone: str, country: str) -> City:
    return City(name=zone, time_zone=ZoneInfo(zone), country=country)


def minutes(start: datetime, length: int, *cities: City, on_site: bool = False) -> list[int]:
    shape = Shape(timedelta(minutes=length), start.tzinfo, on_site)
    return outside(shape, [start], cities)[0].tolist()


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-06-10 08:00", 90, 0),
        ("2026-06-10 16:30", 90, 0),
        ("2026-06-10 07:30", 90, 30),
        ("2026-06-10 17:15", 90, 45),
        ("2026-06-10 17:59", 1, 0),
        ("2026-06-10 18:00", 60, 60),
        ("2026-06-10 07:00", 720, 120),
        ("2026-06-13 10:00", 60, 60),  # a Saturday
        ("2026-05-14 10:00", 60, 60),  # Ascension Day
        ("2026-06-12 23:30", 60, 60),  # from Friday into Saturday
    ],
)
def test_a_city_is_within_its_hours_from_8_to_18_on_a_day_when_people_there_work(start, length, expected):
    assert minutes(datetime.fromisoformat(start).replace(tzinfo=OSLO), length, city("Europe/Oslo", "NO")) == [expected]


def test_weekends_are_those_of_the_country():
    places = city("Africa/Cairo", "EG"), city("Asia/Dhaka", "BD"), city("Europe/Oslo", "NO")
    friday, sunday = datetime(2026, 6, 5, 9, tzinfo=UTC), datetime(2026, 6, 14, 9, tzinfo=UTC)
    assert minutes(friday, 60, *places) == [60, 60, 0]
    assert minutes(sunday, 60, *places) == [0, 0, 60]


def test_a_sunday_on_which_china_works_for_a_long_holiday_is_a_working_day():
    assert minutes(datetime(2025, 1, 26, 2, tzinfo=UTC), 60, city("Asia/Shanghai", "CN"), city("Asia/Tokyo", "JP")) == [0, 60]


@pytest.mark.parametrize(
    ("zone", "country", "at_eight"),
    [
        ("Asia/Kathmandu", "NP", "02:15"),
        ("Pacific/Chatham", "NZ", "19:15"),
        ("Australia/Lord_Howe", "AU", "21:30"),
        ("Asia/Kolkata", "IN", "02:30"),
    ],
)
def test_zones_of_half_and_quarter_hours_begin_their_day_to_the_minute(zone, country, at_eight):
    eight = datetime.fromisoformat(f"2026-06-09 {at_eight}").replace(tzinfo=UTC)
    assert minutes(eight, 60, city(zone, country)) == [0]
    assert minutes(eight - timedelta(minutes=1), 60, city(zone, country)) == [1]


# Friday before and Monday after each change of 2026: eight o'clock there, by UTC.
@pytest.mark.parametrize(
    ("zone", "country", "before", "after"),
    [
        ("Europe/Oslo", "NO", "2026-03-27 07:00", "2026-03-30 06:00"),
        ("Europe/Oslo", "NO", "2026-10-23 06:00", "2026-10-26 07:00"),
        ("America/New_York", "US", "2026-03-06 13:00", "2026-03-09 12:00"),
        ("America/New_York", "US", "2026-10-30 12:00", "2026-11-02 13:00"),
        # In Ramadan Morocco goes back an hour, and forth again after it.
        ("Africa/Casablanca", "MA", "2026-02-13 07:00", "2026-02-16 08:00"),
        ("Asia/Kathmandu", "NP", "2026-03-25 02:15", "2026-03-30 02:15"),
        # Half an hour only, and in the other direction.
        ("Australia/Lord_Howe", "AU", "2026-04-01 21:00", "2026-04-06 21:30"),
        ("Pacific/Chatham", "NZ", "2026-04-01 18:15", "2026-04-07 19:15"),
    ],
)
def test_a_citys_hours_follow_its_clock_through_daylight_saving(zone, country, before, after):
    for moment in (before, after):
        eight = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        assert minutes(eight, 120, city(zone, country)) == [0], moment
        assert minutes(eight - timedelta(minutes=30), 120, city(zone, country)) == [30], moment


@pytest.mark.parametrize(
    ("zone", "day", "half_hours"),
    [
        ("Europe/Oslo", "2026-03-29", 46), ("Europe/Oslo", "2026-10-25", 48), ("America/New_York", "2026-03-08", 46),
        ("Africa/Casablanca", "2026-03-22", 46), ("Asia/Kathmandu", "2026-03-29", 48), ("Australia/Lord_Howe", "2026-10-04", 47),
        ("Pacific/Chatham", "2026-09-27", 46),
    ],
)  # fmt: skip
def test_hours_are_those_that_the_hosts_clock_shows_each_once(zone, day, half_hours):
    on = datetime.fromisoformat(day).date()
    starts = starts_of(Shape(timedelta(hours=1), ZoneInfo(zone)), on, on, after=datetime(2020, 1, 1, tzinfo=UTC))
    assert len(starts) == half_hours
    assert all(start.astimezone(UTC).astimezone(start.tzinfo).time() == start.time() for start in starts)


def test_the_same_hour_at_the_host_is_another_one_elsewhere_after_a_change():
    lima = city("America/Lima", "PE")
    starts = starts_of(Shape(timedelta(hours=1), OSLO), date(2026, 3, 27), date(2026, 3, 30), after=datetime(2020, 1, 1, tzinfo=UTC))
    afternoons = [start for start in starts if start.hour == 14 and not start.minute]
    assert [start.astimezone(lima.time_zone).hour for start in (afternoons[0], afternoons[-1])] == [8, 7]


def test_on_site_all_sit_by_the_hosts_clock_and_their_days_off_at_home_count():
    places = city("Europe/Oslo", "NO"), city("Pacific/Auckland", "NZ"), city("Africa/Cairo", "EG")
    assert minutes(datetime(2026, 6, 5, 10, tzinfo=OSLO), 60, *places, on_site=True) == [0, 0, 60]


def test_of_several_days_the_nights_ask_nothing_and_a_day_off_asks_its_hours():
    places = city("Europe/Oslo", "NO"), city("Africa/Cairo", "EG")
    thursday_to_saturday = datetime(2026, 6, 4, 9, tzinfo=OSLO)
    assert minutes(thursday_to_saturday, 2 * 24 * 60 + 480, *places) == [9 * 60, 10 * 60 + 9 * 60]


def test_a_country_that_is_not_known_has_saturdays_and_sundays():
    assert not knows_holidays("XX")
    assert {day.weekday() for day in days_off("XX", 2026)} == {5, 6}


ZONES = ["Europe/Oslo", "America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia"]


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 29)).map(  # noqa: DTZ001
        lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
    ),
    st.integers(1, 24 * 60),
)
def test_counting_minute_by_minute_comes_to_the_same(zone, start, length):
    place = city(zone, "XX")
    clock = [(start + timedelta(minutes=n)).astimezone(place.time_zone) for n in range(length)]
    assert minutes(start, length, place) == [sum(not (8 <= at.hour < 18 and at.weekday() < 5) for at in clock)]
