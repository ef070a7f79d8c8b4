"""A manager looks for an hour that is fair: which comes first and why, what the page shows, what it says to odd wishes."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities.models import City
from workshops.queries import Shape, fair_hours, fairest_start, outside, starts_of
from workshops.queries.hours import in_fair_order

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
A_TUESDAY = date(2026, 6, 9)


def place(pk: int, zone: str, country: str = "XX") -> City:
    return City(pk=pk, name=zone, time_zone=ZoneInfo(zone), country=country)


OSLO, LIMA, TOKYO = place(1, "Europe/Oslo"), place(2, "America/Lima"), place(3, "Asia/Tokyo")


def search(cities, *, carried=None, length=60, first=A_TUESDAY, last=A_TUESDAY):
    shape = Shape(timedelta(minutes=length), UTC)
    return fair_hours(shape, starts_of(shape, first, last, after=LONG_AGO), cities, carried or {})


def test_where_one_hour_suits_all_it_comes_first():
    hours = search([OSLO, LIMA])
    assert [(slot.starts_at.hour, slot.minutes) for slot in hours.slots][:3] == [(13, 0), (13, 0), (14, 0)]
    assert hours.is_fair
    assert hours.pairs == []


def test_who_carries_most_this_year_is_spared_next():
    assert [cell.city for cell in search([LIMA, TOKYO], carried={2: 60}).slots[0].sits_outside] == [TOKYO]
    assert [cell.city for cell in search([LIMA, TOKYO], carried={3: 60}).slots[0].sits_outside] == [LIMA]


@pytest.mark.parametrize(
    ("carried", "minutes", "nights", "order"),
    [
        ([0, 0], [[60, 0], [0, 30]], [[0, 0], [0, 0]], [1, 0]),  # the least for whoever carries most
        ([90, 0], [[60, 0], [0, 60]], [[0, 0], [0, 0]], [1, 0]),  # after what each carries already
        ([90, 0], [[0, 60], [0, 30]], [[0, 0], [0, 0]], [1, 0]),  # then the least for the next
        ([0, 0], [[60, 0], [0, 60]], [[60, 0], [0, 0]], [1, 0]),  # then the least at night
        ([0, 0], [[60, 0], [0, 60]], [[0, 0], [0, 0]], [0, 1]),  # then the soonest
    ],
)
def test_the_order_is_the_one_that_the_page_explains(carried, minutes, nights, order):
    assert in_fair_order(*(np.array(part) for part in (carried, minutes, nights))).tolist() == order


def test_one_hour_of_each_day_is_shown_where_there_are_days_enough():
    slots = search([OSLO, LIMA], last=A_TUESDAY + timedelta(days=6)).slots
    assert [slot.starts_at.date().day for slot in slots] == [9, 10, 11, 12, 15]


def test_two_sittings_of_a_day_are_offered_where_no_hour_is_fair_and_each_city_counts_for_the_better():
    hours = search([OSLO, LIMA, TOKYO, place(4, "Pacific/Auckland")])
    assert not hours.is_fair
    pair = hours.pairs[0]
    assert pair.first.ends_at <= pair.second.starts_at
    assert pair.minutes < hours.slots[0].minutes
    counted = [cell.city.pk for slot in (pair.first, pair.second) for cell in slot.cells if cell.counts]
    assert sorted(counted) == [1, 2, 3, 4]


def test_no_city_or_no_time_left_finds_nothing():
    assert search([]).slots == []
    assert fair_hours(Shape(timedelta(hours=1), UTC), [], [OSLO], {}).slots == []


def test_a_study_tour_begins_at_nine_on_days_on_which_all_work():
    hours = search([OSLO, place(5, "Africa/Cairo", "EG")], length=24 * 60 + 480, last=A_TUESDAY + timedelta(days=6))
    assert all((slot.starts_at.hour, slot.starts_at.minute) == (9, 0) for slot in hours.slots)
    assert [slot.minutes for slot in hours.slots[:2]] == [0, 0]


# Zones of all kinds, with the weekends and holidays of a country of each.
ZONES = [
    ("Europe/Oslo", "NO"), ("America/New_York", "US"), ("America/Los_Angeles", "US"), ("Asia/Kathmandu", "NP"), ("Australia/Lord_Howe", "AU"),
    ("Pacific/Chatham", "NZ"), ("Africa/Casablanca", "MA"), ("Asia/Tokyo", "JP"), ("Asia/Kolkata", "IN"), ("America/Sao_Paulo", "BR"),
    ("Africa/Cairo", "EG"), ("Pacific/Auckland", "NZ"), ("Pacific/Honolulu", "US"), ("Asia/Dhaka", "BD"), ("Asia/Dubai", "AE"),
    ("Africa/Nairobi", "KE"), ("Asia/Jakarta", "ID"), ("Atlantic/Azores", "PT"), ("America/Anchorage", "US"), ("America/St_Johns", "CA"),
    ("America/Lima", "PE"), ("Asia/Karachi", "PK"), ("Asia/Tehran", "IR"), ("Asia/Shanghai", "CN"), ("Pacific/Kiritimati", "KI"),
]  # fmt: skip


# Round the globe five zones lie 4.8 hours apart, if they lie evenly: these never less than 4¼ at the first meeting.
FIRST_MEETINGS = [date(2026, 1, 20), date(2026, 2, 24), date(2026, 7, 7), date(2026, 8, 25)]


def far_apart(day):
    at = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001
    clocks = {place: ZoneInfo(place[0]).utcoffset(at) / timedelta(hours=1) % 24 for place in ZONES}
    in_order = sorted(ZONES, key=clocks.get)
    for five in combinations(in_order, 5):
        turn = [clocks[place] for place in five]
        if all(later - earlier >= 4.25 for earlier, later in pairwise([*turn, turn[0] + 24])):
            yield day, five


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([found for day in FIRST_MEETINGS for found in far_apart(day)]),
    st.sampled_from([30, 60, 90, 120, 180]), st.sampled_from([5, 7, 14, 30]),
)  # fmt: skip
def test_over_six_meetings_of_five_far_apart_zones_no_city_carries_more_than_its_share_plus_one_meeting(found, length, days):
    day, five = found
    cities = [place(number, *where) for number, where in enumerate(five)]
    shape, carried = Shape(timedelta(minutes=length), UTC), dict.fromkeys(range(5), 0)
    for meeting in range(6):
        first = day + timedelta(days=14 * meeting)
        starts = starts_of(shape, first, first + timedelta(days=days - 1), after=LONG_AGO)
        number = fairest_start(shape, starts, cities, carried)
        for city, minutes in zip(cities, outside(shape, [starts[number]], cities)[0].tolist(), strict=True):
            carried[city.pk] += minutes
    assert max(carried.values()) <= sum(carried.values()) / 5 + length
