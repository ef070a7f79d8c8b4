"""Whatever people do, in whatever order: no place is given twice, none stays free while somebody who fits waits, nobody is passed over."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Workshop
from workshops.services import (
    WorkshopRuleError,
    approve_registrations,
    cancel_registration,
    decline_registrations,
    edit_workshop,
    move_waitlists_on,
    register,
    take_place,
)

WHO = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["register", "register", "cancel", "take", "approve", "decline"]), WHO),
    st.tuples(st.just("wait"), st.integers(1, 60)),
    st.tuples(st.just("places"), st.integers(1, 5)),
    st.tuples(st.just("approval"), st.integers(0, 1)),
)


@pytest.fixture
def people(network, jakarta, oslo):
    users = [make_official(f"Person {number}", oslo if number % 3 else jakarta) for number in range(6)]
    for user in users:
        give_seat(user, network)
    return users


@settings(
    max_examples=20, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.integers(1, 3), st.sampled_from([None, 1, 2]), st.lists(STEPS, min_size=5, max_size=25))
def test_no_place_is_lost_or_given_twice(network, people, manager, capacity, per_city, steps):
    with transaction.atomic(), time_machine.travel(timezone.now(), tick=False) as clock:
        workshop = make_workshop(network, capacity=capacity, places_per_city=per_city, starts_at=timezone.now() + timedelta(days=20))
        for name, value in steps:
            before = line_of(workshop)
            clock.shift(timedelta(seconds=1))
            with suppress(WorkshopRuleError):
                do(name, value, workshop, people, manager, clock)
            holds(workshop, before)
        transaction.set_rollback(True)


def do(name, value, workshop, people, manager, clock):
    workshop.refresh_from_db()
    plan = {"workshop": workshop, "by": manager, "also_for": [], "series": ""}
    if name == "wait":
        clock.shift(timedelta(hours=value))
        move_waitlists_on(now=timezone.now())
    elif name == "places":
        edit_workshop(**plan, capacity=value)
    elif name == "approval":
        edit_workshop(**plan, needs_approval=bool(value))
    elif name == "register":
        register(workshop=workshop, official=people[value].official, by=people[value])
    elif name in {"approve", "decline"}:
        those = workshop.registrations.filter(official=people[value].official)
        if name == "approve":
            approve_registrations(workshop=workshop, registrations=those, by=manager)
        else:
            decline_registrations(workshop=workshop, registrations=those, reason="x", by=manager)
    elif registration := workshop.registrations.current().filter(official=people[value].official).first():
        (cancel_registration if name == "cancel" else take_place)(registration=registration, by=people[value])


def line_of(workshop):
    return list(workshop.registrations.waitlisted().with_people())


def holds(workshop, line_before):
    workshop = Workshop.objects.get(pk=workshop.pk)
    holding = list(workshop.registrations.holding().with_people())
    assert len(holding) <= workshop.capacity, "no place is given twice"

    def fits(registration):
        of_city = sum(held.official.city_id == registration.official.city_id for held in holding)
        return len(holding) < workshop.capacity and of_city < (workshop.places_per_city or 99)

    waiting = line_of(workshop)
    assert not any(fits(registration) for registration in waiting), "no place is free for somebody who waits"
    now_offered = {held.pk for held in holding if held.status == "offered"}
    new = [registration for registration in line_before if registration.pk in now_offered]
    for offered in new:
        passed = [other for other in line_before if (other.asked_at, other.pk) < (offered.asked_at, offered.pk) and other in waiting]
        same_city = [other for other in passed if other.official.city_id == offered.official.city_id]
        assert not same_city, "nobody of the same city is passed over"
        if workshop.places_per_city is None:
            assert not passed, "the first in line is offered the place"
