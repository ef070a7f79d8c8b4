from datetime import timedelta

from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from networks.models import CityMembership, Network
from networks.services import add_city, change_city_role
from officials.models import today
from tests.conftest import make_network


def test_staff_begin_a_network_and_run_it(signed_in, other_manager, network):
    fields = {"name": "Night Buses", "area": network.area.pk, "purpose": "Buses at night.", "admission": "approval", "is_listed": "on"}
    response = signed_in(other_manager).post(reverse("network_create"), fields)
    created = Network.objects.get(slug="night-buses")
    assert response.url == reverse("network_memberships", args=["night-buses"])
    assert created.stewardships.get().staff == other_manager.staff
    assert Activity.objects.filter(verb=Verb.NETWORK_CREATED, network=created, actor=other_manager).count() == 1


def test_a_name_that_is_taken_is_refused_next_to_the_name(signed_in, manager, network):
    fields = {"name": "public transport", "area": network.area.pk, "purpose": "Again.", "admission": "approval", "is_listed": "on"}
    page = signed_in(manager).post(reverse("network_create"), fields)
    assert page.context["form"].errors == {"name": ["Another network has this name."]}


def test_a_name_that_is_part_of_other_addresses_is_refused(signed_in, manager, network):
    page = signed_in(manager).post(
        reverse("network_create"), {"name": "New", "area": network.area.pk, "purpose": "x", "admission": "approval", "is_listed": "on"}
    )
    assert "name" in page.context["form"].errors


def test_the_manager_edits_the_description_and_its_address_stays(signed_in, manager, network):
    signed_in(manager).post(
        reverse("network_edit", args=[network.slug]),
        {"name": "Transit", "area": network.area.pk, "purpose": "New words.", "admission": "approval", "is_listed": "on"},
    )
    network.refresh_from_db()
    assert (network.name, network.purpose, network.slug) == ("Transit", "New words.", "public-transport")


def test_the_manager_begins_a_working_group_that_members_see_and_visitors_do_not(signed_in, manager, member, network):
    signed_in(manager).post(
        reverse("working_group_create", args=[network.slug]),
        {"name": "Depots", "purpose": "Charging.", "admission": "approval", "is_listed": "on"},
    )
    group = Network.objects.get(parent=network)
    assert group.area == network.area
    assert signed_in(member).get(group.get_absolute_url()).status_code == 200
    assert signed_in(None).get(group.get_absolute_url()).status_code == 404
    assert "Depots" not in signed_in(None).get(reverse("networks")).content.decode()


def test_the_manager_of_a_network_runs_its_working_groups(signed_in, manager, administrator, network):
    group = make_network("Depots", parent=network)
    assert signed_in(manager).get(reverse("network_seats", args=[group.slug])).status_code == 200


def test_a_city_joins_and_leaves_on_the_days_given(signed_in, manager, network, oslo):
    day = today() - timedelta(days=100)
    signed_in(manager).post(
        reverse("network_memberships", args=[network.slug]), {"city": oslo.pk, "role": "member", "started_on": day.isoformat()}
    )
    membership = network.city_memberships.get()
    assert membership.started_on == day
    last = today() - timedelta(days=10)
    signed_in(manager).post(reverse("city_membership_end", args=[network.slug, membership.pk]), {"ended_on": last.isoformat()})
    assert list(CityMembership.objects.on(last - timedelta(days=1))) == [membership]
    assert not CityMembership.objects.on(last).exists()


def test_a_membership_cannot_end_before_it_started_nor_in_the_future(signed_in, manager, network, oslo):
    membership = add_city(network=network, city=oslo, started_on=today(), by=manager)
    for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
        page = signed_in(manager).post(reverse("city_membership_end", args=[network.slug, membership.pk]), {"ended_on": day.isoformat()})
        assert page.context["form"].errors["ended_on"]
    membership.refresh_from_db()
    assert membership.ended_on is None


def test_a_city_that_leaves_takes_its_officials_along(signed_in, manager, member, network):
    membership = network.city_memberships.get()
    signed_in(manager).post(reverse("city_membership_end", args=[network.slug, membership.pk]), {"ended_on": today().isoformat()})
    assert member.official.seats.get().status == "left"
    assert signed_in(member).get(reverse("network_feed", args=[network.slug])).status_code == 404


def test_a_city_cannot_join_on_a_day_it_was_in_already(signed_in, manager, network, oslo):
    CityMembership.objects.create(
        network=network, city=oslo, started_on=today() - timedelta(days=90), ended_on=today() - timedelta(days=10)
    )
    fields = {"city": oslo.pk, "role": "member", "started_on": (today() - timedelta(days=50)).isoformat()}
    page = signed_in(manager).post(reverse("network_memberships", args=[network.slug]), fields)
    assert "started_on" in page.context["form"].errors


def test_naming_a_lead_city_keeps_what_it_was_before(signed_in, manager, network, oslo):
    start = today() - timedelta(days=100)
    before = add_city(network=network, city=oslo, started_on=start, by=manager)
    signed_in(manager).post(reverse("city_membership_role", args=[network.slug, before.pk]))
    assert list(network.city_memberships.order_by("started_on").values_list("role", "started_on", "ended_on")) == [
        ("member", start, today()),
        ("lead", today(), None),
    ]
    assert "led by" in signed_in(None).get(network.get_absolute_url()).content.decode()


def test_a_lead_that_ends_is_recorded(manager, network, oslo):
    membership = add_city(network=network, city=oslo, started_on=today(), role="lead", by=manager)
    change_city_role(membership=membership, role="member", by=manager)
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True)) == [
        Verb.CITY_JOINED,
        Verb.LEAD_CITY_NAMED,
        Verb.LEAD_CITY_ENDED,
    ]
