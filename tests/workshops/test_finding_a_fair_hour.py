"""A manager looks for an hour that is fair: which comes first and why, what the page shows, what it says to odd wishes."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cities.models import City
from networks.models import CityMembership
from tests.conftest import make_city
from tests.networks.test_reading import queries
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import CityHours, Registration, Workshop
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
        ([90, 0], [[0, 60], [0, 30]], [[0, 0], [0, 0]], [1, 0]),  # then the least of all together
        ([90, 30, 0], [[0, 60, 0], [0, 0, 60]], [[0, 0, 0], [0, 0, 0]], [1, 0]),  # then the least for the next
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


@pytest.fixture
def cities(network, member, oslo):
    """Jakarta with its member, Oslo and Lima."""
    lima = make_city("Lima", country="PE", region="latin-america", time_zone="America/Lima")
    for city in (oslo, lima):
        CityMembership.objects.create(network=network, city=city)
    return {"Jakarta": member.official.city, "Oslo": oslo, "Lima": lima}


@pytest.fixture
def look(signed_in, manager, network):
    """What the manager's page answers to such wishes, in the three weeks from the week after next."""

    def ask(**wishes):
        first = timezone.localdate() + timedelta(days=10)
        asked = {"length": 60, "first": first.isoformat(), "last": (first + timedelta(days=20)).isoformat(), "zone": "UTC", **wishes}
        return signed_in(manager).get(reverse("workshop_hours", args=[network.slug]), asked)

    return ask


def test_the_page_finds_something_before_anything_is_asked(signed_in, manager, network, cities):
    page = signed_in(manager).get(reverse("workshop_hours", args=[network.slug]))
    assert len(page.context["hours"].slots) == 5
    assert "Plan it then" in page.content.decode()


def test_from_a_slot_one_click_leads_to_a_plan_at_that_hour(signed_in, manager, look, cities):
    page = look(host=cities["Jakarta"].pk, leave_out=[cities["Lima"].pk])
    slot = page.context["hours"].slots[0]
    link = page.content.decode().split('<a class="take')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    form = signed_in(manager).get(link).context["form"]
    assert form["starts_at"].value() == slot.starts_at.strftime("%Y-%m-%dT%H:%M")
    assert (form["time_zone"].value(), form["host_city"].value()) == ("Asia/Jakarta", str(cities["Jakarta"].pk))
    assert sorted(form["for_cities"].value()) == sorted(str(cities[name].pk) for name in ("Jakarta", "Oslo"))


def test_a_host_city_gives_the_clock_and_the_link_keeps_it(look, cities):
    slots = look(host=cities["Lima"].pk).context["hours"].slots
    assert {str(slot.starts_at.tzinfo) for slot in slots} == {"America/Lima"}


def test_cities_are_left_out_by_name_by_region_and_by_who_is_registered(look, network, member, cities):
    assert [city.name for city in look(leave_out=[cities["Lima"].pk]).context["cities"]] == ["Jakarta", "Oslo"]
    assert [city.name for city in look(region=["europe", "latin-america"]).context["cities"]] == ["Oslo", "Lima"]
    workshop = make_workshop(network)
    Registration.objects.create(workshop=workshop, official=member.official, status="registered")
    assert [city.name for city in look(workshop=workshop.pk, registered="on").context["cities"]] == ["Jakarta"]


def test_cities_of_another_network_are_reached_with_it_where_the_manager_runs_both(look, other_network, manager, cities):
    CityMembership.objects.create(network=other_network, city=make_city("Quito", country="EC", time_zone="America/Guayaquil"))
    assert "also_for" in look(also_for=[other_network.pk]).context["form"].errors
    other_network.stewardships.create(staff=manager.staff)
    assert {city.name for city in look(also_for=[other_network.pk]).context["cities"]} == {"Jakarta", "Oslo", "Lima", "Quito"}


@time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC))
@pytest.mark.parametrize(
    ("wishes", "field", "words"),
    [
        ({"first": "2026-01-01", "last": "2026-01-05"}, "last", "These days are over"),
        ({"last": "2026-01-05"}, "last", "before the first"),
        ({"last": "2027-12-30"}, "last", "more than 60 days"),
        ({"first": "9999-12-01", "last": "9999-12-31"}, "last", "next two years"),
        ({"on_site": "on"}, "host", "to which city"),
        ({"length": "7"}, "length", "Select a valid choice"),
        ({"first": "soon"}, "first", "valid date"),
    ],
)
def test_an_odd_wish_is_answered_in_words_beside_its_field(look, cities, wishes, field, words):
    page = look(**wishes)
    assert page.status_code == 200
    assert words in " ".join(page.context["form"].errors[field])
    assert "hours" not in page.context


