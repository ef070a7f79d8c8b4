"""Whom staff could introduce to whom, and why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import ClimateAction, Practice
from exchange.models import Introduction
from exchange.queries import who_should_meet
from exchange.services import decline_introduction, introduce
from networks.models import Seat
from tests.conftest import give_seat, make_city, make_official


def says(user, **words) -> None:
    Seat.objects.filter(official=user.official).update(**words)


def met(network) -> list[tuple[str, str, list[str]]]:
    return [(str(pair.seeker), str(pair.giver), pair.reasons) for pair in who_should_meet([network])]


@pytest.fixture
def fits(member, peer):
    """The member of Jakarta seeks what the peer of Lima offers."""
    says(member, seeks="How to build depots in two storeys")
    says(peer, offers="Depots for electric buses")


def test_who_seeks_meets_who_offers_it_and_the_reasons_say_why(network, fits, peer, member, lima, signed_in, manager):
    assert met(network) == [("Melati Member", "Pilar Peer", ["seeks what the other offers: depots"])]
    page = signed_in(manager).get(reverse("manage_introductions")).text
    assert "seeks what the other offers: depots" in page
    address = f"{reverse('introduce', args=[network.slug])}?seeker={member.official.pk}&amp;giver={peer.official.pk}"
    assert address in page
    form = signed_in(manager).get(address.replace("&amp;", "&")).text
    assert "Jakarta seeks: How to build depots in two storeys\nLima offers: Depots for electric buses" in form


def test_expertise_past_answers_language_and_region_count_beside_it(network, member, peer, stranger, asked, replied, jakarta):
    says(member, seeks="Chargers")
    for user in (peer, stranger):
        user.expertise, user.speaks = ["Chargers"], ["es"] if user == peer else ["id"]
        user.save()
    member.speaks = ["es"]
    member.save()
    replied(asked(by=stranger))
    first, second = met(network)
    assert first[1:] == ("Pilar Peer", ["seeks what the other offers: chargers", "has answered 1 question here", "both work in Spanish"])
    assert second[1:] == ("Sten Stranger", ["seeks what the other offers: chargers"])


def test_a_city_at_the_same_practice_meets_one_that_is_further(network, member, peer, jakarta, lima):
    practice = Practice.objects.create(network=network, name="Bus lanes", slug="bus-lanes", definition="Lanes for buses.")
    for city, stage in ((jakarta, "idea"), (lima, "done")):
        ClimateAction.objects.create(
            city=city, practice=practice, title="Lanes", stage=stage, status="published", readers="members", confirmed_at=timezone.now()
        )
    assert met(network) == [("Melati Member", "Pilar Peer", ["Lima is further with Bus lanes than Jakarta"])]
    ClimateAction.objects.filter(city=lima).update(readers="city")
    assert met(network) == []


def test_nobody_meets_a_colleague(network, member, lead):
    says(member, seeks="Depots")
    says(lead, offers="Depots")
    assert met(network) == []


def test_what_was_said_in_confidence_recommends_nobody(network, fits, asked, replied, lima):
    replied(asked(label="chatham"))
    replied(asked(), label="chatham")
    assert met(network)[0][2] == ["seeks what the other offers: depots"]


def test_those_who_were_introduced_are_not_suggested_again_nor_who_waits_for_an_answer(network, fits, member, peer, stranger, manager):
    says(stranger, offers="Depots")
    introduction = introduce(network=network, seeker=member.official, giver=peer.official, note="Meet.", by=manager)
    assert met(network) == []
    decline_introduction(introduction=introduction, by=peer)
    assert [giver for _seeker, giver, _reasons in met(network)] == ["Sten Stranger"]


def test_a_giver_who_was_asked_three_times_in_thirty_days_is_left_in_peace(network, fits, peer, stranger, oslo, manager):
    for n in range(3):
        other = make_official(f"Other {n}", oslo)
        give_seat(other, network)
        introduce(network=network, seeker=other.official, giver=peer.official, note="Meet.", by=manager)
    assert met(network) == []
    Introduction.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert [giver for _seeker, giver, _reasons in met(network)] == ["Pilar Peer"]


def test_nobody_is_suggested_who_has_left(network, fits, peer):
    Seat.objects.filter(official=peer.official).update(status="left", ended_at=timezone.now())
    assert met(network) == []


def test_a_word_that_everybody_says_tells_nothing(network, member, oslo):
    says(member, seeks="transport")
    for n in range(10):
        other = make_official(f"Other {n}", oslo)
        give_seat(other, network)
        says(other, offers="transport")
    assert met(network) == []


def test_one_statement_answers_for_many_members(network, django_assert_max_num_queries):
    cities = [make_city(f"City {n}") for n in range(30)]
    for n in range(120):
        user = make_official(f"Number {n}", cities[n % 30])
        give_seat(user, network)
        says(user, seeks=f"topic{n % 40}", offers=f"topic{(n + 7) % 40}")
    with django_assert_max_num_queries(7):
        pairs = who_should_meet([network])
    assert len(pairs) == 15
    assert max(sum(pair.giver == one.giver for pair in pairs) for one in pairs) <= 3
    assert all(pair.seeker.city_id != pair.giver.city_id for pair in pairs)
