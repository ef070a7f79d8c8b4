"""The city says what its networks had to do with its action, and once a year whether that still holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import ClimateAction, Influence
from actions.services import ask_about_influence, confirm_influence, say_influence
from activity.models import Activity
from notices.models import Notice
from officials.models import today
from tests.actions.conftest import make_action
from tests.conftest import give_seat, make_city, make_official


@pytest.fixture
def old(action):
    """Written down long ago."""
    ClimateAction.objects.update(created_at=timezone.now() - timedelta(days=400))
    return action


def test_a_city_says_what_a_network_had_to_do_with_it(action, member, network, signed_in):
    page = signed_in(member).get(f"/actions/{action.pk}/influence/").content.decode()
    assert network.name in page
    signed_in(member).post(f"/actions/{action.pk}/influence/", {f"part_{network.pk}": "led", f"how_{network.pk}": "A visit to Bogotá."})
    said = Influence.objects.get()
    assert (said.part, said.how, said.said_by, said.confirmed_on) == ("led", "A visit to Bogotá.", member, today())
    assert Activity.objects.get(verb="influence.said").sentence == "Jakarta said what Public Transport had to do with Electric buses"


def test_it_is_always_told_as_the_citys_own_word(action, member, network, manager, signed_in):
    say_influence(action=action, network=network, part="led", how="", by=member)
    assert "Said by Jakarta itself" in signed_in(manager).get(action.get_absolute_url()).content.decode()


def test_only_networks_of_the_city_are_asked_about(action, member, other_network, signed_in):
    signed_in(member).post(f"/actions/{action.pk}/influence/", {f"part_{other_network.pk}": "led"})
    assert not Influence.objects.exists()


def test_how_without_what_is_asked_back(action, member, network, signed_in):
    page = signed_in(member).post(f"/actions/{action.pk}/influence/", {f"how_{network.pk}": "A visit."}).content.decode()
    assert "Say what it had to do with it" in page
    assert "A visit." in page


def test_saying_the_same_again_only_confirms_it(action, member, network):
    for _ in range(2):
        say_influence(action=action, network=network, part="contributed", how="A call.", by=member)
    assert Influence.objects.count() == 1
    assert Activity.objects.filter(verb="influence.said").count() == 1


def test_one_click_a_year_confirms_it(old, member, network, signed_in):
    said = say_influence(action=old, network=network, part="led", how="", by=member)
    Influence.objects.filter(pk=said.pk).update(said_on=today() - timedelta(days=400), confirmed_on=today() - timedelta(days=400))
    assert "Yes, it holds" in signed_in(member).get("/home/").content.decode()
    signed_in(member).post(f"/actions/{old.pk}/influence/confirm/", {"home": ""})
    said.refresh_from_db()
    assert said.confirmed_on == today()
    assert "Yes, it holds" not in signed_in(member).get("/home/").content.decode()


def test_the_clock_asks_a_city_once_a_year_in_one_mail(old, lead, member, jakarta):
    ClimateAction.objects.exclude(pk=make_action(jakarta, "Too new").pk).update(title="Old")
    for _ in range(2):
        ask_about_influence(day=today())
    notice = Notice.objects.get(kind="actions.influence")
    assert (notice.user, notice.details["actions"]) == (lead, [old.pk])
    ask_about_influence(day=today() + timedelta(days=366))
    assert Notice.objects.filter(kind="actions.influence").count() == 2


def test_nobody_is_asked_who_has_said_it_this_year(old, member, lead, network):
    say_influence(action=old, network=network, part="none", how="", by=member)
    assert ask_about_influence(day=today()) == 0


def test_a_city_in_no_network_is_not_asked(db):
    lima = make_city("Lima")
    make_official("Lia Lead", lima, is_lead=True)
    make_action(lima, "Trams", created_at=timezone.now() - timedelta(days=400))
    assert ask_about_influence(day=today()) == 0


def test_a_stranger_reads_no_influence_of_a_network_that_is_not_listed(action, member, network, outsider, signed_in):
    say_influence(action=action, network=network, part="led", how="A visit to the depot.", by=member)
    ClimateAction.objects.update(readers="public")
    assert "A visit to the depot." in signed_in(outsider).get(action.get_absolute_url()).content.decode()
    network.is_listed = False
    network.save()
    assert "A visit to the depot." not in signed_in(outsider).get(action.get_absolute_url()).content.decode()


def test_confirming_twice_tells_it_once(action, member, network):
    said = say_influence(action=action, network=network, part="led", how="", by=member)
    Influence.objects.filter(pk=said.pk).update(said_on=today() - timedelta(days=400), confirmed_on=today() - timedelta(days=400))
    assert [confirm_influence(action=action, by=member) for _ in range(2)] == [1, 0]


def test_a_peer_with_a_seat_elsewhere_says_nothing_of_it(action, network, signed_in):
    peer = make_official("Pia Peer", make_city("Lima"))
    give_seat(peer, network)
    assert signed_in(peer).post(f"/actions/{action.pk}/influence/", {f"part_{network.pk}": "led"}).status_code == 403
