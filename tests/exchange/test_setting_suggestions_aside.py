"""Who runs a network says of two who are suggested to each other that they need no introduction."""

import pytest
from django.urls import reverse

from activity.models import Activity
from exchange.models import SetAside
from exchange.queries import who_should_meet
from networks.models import Seat
from tests.conftest import give_seat, make_official


@pytest.fixture
def two(network, member, oslo):
    """Jakarta seeks what Oslo offers."""
    giver = make_official("Gro Giver", oslo)
    give_seat(giver, network)
    Seat.objects.filter(official=member.official).update(seeks="Depots for electric buses")
    Seat.objects.filter(official=giver.official).update(offers="Building depots for buses")
    return {"seeker": member.official.pk, "giver": giver.official.pk}


def suggested(network):
    return [(pair.seeker.pk, pair.giver.pk) for pair in who_should_meet([network])]


def test_two_who_are_set_aside_are_suggested_no_more_until_somebody_thinks_otherwise(network, manager, signed_in, two):
    assert suggested(network) == [(two["seeker"], two["giver"])]
    at_desk = signed_in(manager)
    for _again in range(2):
        at_desk.post(reverse("suggestion_set_aside", args=[network.slug]), two)
    assert suggested(network) == []
    aside = SetAside.objects.get()
    assert "Suggest again" in at_desk.get(reverse("manage_introductions")).text
    at_desk.post(reverse("suggestion_again", args=[aside.pk]))
    assert suggested(network) == [(two["seeker"], two["giver"])]
    assert [line.verb for line in Activity.objects.filter(verb__startswith="introduction.").order_by("pk")] == [
        "introduction.set_aside", "introduction.taken_up",
    ]  # fmt: skip


def test_they_are_set_aside_in_one_network_only(network, other_network, manager, two):
    SetAside.objects.create(network=other_network, seeker_id=two["giver"], giver_id=two["seeker"], by=manager)
    assert len(suggested(network)) == 1
    SetAside.objects.create(network=network, seeker_id=two["giver"], giver_id=two["seeker"], by=manager)
    assert suggested(network) == []


def test_who_has_left_meanwhile_is_told_and_nothing_is_noted(network, manager, signed_in, two):
    Seat.objects.filter(official=two["giver"]).update(status="left", ended_at="2100-01-01T00:00Z")
    answer = signed_in(manager).post(reverse("suggestion_set_aside", args=[network.slug]), two, follow=True)
    assert "no seat in the network any more" in answer.text
    assert not SetAside.objects.exists()
