"""At the door of a workshop, with a phone that loses its connection; and what follows: in a browser, every page at two widths."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.conftest import PASSWORD, give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Feedback, FollowUp, Registration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running(network, member, lead, jakarta, oslo):
    """It began ten minutes ago; four are registered, and Olga is a member who is not."""
    workshop = make_workshop(network, "Depot tour", starts_at=timezone.now() - timedelta(minutes=10), setting="both", host_city=jakarta)
    people = [member, lead, make_official("Ola Nordmann", oslo, job_title="Head of Bus Depots"), make_official("Åse Østby", oslo)]
    for user in people[2:]:
        give_seat(user, network)
    Registration.objects.bulk_create(Registration(workshop=workshop, official=user.official, status="registered") for user in people)
    give_seat(make_official("Olga Othermember", oslo), network)
    return workshop


def looked_at(visitor, name):
    """Where somebody wants to see for themself."""
    if folder := os.environ.get("SCREENSHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1440, "height": 900})


def here(visitor, name):
    visitor.page.get_by_role("button", name=f"{name} is here").click()


def test_a_lost_connection_loses_no_check_in(new_visitor, running, manager):
    door = new_visitor()
    door.signs_in(manager.email, PASSWORD)
    door.opens(f"/manage/workshops/{running.pk}/attendance/")
    here(door, "Melati Member")
    expect(door.page.locator("[data-count=here]")).to_have_text("1")
    expect(door.page.locator("[data-kept-count]")).to_have_text("0")
    assert Registration.objects.attended().count() == 1

    door.page.context.set_offline(True)
    here(door, "Ola Nordmann")
    here(door, "Åse Østby")
    door.page.locator("[data-row]", has_text="Åse Østby").get_by_role("button", name="Undo").click()
    door.page.get_by_label("Name or city").fill("othermem")
    here(door, "Olga Othermember")
    door.page.get_by_label("Name or city").fill("")
    pressed = timezone.now()
    expect(door.page.locator("[data-kept]")).to_contain_text("still to be sent: 2")
    looked_at(door, "door-offline")
    assert Registration.objects.attended().count() == 1
    door.page.wait_for_timeout(3000)
    # The phone ran out of power, and comes back where there is a connection.
    door.page.context.set_offline(False)
    door.problems.clear()
    door.page.reload()
    expect(door.page.locator("[data-kept-count]")).to_have_text("0")
    assert Registration.objects.attended().count() == 3
    late = Registration.objects.get(official__user__full_name="Ola Nordmann")
    assert abs(late.attended_at - pressed) < timedelta(seconds=2) < timezone.now() - pressed
    assert Registration.objects.get(official__user__full_name="Olga Othermember").is_walk_in
    door.opens(f"/manage/workshops/{running.pk}/attendance/")
    door.sees("walked in")
    looked_at(door, "door")

    door.page.get_by_role("button", name="Undo: Melati Member").click()
    expect(door.page.locator("[data-count=here]")).to_have_text("2")
    door.opens(f"/manage/workshops/{running.pk}/attendance/code/")
    looked_at(door, "code")
    door.opens(f"/manage/workshops/{running.pk}/attendance/online/")
    looked_at(door, "online")
    rows = b"Name,Email,Duration\nMelati Member,melati.member@c40net.test,55\nLestari Led,,31\nZoe,zoe@x.example,60\n"
    door.page.get_by_label("List of attendance").set_input_files({"name": "zoom.csv", "mimeType": "text/csv", "buffer": rows})
    door.presses("Look through the list")
    looked_at(door, "online-preview")
    door.presses("Keep who was there")
    door.sees("2 officials were there online.")
    door.follows("Who contributed")
    door.page.get_by_label("What Melati Member contributed").fill("Led a table")
    door.page.get_by_label("Contributed", exact=True).first.check()
    looked_at(door, "contributions")


def test_an_official_checks_in_with_the_code_and_afterwards_says_what_came_of_it(new_visitor, running, member, manager):
    Feedback.objects.bulk_create(Feedback(workshop=running, usefulness=n % 3 + 3, best="The depot", better="More time") for n in range(6))
    phone, desk = new_visitor(), new_visitor()
    phone.signs_in(member.email, PASSWORD)
    phone.opens(f"/workshops/check-in/{running.check_in_token}/")
    looked_at(phone, "check-in")
    phone.presses("I am here")
    phone.sees("You are checked in.")
    looked_at(phone, "checked-in")

    running.starts_at, running.ends_at = running.starts_at - timedelta(days=1), running.ends_at - timedelta(days=1)
    running.save()
    phone.opens(running.get_absolute_url())
    phone.follows("Give feedback")
    looked_at(phone, "feedback-form")
    phone.page.get_by_label("4", exact=True).check()
    phone.presses("Send")
    phone.sees("Nobody learns who said what.")
    looked_at(phone, "feedback")
    phone.opens(f"/workshops/{running.pk}/follow-up/")
    phone.fills(next="Count chargers in two depots")
    phone.presses("Say so")
    assert FollowUp.objects.count() == 1

    desk.signs_in(manager.email, PASSWORD)
    desk.opens(f"/manage/workshops/{running.pk}/after/")
    desk.follows("Write the minutes")
    desk.page.locator("textarea").fill("## Agreed\n\n- Count chargers")
    desk.presses("Publish")
    desk.follows("Add material")
    desk.fills(Title="Slides")
    desk.presses("Add")
    desk.sees("Choose a file")
    looked_at(desk, "material-error")
    desk.fills(Link="https://x.example/slides")
    desk.presses("Add")
    looked_at(desk, "after")
    phone.opens(running.get_absolute_url())
    phone.sees("Count chargers in two depots")
    looked_at(phone, "workshop-after")
