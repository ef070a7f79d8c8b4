"""A city beside its peers: an anonymous band, examples that agreed, gentle nudges; never a ranking."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Stage
from actions.queries.cards import nudge_for
from actions.queries.peers import ahead_in, ahead_of, band_of
from actions.queries.progress import progress_of
from actions.services import agree_as_example, nudge_about_peers
from notices.models import Notice
from officials.models import User
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official
from tests.networks.test_reading import queries


@pytest.fixture
def corridor(network):
    return make_practice(network, "BRT corridor")


@pytest.fixture
def peers(network, corridor, jakarta):
    """Six cities of Jakarta's size and region, each with an official; four of them are as far as adopted."""

    def city(number):
        made = make_city(f"Peer {number}", region=jakarta.region)
        give_seat(make_official(f"Person {number}", made), network)
        make_action(made, practice=corridor, stage=Stage.ADOPTED if number < 4 else Stage.IDEA)
        return made

    return [city(number) for number in range(6)]


def test_a_city_sees_its_own_count_in_the_middle_half_of_others(signed_in, member, network, peers):
    band = band_of(progress_of(network, member))
    assert (band.own, band.low, band.high, len(band.peers.cities)) == (0, 0, 1, 6)
    page = signed_in(member).get(reverse("network_progress", args=[network.slug])).content.decode()
    assert "the middle half of cities like it has adopted 0 to 1" in page


def test_with_too_few_others_it_says_why_there_is_no_band(signed_in, member, network, corridor):
    page = signed_in(member).get(reverse("network_progress", args=[network.slug])).content.decode()
    assert "Fewer than five other cities of its size" in page


def test_a_city_is_named_as_an_example_only_while_it_agrees(member, network, corridor, peers):
    action = peers[0].climate_actions.get()
    assert ahead_in(progress_of(network, member), member) == []
    agree_as_example(action=action, agrees=True, by=member)
    (example,) = ahead_in(progress_of(network, member), member)
    assert (example.action, example.official.user.full_name) == (action, "Person 0")
    assert [example.action for example in ahead_of(member)] == [action]
    agree_as_example(action=action, agrees=False, by=member)
    assert ahead_in(progress_of(network, member), member) == []


def test_who_is_as_far_is_no_example(member, network, corridor, peers):
    make_action(member.official.city, practice=corridor, stage=Stage.UNDER_WAY)
    agree_as_example(action=peers[0].climate_actions.get(), agrees=True, by=member)
    assert ahead_in(progress_of(network, member), member) == []


def test_most_peers_plan_it_so_the_others_hear_of_it_once(signed_in, member, network, corridor, peers):
    now = timezone.now()
    nudge_about_peers(now=now)
    nudge = Notice.objects.get(user=member)
    assert (nudge.kind, nudge.subject, nudge.details) == ("actions.nudge", corridor, {"planned": 4, "peers": 6})
    assert nudge_about_peers(now=now + timedelta(hours=1)) == 0
    assert "4 of 6 cities like yours have planned this" in signed_in(member).get(reverse("home")).content.decode()
    assert nudge_for(member) == nudge


def test_nobody_hears_of_more_than_one_thing_a_month_or_twice_of_one_in_a_year(member, network, corridor, peers):
    lanes = make_practice(network, "Bus lanes")
    for city in peers[:3]:
        make_action(city, practice=lanes, stage=Stage.DONE)
    now = timezone.now()
    for days in (0, 20, 40, 80):
        Notice.objects.filter(user=member).update(created_at=now - timedelta(days=days) if days else now)
        nudge_about_peers(now=now)
        if days == 40:
            Notice.objects.filter(user=member, subject_id=lanes.pk).update(created_at=now - timedelta(days=40))
    assert [notice.subject for notice in Notice.objects.filter(user=member).order_by("pk")] == [corridor, lanes]


@pytest.mark.parametrize("fields", [{"stage": "planned"}, {"stage": "done", "readers": "city"}, {"stage": "planned", "published": False}])
def test_a_city_that_has_planned_it_hears_nothing(member, network, corridor, peers, fields):
    make_action(member.official.city, practice=corridor, **fields)
    nudge_about_peers(now=timezone.now())
    assert not Notice.objects.filter(user=member).exists()


def test_who_wants_to_hear_nothing_hears_nothing(member, network, corridor, peers):
    User.objects.filter(pk=member.pk).update(hears_of_peers=False)
    nudge_about_peers(now=timezone.now())
    assert not Notice.objects.filter(user=member).exists()


def test_the_card_goes_once_the_city_plans_it_or_the_person_turns_it_off(member, network, corridor, peers):
    nudge_about_peers(now=timezone.now())
    assert nudge_for(member)
    member.hears_of_peers = False
    assert nudge_for(member) is None
    member.hears_of_peers = True
    make_action(member.official.city, practice=corridor, stage=Stage.PLANNED)
    assert nudge_for(member) is None


def test_the_overview_and_home_take_as_many_queries_for_many_actions_as_for_few(signed_in, member, network, corridor, peers):
    browser = signed_in(member)
    pages = [reverse("home"), network.get_absolute_url()]
    agree_as_example(action=peers[0].climate_actions.get(), agrees=True, by=member)
    few = [queries(browser, page) for page in pages]
    for number, city in enumerate(peers):
        for other in range(5):
            practice = make_practice(network, f"Practice {number} {other}")
            make_action(city, practice=practice, stage=Stage.DONE, example_since=timezone.now())
    assert [queries(browser, page) for page in pages] == few
