"""A manager finds a fair hour, plans it, holds it twice where none is fair; a member reads who carries what."""

import pytest

from networks.models import CityMembership
from tests.conftest import PASSWORD, make_city
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import Workshop
from workshops.services import announce_workshop

pytestmark = pytest.mark.django_db(transaction=True)
CITIES = [
    ("Lima", "PE", "America/Lima", "latin-america"), ("São Paulo", "BR", "America/Sao_Paulo", "latin-america"),
    ("Los Angeles", "US", "America/Los_Angeles", "north-america"), ("Montréal", "CA", "America/Toronto", "north-america"),
    ("Accra", "GH", "Africa/Accra", "africa"), ("Nairobi", "KE", "Africa/Nairobi", "africa"), ("Delhi NCT", "IN", "Asia/Kolkata", "south-and-west-asia"),
    ("Dhaka North", "BD", "Asia/Dhaka", "south-and-west-asia"), ("Auckland", "NZ", "Pacific/Auckland", "east-southeast-asia-and-oceania"),
    ("Quezon City", "PH", "Asia/Manila", "east-southeast-asia-and-oceania"),
]  # fmt: skip


@pytest.fixture
def cities(network, member, oslo):
    """Jakarta, where the member is from, and eleven more, round the globe."""
    more = [make_city(name, country=country, time_zone=zone, region=region) for name, country, zone, region in CITIES]
    for city in (oslo, *more):
        CityMembership.objects.create(network=network, city=city)


def test_a_manager_finds_an_hour_and_plans_it_and_two_where_none_is_fair(new_visitor, manager, network, cities):
    desk = new_visitor()
    desk.signs_in(manager.email, PASSWORD)
    desk.opens(f"/manage/networks/{network.slug}/workshops/hours/")
    desk.sees("No single hour is fair")
    desk.page.get_by_placeholder("Title").first.fill("Night buses")
    desk.presses("Plan both")
    desk.sees("Both drafts are there")
    first, second = Workshop.objects.order_by("starts_at")
    assert second.sitting_of == first


def test_a_member_reads_who_carries_what_and_opens_the_workshops_behind_it(new_visitor, manager, member, network, cities):
    for n in (3, 5, 9):
        announce_workshop(workshop=make_workshop(network, f"Buses {n}", starts_at=in_days(n), status="draft"), by=manager)
    reader = new_visitor()
    reader.signs_in(member.email, PASSWORD)
    reader.opens(f"/networks/{network.slug}/workshops/hours/")
    reader.page.locator("main summary").first.click()
    reader.looks()
    reader.sees("Buses 3")
