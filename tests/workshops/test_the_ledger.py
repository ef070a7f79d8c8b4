"""The ledger of burden: what is written when a workshop is announced, moved, cancelled or held twice, and who reads it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from cities.models import City
from networks.models import CityMembership
from officials.services import merge_cities
from tests.conftest import make_city, make_network
from tests.networks.test_reading import queries
from tests.workshops.conftest import make_workshop
from workshops.models import CityHours, Workshop
from workshops.queries import carried, ledger_of
from workshops.services import announce_workshop, cancel_workshop, edit_workshop, write_hours, write_hours_of_coming

# A Wednesday on which all of these work; 15:00 in Jakarta, 10:00 in Oslo, 3:00 in Lima.
AT_EIGHT = datetime(2027, 6, 9, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before():
    """Before all of these, in whichever year this runs."""
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC)):
        yield


@pytest.fixture
def cities(network, member, oslo):
    """Jakarta is there with its member; Oslo and Lima come."""
    lima = make_city("Lima", country="PE", time_zone="America/Lima")
    for city in (oslo, lima):
        CityMembership.objects.create(network=network, city=city)
    return {"Jakarta": member.official.city, "Oslo": oslo, "Lima": lima}


def lines(workshop: Workshop) -> dict[str, int]:
    return dict(workshop.city_hours.values_list("city__name", "minutes_outside"))


def planned(network, starts_at=AT_EIGHT, **fields) -> Workshop:
    return make_workshop(network, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60), **{"status": "draft", **fields})


def move(workshop, starts_at, by):
    edit_workshop(workshop=workshop, also_for=[], series="", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=60), by=by)


def test_announcing_writes_what_each_city_carries_and_a_draft_writes_nothing(network, cities, manager):
    workshop = planned(network)
    write_hours(workshop=workshop)
    assert lines(workshop) == {}
    announce_workshop(workshop=workshop, by=manager)
    assert lines(workshop) == {"Jakarta": 0, "Oslo": 0, "Lima": 60}


def test_moving_it_writes_them_anew_and_cancelling_takes_them_away(network, cities, manager):
    workshop = planned(network)
    announce_workshop(workshop=workshop, by=manager)
    move(workshop, AT_EIGHT + timedelta(hours=6, minutes=30), manager)
    assert lines(workshop) == {"Jakarta": 60, "Oslo": 0, "Lima": 0}
    cancel_workshop(workshop=workshop, reason="Strike.", by=manager)
    assert lines(workshop) == {}


def test_a_city_carries_only_the_better_of_two_sittings(network, cities, manager):
    first = planned(network)
    second = planned(network, AT_EIGHT + timedelta(hours=6), sitting_of=first)
    announce_workshop(workshop=first, by=manager)
    assert lines(first) == {"Jakarta": 0, "Oslo": 0, "Lima": 60}
    announce_workshop(workshop=second, by=manager)
    assert (lines(first), lines(second)) == ({"Jakarta": 0, "Oslo": 0}, {"Lima": 0})
    cancel_workshop(workshop=second, reason="Nobody came forward.", by=manager)
    assert (lines(first), lines(second)) == ({"Jakarta": 0, "Oslo": 0, "Lima": 60}, {})


def test_only_the_cities_that_it_is_to_reach_are_charged(network, other_network, cities, manager):
    elsewhere = make_city("Quito", country="EC", time_zone="America/Guayaquil")
    CityMembership.objects.create(network=other_network, city=elsewhere)
    workshop = planned(network)
    workshop.also_for.add(other_network)
    announce_workshop(workshop=workshop, by=manager)
    assert lines(workshop) == {"Jakarta": 0, "Oslo": 0, "Lima": 60, "Quito": 60}
    workshop.for_cities.set([cities["Oslo"], elsewhere])
    write_hours(workshop=workshop)
    assert lines(workshop) == {"Oslo": 0, "Quito": 60}


def test_in_person_nobody_is_charged_for_the_clock_at_home(network, cities, manager, jakarta):
    workshop = planned(network, setting="in_person", host_city=jakarta, time_zone="Asia/Jakarta")
    announce_workshop(workshop=workshop, by=manager)
    assert lines(workshop) == {"Jakarta": 0, "Oslo": 0, "Lima": 0}


def test_the_clock_follows_a_city_that_comes_later_until_the_workshop_is_over(network, cities, manager):
    coming, over = planned(network), planned(network, datetime(2026, 3, 4, 8, tzinfo=UTC), status="announced")
    announce_workshop(workshop=coming, by=manager)
    CityMembership.objects.create(network=network, city=make_city("Quito", country="EC", time_zone="America/Guayaquil"))
    assert write_hours_of_coming(now=datetime(2026, 11, 1, tzinfo=UTC)) == 1
    assert (lines(coming)["Quito"], lines(over)) == (60, {})


def test_a_year_sums_its_own_workshops_and_those_of_another_network_that_are_for_this_one_too(network, other_network, cities, manager):
    ours, last_year = planned(network), planned(network, datetime(2026, 12, 9, 8, tzinfo=UTC))
    theirs = planned(other_network, AT_EIGHT + timedelta(days=7))
    theirs.also_for.add(network)
    for workshop in (ours, last_year, theirs, planned(other_network)):
        announce_workshop(workshop=workshop, by=manager)
    assert carried(network, 2027) == {cities["Jakarta"].pk: 0, cities["Oslo"].pk: 0, cities["Lima"].pk: 120}
    assert carried(network, 2027, but=ours)[cities["Lima"].pk] == 60
    ledger = ledger_of(network, 2027, reader=manager)
    first = ledger.cities[0]
    assert (first.city.name, first.minutes, first.outside_count) == ("Lima", 120, 2)
    assert (ledger.years, ledger.minutes, ledger.share) == ([2026, 2027], 120, 40)


def test_members_open_each_number_and_a_stranger_finds_nothing(signed_in, network, cities, member, outsider, manager):
    workshop = planned(network)
    announce_workshop(workshop=workshop, by=manager)
    address = reverse("network_hours", args=[network.slug])
    page = signed_in(member).get(address, {"year": "2027"}).content.decode()
    assert workshop.get_absolute_url() in page
    assert "1 of 1 workshop outside" in page
    assert signed_in(outsider).get(address).status_code == 404
    assert "Nobody carries anything" in signed_in(member).get(address, {"year": "2025"}).content.decode()


def test_the_ledger_takes_as_many_queries_for_many_cities_and_workshops_as_for_few(signed_in, network, cities, member):
    def more(numbers):
        for n in numbers:
            city = make_city(f"City {n}")
            CityMembership.objects.create(network=network, city=city)
            workshop = planned(network, AT_EIGHT + timedelta(days=n), status="announced", host_city=city)
            CityHours.objects.bulk_create(CityHours(workshop=workshop, city=c, minutes_outside=30) for c in City.objects.all())

    browser, address = signed_in(member), reverse("network_hours", args=[network.slug]) + "?year=2027"
    more(range(2))
    few = queries(browser, address)
    more(range(2, 25))
    assert queries(browser, address) == few


def test_when_two_entries_of_a_city_become_one_so_does_what_they_carry(network, cities, manager, administrator):
    workshop = planned(network)
    twin = make_city("Lima Metropolitana", country="PE", time_zone="America/Lima")
    workshop.for_cities.set([twin])
    announce_workshop(workshop=workshop, by=manager)
    merge_cities(survivor=cities["Lima"], duplicate=twin, by=administrator)
    assert lines(workshop) == {"Lima": 60}
    assert list(workshop.for_cities.all()) == [cities["Lima"]]


def test_another_network_has_a_ledger_of_its_own(network, cities, manager):
    announce_workshop(workshop=planned(network), by=manager)
    assert carried(make_network("Cool Roofs"), 2027) == {}
