"""manage.py load_world: the real cities and networks."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.models import Activity
from activity.verbs import Verb
from cities.models import Category, City, DatePrecision, Region
from networks.models import Area, CityMembership, Network

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def world(db):
    call_command("load_world", verbosity=0)


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (Area, City, Network, CityMembership, Activity)}


def test_all_cities_and_networks_are_there():
    assert (City.objects.count(), City.objects.members().count(), Network.objects.count(), Area.objects.count()) == (105, 97, 29, 10)


def test_bus_rapid_transit_became_mass_transit_and_then_public_transport():
    brt = Network.objects.get(slug="bus-rapid-transit")
    assert (brt.started_on, brt.started_precision) == (date(2013, 4, 1), DatePrecision.MONTH)
    assert (brt.ended_on, brt.ended_precision) == (date(2016, 1, 1), DatePrecision.YEAR)
    assert [brt.succeeded_by.name, brt.succeeded_by.succeeded_by.name] == ["Mass Transit", "Public Transport"]
    assert brt.succeeded_by.succeeded_by.is_open


def test_a_network_is_led_from_its_beginning_to_its_end():
    leads = CityMembership.objects.filter(network__slug="bus-rapid-transit").order_by("city__name")
    assert [(lead.city.name, lead.role, lead.started_on, lead.ended_on) for lead in leads] == [
        ("Buenos Aires", "lead", date(2013, 4, 1), date(2016, 1, 1)),
        ("Johannesburg", "lead", date(2013, 4, 1), date(2016, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("slug", "joined_on", "precision"),
    [
        ("cape-town", date(2014, 1, 1), DatePrecision.YEAR),
        ("casablanca", date(2025, 1, 1), DatePrecision.MONTH),
        ("jakarta", date(2014, 1, 1), DatePrecision.BY),
        ("accra", date(2026, 1, 1), DatePrecision.BY),
    ],
)
def test_a_joining_is_as_exact_as_it_is_known(slug, joined_on, precision):
    city = City.objects.get(slug=slug)
    assert (city.joined_on, city.joined_precision, city.left_on) == (joined_on, precision, None)


def test_former_members_are_former():
    left = City.objects.filter(left_on__isnull=False).order_by("name")
    assert [city.name for city in left] == ["Basel", "Cairo", "Caracas", "Changwon", "Jaipur", "Kolkata", "Moscow", "Venice"]
    assert {(city.left_on, city.left_precision) for city in left} == {(date(2026, 1, 1), DatePrecision.BY)}
    assert City.objects.get(slug="jaipur").joined_on == date(2015, 3, 1)


def test_names_are_kept_and_addresses_are_neat():
    slugs = ["durban", "washington-dc", "sao-paulo", "dhaka", "tel-aviv-yafo"]
    names = ["Durban (eThekwini)", "Washington, DC", "São Paulo", "Dhaka (North & South)", "Tel Aviv-Yafo"]
    assert [City.objects.get(slug=slug).name for slug in slugs] == names


def test_a_city_has_its_place_on_earth():
    jakarta = City.objects.get(slug="jakarta")
    assert (jakarta.country.code, jakarta.region, jakarta.category) == ("ID", Region.EAST_SOUTHEAST_ASIA_AND_OCEANIA, Category.MEGACITY)
    assert (str(jakarta.time_zone), jakarta.languages, jakarta.geonames_id) == ("Asia/Jakarta", ["id"], 1642911)


def test_the_feed_has_the_past():
    told = Activity.objects.filter(network__slug="bus-rapid-transit").order_by("pk")
    assert [line.sentence for line in told] == [
        "Bus Rapid Transit began",
        "Buenos Aires joined Bus Rapid Transit",
        "Buenos Aires became a lead city of Bus Rapid Transit",
        "Johannesburg joined Bus Rapid Transit",
        "Johannesburg became a lead city of Bus Rapid Transit",
    ]
    assert Activity.objects.filter(verb=Verb.NETWORK_CREATED).count() == 29


def test_a_second_time_nothing_is_written():
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_world", verbosity=0)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT", "SAVEPOINT", "RELEASE"}
    assert everything() == before


def test_what_staff_changed_stays():
    City.objects.filter(slug="sao-paulo").update(name="Cidade de São Paulo", slug="sampa", left_on=date(2026, 5, 1))
    City.objects.filter(slug="ekurhuleni").update(population=1)
    Network.objects.filter(slug="mass-transit").update(purpose="As staff say it.", succeeded_by=None)
    CityMembership.objects.filter(network__slug="food-systems").delete()
    before = everything()
    call_command("load_world", verbosity=0)
    assert everything() == before
