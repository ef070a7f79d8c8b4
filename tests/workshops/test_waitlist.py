"""Who stands in line, and how a free place finds the first who fits."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop, place_of
from workshops.models import Registration
from workshops.services import (
    NoPlaceError,
    cancel_registration,
    edit_workshop,
    move_waitlists_on,
    register,
    take_back_registrations,
    take_place,
)


@pytest.fixture
def people(network, jakarta, oslo):
    """Six members: the even ones of Jakarta, the odd ones of Oslo."""
    users = [make_official(f"Person {number}", oslo if number % 2 else jakarta) for number in range(6)]
    for user in users:
        give_seat(user, network)
    return users


@pytest.fixture
def full(network, people):
    """Two places: 0 and 1 have them, 2, 3 and 4 wait."""
    workshop = make_workshop(network, capacity=2)
    for user in people[:5]:
        register(workshop=workshop, official=user.official, by=user)
    return workshop


def places(workshop, people):
    return [place_of(user, workshop) for user in people]


def cancel(user, workshop):
    cancel_registration(registration=workshop.registrations.current().get(official=user.official), by=user)


def offered(user, workshop):
    return workshop.registrations.get(official=user.official, status="offered")


def test_when_it_is_full_one_waits_and_is_not_counted_as_coming(full, people):
    assert places(full, people[:5]) == ["registered", "registered", "waitlisted", "waitlisted", "waitlisted"]
    counted = type(full).objects.with_counts().get(pk=full.pk)
    assert counted.registered_count == 2
    assert full.registrations.visible_to(people[5]).count() == 2, "others do not see who waits"


def test_a_place_given_back_is_offered_to_the_first_in_line(full, people):
    cancel(people[1], full)
    assert places(full, people[2:5]) == ["offered", "waitlisted", "waitlisted"]
    hours = (offered(people[2], full).offer_ends_at - timezone.now()) / timedelta(hours=1)
    assert 47.9 < hours <= 48


def test_the_mail_says_until_when_in_the_readers_zone(full, people):
    cancel(people[1], full)
    for notice in Notice.objects.unmailed():
        mail_notice(notice.pk)
    message = next(message for message in mail.outbox if message.subject == "A place is free for you: Depot charging")
    assert message.to == [people[2].email]
    assert "Take it until" in message.body
    assert "WIB" in message.body
    assert full.join_link not in message.body


def test_who_takes_the_offer_has_the_place(full, people):
    cancel(people[1], full)
    take_place(registration=offered(people[2], full), by=people[2])
    take_place(registration=full.registrations.get(official=people[2].official), by=people[2])
    assert place_of(people[2], full) == "registered"
    assert Notice.objects.filter(kind="workshops.registered", user=people[2]).count() == 1


def test_who_lets_it_go_passes_it_to_the_next(full, people):
    cancel(people[1], full)
    cancel(people[2], full)
    assert places(full, people[2:5]) == ["cancelled", "offered", "waitlisted"]


def test_an_offer_that_nobody_took_moves_on_by_the_clock(full, people):
    cancel(people[1], full)
    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=False):
        with pytest.raises(NoPlaceError):
            take_place(registration=offered(people[2], full), by=people[2])
        move_waitlists_on(now=timezone.now())
        move_waitlists_on(now=timezone.now())
        assert places(full, people[2:5]) == ["expired", "offered", "waitlisted"]
        assert Notice.objects.filter(kind="workshops.offer_expired", user=people[2]).count() == 1
        assert register(workshop=full, official=people[2].official, by=people[2]).status == "waitlisted", "behind the others"


def test_nobody_who_comes_later_takes_a_place_that_is_offered(full, people):
    cancel(people[1], full)
    assert register(workshop=full, official=people[5].official, by=people[5]).status == "waitlisted"


def test_no_offer_outlasts_the_start(full, people):
    with time_machine.travel(full.starts_at - timedelta(hours=5), tick=False):
        cancel(people[1], full)
        assert offered(people[2], full).offer_ends_at == full.starts_at


def test_too_late_for_offers_who_waits_takes_what_is_free(full, people):
    with time_machine.travel(full.starts_at - timedelta(minutes=30), tick=False):
        cancel(people[1], full)
        assert places(full, people[2:5]) == ["waitlisted"] * 3
        take_place(registration=full.registrations.get(official=people[3].official), by=people[3])
        with pytest.raises(NoPlaceError):
            take_place(registration=full.registrations.get(official=people[2].official), by=people[2])


def test_a_workshop_that_moves_forward_shortens_its_offers(full, people, manager):
    cancel(people[1], full)
    sooner = timezone.now() + timedelta(hours=3)
    ends = {"starts_at": sooner, "ends_at": sooner + timedelta(hours=1)}
    edit_workshop(workshop=full, by=manager, also_for=[], series="", **ends)
    assert offered(people[2], full).offer_ends_at == sooner


def test_more_places_are_offered_at_once(full, people, manager):
    edit_workshop(workshop=full, by=manager, also_for=[], series="", capacity=4)
    assert places(full, people[2:5]) == ["offered", "offered", "waitlisted"]


def test_a_place_taken_back_goes_to_the_next(full, people, manager):
    take_back_registrations(workshop=full, registrations=full.registrations.filter(official=people[0].official), reason="x", by=manager)
    assert places(full, people[2:4]) == ["offered", "waitlisted"]


def test_each_city_has_its_places_and_the_first_who_fits_is_offered_one(network, people):
    workshop = make_workshop(network, capacity=3, places_per_city=1)
    for user in people:
        register(workshop=workshop, official=user.official, by=user)
    assert places(workshop, people) == ["registered", "registered", *["waitlisted"] * 4]
    cancel(people[1], workshop)
    assert places(workshop, people[2:]) == ["waitlisted", "offered", "waitlisted", "waitlisted"], "Jakarta has its place"


def test_nobody_is_offered_a_place_whose_seat_has_ended(full, people):
    people[2].official.seats.update(status="left", ended_at=timezone.now())
    cancel(people[1], full)
    assert place_of(people[3], full) == "offered"


def test_an_ended_workshop_offers_nothing(full):
    with time_machine.travel(full.ends_at + timedelta(hours=1), tick=False):
        move_waitlists_on(now=timezone.now())
    assert not Registration.objects.filter(status="offered").exists()
