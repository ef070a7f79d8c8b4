"""From a question to a full workshop, the line, and the place that becomes free."""

import os

import pytest
from django.urls import reverse

from notices.models import Notice
from tests.conftest import PASSWORD, give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.services import ask_registrants


@pytest.mark.django_db(transaction=True)
def test_a_workshop_fills_and_a_place_given_back_finds_the_next(new_visitor, network, member, lead, manager, oslo):
    third = make_official("Nora Next", oslo, job_title="Head of depots")
    give_seat(third, network)
    workshop = make_workshop(network, capacity=1, time_zone="Europe/Oslo", text="What we got **wrong** with depots.")
    ask_registrants(workshop=workshop, text="How many electric buses do you run?", is_required=True, by=manager)
    first, second, desk = new_visitor(), new_visitor(), new_visitor()

    first.signs_in(member.email, PASSWORD)
    first.opens(workshop.get_absolute_url())
    first.sees("1 place left")
    shot(first, "open")
    first.follows("Register")
    first.presses("Register")
    first.sees("Please look at this again")
    shot(first, "error")
    first.fills(How_many_electric_buses="Forty")
    first.presses("Register")
    first.sees("You are registered")
    shot(first, "registered")

    second.signs_in(third.email, PASSWORD)
    second.opens(workshop.get_absolute_url())
    second.sees("All places are taken.")
    second.follows("Join the waitlist")
    second.fills(How_many_electric_buses="None yet")
    second.presses("Join the waitlist")
    second.sees("You are number 1 on the waitlist")
    shot(second, "waitlisted")

    desk.signs_in(manager.email, PASSWORD)
    desk.opens(reverse("workshop_registrations", args=[workshop.pk]))
    desk.sees("Forty")
    desk.sees("1. Nora Next")
    shot(desk, "manage")
    desk.opens(reverse("workshop_questions", args=[workshop.pk]))
    shot(desk, "questions")

    first.follows("I cannot come, or want to change my answers")
    shot(first, "mine")
    first.presses("Give my place back")
    first.sees("All places are taken.")
    second.opens(workshop.get_absolute_url())
    second.sees("A place is free for you")
    shot(second, "offered")
    second.presses("Take the place")
    second.sees("You are registered")
    assert Notice.objects.filter(user=third).values_list("kind", flat=True).order_by("pk").last() == "workshops.registered"


@pytest.mark.django_db(transaction=True)
def test_a_manager_answers_those_who_ask_on_the_page_of_what_waits(new_visitor, network, member, lead, manager):
    workshop = make_workshop(network, needs_approval=True)
    for user in (member, lead):
        workshop.registrations.create(official=user.official, status="requested")
    desk = new_visitor()
    desk.signs_in(manager.email, PASSWORD)
    desk.opens("/manage/")
    desk.sees("2 registrations to approve")
    shot(desk, "what-waits")
    desk.presses("Approve")
    desk.sees("1 official has a place.")


def shot(visitor, name):
    """To look at: only where SHOTS says the folder."""
    if where := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{where}/{name}-{width}.png", full_page=True)