def test_a_day_that_is_almost_over_and_a_network_without_cities_say_so(look, network, cities):
    today = timezone.localdate().isoformat()
    assert look(first=today, last=today).status_code == 200
    network.city_memberships.all().delete()
    assert "No city is in this network yet" in look().content.decode()


def test_one_city_alone_meets_within_its_hours(look, network, cities):
    page = look(leave_out=[cities["Lima"].pk, cities["Oslo"].pk]).content.decode()
    assert "The city sits within its hours." in page


def test_holidays_that_nobody_knows_are_said(look, cities):
    City.objects.filter(pk=cities["Lima"].pk).update(country="TA")
    assert "are not known here" in look().content.decode()


def test_a_draft_goes_to_the_hour_with_its_agenda_and_an_announced_one_does_not(signed_in, network, manager, cities):
    draft, told = make_workshop(network, status="draft"), make_workshop(network, "Trams")
    session = draft.sessions.create(starts_at=draft.starts_at, title="Welcome")
    goal = in_days(30)
    for workshop in (draft, told):
        signed_in(manager).post(reverse("workshop_move", args=[workshop.pk]), {"starts": goal.isoformat()})
        workshop.refresh_from_db()
    session.refresh_from_db()
    assert (draft.starts_at, draft.ends_at, session.starts_at) == (goal, goal + timedelta(minutes=90), goal)
    assert told.starts_at != goal


def test_a_workshop_that_may_move_is_not_counted_against_its_own_new_hour(look, network, cities):
    workshop = make_workshop(network)
    CityHours.objects.create(workshop=workshop, city=cities["Lima"], minutes_outside=90)
    rows = {row.city.name: row.carried for row in look(workshop=workshop.pk).context["rows"]}
    assert rows == {"Jakarta": 0, "Oslo": 0, "Lima": 0}


@pytest.fixture
def two_hours():
    first, second = in_days(20), in_days(20) + timedelta(hours=9)
    return {"length": 60, "zone": "Asia/Jakarta", "first": first.isoformat(), "second": second.isoformat()}


def test_two_sittings_are_two_drafts_of_which_one_belongs_to_the_other(signed_in, network, manager, cities, two_hours):
    sent = {**two_hours, "title": "Night buses", "for_cities": [cities["Lima"].pk]}
    signed_in(manager).post(reverse("workshop_sittings", args=[network.slug]), sent)
    first, second = Workshop.objects.order_by("starts_at")
    assert (first.status, second.status, second.sitting_of, str(first.time_zone)) == ("draft", "draft", first, "Asia/Jakarta")
    assert list(first.for_cities.all()) == list(second.for_cities.all()) == [cities["Lima"]]


def test_a_draft_is_held_twice(signed_in, network, manager, two_hours):
    draft = make_workshop(network, status="draft", capacity=20)
    signed_in(manager).post(reverse("workshop_sittings", args=[network.slug]), {**two_hours, "workshop": draft.pk})
    first, second = Workshop.objects.order_by("starts_at")
    assert (first, second.sitting_of, second.title, second.capacity) == (draft, draft, "Depot charging", 20)
    assert first.starts_at == datetime.fromisoformat(two_hours["first"])


@pytest.mark.parametrize("wrong", [{"title": ""}, {"second": "2020-01-01T10:00+00:00"}, {"first": "x"}])
def test_two_sittings_that_cannot_be_make_nothing(signed_in, network, manager, two_hours, wrong):
    answer = signed_in(manager).post(reverse("workshop_sittings", args=[network.slug]), {**two_hours, "title": "x", **wrong})
    assert answer.status_code == 302
    assert not Workshop.objects.exists()


def test_the_search_takes_as_many_queries_for_60_cities_as_for_3(signed_in, network, manager, cities):
    browser, address = signed_in(manager), reverse("workshop_hours", args=[network.slug])
    few = queries(browser, address)
    fields = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "Europe/Oslo"}
    more = City.objects.bulk_create([City(name=f"City {n}", slug=f"city-{n}", **fields) for n in range(60)])
    CityMembership.objects.bulk_create([CityMembership(network=network, city=city) for city in more])
    workshop = make_workshop(network)
    CityHours.objects.bulk_create([CityHours(workshop=workshop, city=city, minutes_outside=30) for city in more])
    assert queries(browser, address) == few
