"""Several people at once, each on a database connection of their own: the last place has one owner, whoever comes first."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notices.models import Notice
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Registration
from workshops.services import WorkshopRuleError, cancel_registration, move_waitlists_on, register, take_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(network, jakarta):
    users = [make_official(f"Person {number}", jakarta) for number in range(8)]
    for user in users:
        give_seat(user, network)
    return users


def at_once(*steps):
    """Each in a thread with a connection of its own, from the same moment on. Returns what went wrong beside the rules."""
    start, failures = threading.Barrier(len(steps)), []

    def run(step):
        try:
            start.wait(timeout=10)
            step()
        except WorkshopRuleError:
            pass
        except Exception as error:  # noqa: BLE001 - none is expected, so each is told
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return failures


def statuses(workshop):
    return sorted(workshop.registrations.values_list("status", flat=True))


def test_of_eight_who_claim_the_last_place_at_once_one_gets_it(network, people):
    workshop = make_workshop(network, capacity=1)
    asked = [lambda user=user: register(workshop=workshop, official=user.official, by=user) for user in people]
    assert at_once(*asked) == []
    assert statuses(workshop) == ["registered", *["waitlisted"] * 7]


def test_one_person_who_presses_twice_has_one_place(network, people):
    workshop = make_workshop(network, capacity=5)
    assert at_once(*[lambda: register(workshop=workshop, official=people[0].official, by=people[0])] * 4) == []
    assert statuses(workshop) == ["registered"]
    assert Notice.objects.filter(kind="workshops.registered").count() == 1


def test_a_place_given_back_while_others_register_is_offered_to_one(network, people):
    workshop = make_workshop(network, capacity=1)
    first = register(workshop=workshop, official=people[0].official, by=people[0])
    asked = [lambda user=user: register(workshop=workshop, official=user.official, by=user) for user in people[1:4]]
    assert at_once(*asked, lambda: cancel_registration(registration=first, by=people[0])) == []
    assert Registration.objects.holding().count() == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_offer_is_taken_or_lapses_or_is_let_go_and_never_two_of_these(moment, network, people):
    """Taken by its owner, twice; given back; and met by two clocks: one of them wins, and the place has one owner."""
    workshop = make_workshop(network, capacity=1)
    for user in people[:3]:
        register(workshop=workshop, official=user.official, by=user)
    cancel_registration(registration=workshop.registrations.get(status="registered"), by=people[0])
    offer = workshop.registrations.get(status="offered")
    ends_at = timezone.now() + timedelta(hours=1 if moment == "before" else -1)
    Registration.objects.filter(pk=offer.pk).update(offer_ends_at=ends_at)
    steps = [
        *[lambda: take_place(registration=offer, by=people[1])] * 2,
        lambda: cancel_registration(registration=offer, by=people[1]),
        *[lambda: move_waitlists_on(now=timezone.now())] * 2,
    ]
    assert at_once(*steps) == []
    assert Registration.objects.holding().count() == 1
    if moment == "after":
        assert workshop.registrations.get(official=people[2].official).status == "offered"
    assert Notice.objects.filter(kind="workshops.offered", user=people[2]).count() <= 1


def test_a_worker_that_dies_in_the_middle_changes_nothing(network, people):
    """Its transaction goes with it, and the next clock does all of it."""
    workshop = make_workshop(network, capacity=1)
    for user in people[:2]:
        register(workshop=workshop, official=user.official, by=user)
    Registration.objects.filter(official=people[0].official).update(status="cancelled")
    with transaction.atomic():
        move_waitlists_on(now=timezone.now())
        transaction.set_rollback(True)
    assert not Registration.objects.filter(status="offered").exists()
    move_waitlists_on(now=timezone.now())
    assert Notice.objects.filter(kind="workshops.offered").count() == 1
