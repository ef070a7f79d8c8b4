"""From a suggestion to two officials in touch."""

import os

import pytest
from django.urls import reverse

from networks.models import Seat
from tests.conftest import PASSWORD, give_seat, make_city, make_official


@pytest.mark.django_db(transaction=True)
def test_staff_introduce_two_who_fit_and_both_accept(new_visitor, network, member, manager):
    peer = make_official("Pilar Peer", make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america"))
    give_seat(peer, network)
    Seat.objects.filter(official=member.official).update(seeks="How to build a depot in two storeys")
    Seat.objects.filter(official=peer.official).update(offers="Drawings of our depots")
    desk, asks, helps = new_visitor(), new_visitor(), new_visitor()

    desk.signs_in(manager.email, PASSWORD)
    desk.opens(reverse("manage_introductions"))
    desk.sees("seeks what the other offers: depots")
    shot(desk, "manage")
    desk.page.locator(".pairs").get_by_role("link", name="Introduce").click()
    desk.looks()
    shot(desk, "introduce")
    desk.presses("Introduce them")
    desk.sees("Both are asked by mail.")
    shot(desk, "made")

    for person, who, other, city in ((asks, member, peer, "Lima"), (helps, peer, member, "Jakarta")):
        person.signs_in(who.email, PASSWORD)
        person.follows(f"Would you talk to {other.full_name} of {city}?")
        assert other.email not in person.page.content()
        shot(person, f"answer-{city}")
        person.presses("Accept")
    helps.sees("You are in touch.")
    helps.sees(member.email)
    asks.page.reload()
    asks.sees(peer.email)
    shot(asks, "in-touch")

    asks.follows("Say what came of it")
    asks.presses("Say so")
    asks.sees("Please look at this again")
    shot(asks, "outcome")
    asks.page.get_by_label("Yes").first.check()
    asks.page.get_by_label("Yes").nth(1).check()
    asks.presses("Say so")
    asks.sees("we talked, and it was useful")
    asks.opens(reverse("introductions"))
    desk.opens(reverse("manage_introductions"))
    desk.sees("1 was useful.")
    shot(desk, "counted")


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/introducing-{name}-{width}.png", full_page=True)
