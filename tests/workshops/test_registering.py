"""A place at a workshop: who gets one, who says so, what the mail says."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.services import leave_network
from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import from_now, in_days, make_workshop, place_of
from workshops.models import Registration
from workshops.services import (
    AlreadyRegisteredError,
    HasStartedError,
    NotAColleagueError,
    NotAMemberError,
    NotAnnouncedError,
    RegistrationClosedError,
    add_registration,
    approve_registrations,
    cancel_registration,
    cancel_workshop,
    decline_registrations,
    move_waitlists_on,
    register,
    remind_registered,
    settle_places,
    take_back_registrations,
)


@pytest.fixture
def registered(workshop, member):
    return register(workshop=workshop, official=member.official, by=member)


def mailed(user):
    """The subjects of what this person is mailed now."""
    mail.outbox.clear()
    for notice in Notice.objects.unmailed().order_by("pk"):
        mail_notice(notice.pk)
    return [message.subject for message in mail.outbox if message.to == [user.email]]


def test_a_member_registers_and_reads_when_where_and_how_to_join(registered, workshop, member):
    assert registered.status == "registered"
    assert mailed(member) == ["You are registered: Depot charging"]
    assert "WIB" in mail.outbox[0].body
    assert workshop.join_link in mail.outbox[0].body
    assert Activity.objects.get(verb=Verb.REGISTERED).official == member.official


def test_a_city_registers_its_colleague_who_is_told_and_may_cancel(workshop, member, lead):
    registration = register(workshop=workshop, official=lead.official, by=member)
    mailed(lead)
    assert "Melati Member registered you" in mail.outbox[0].body
    cancel_registration(registration=registration, by=lead)
    assert place_of(lead, workshop) == "cancelled"


def test_nobody_registers_an_official_of_another_city(workshop, member, outsider, network):
    give_seat(outsider, network)
    with pytest.raises(NotAColleagueError):
        register(workshop=workshop, official=outsider.official, by=member)


def test_it_is_for_members_of_its_networks_only(workshop, outsider, other_network):
    give_seat(outsider, other_network)
    with pytest.raises(NotAMemberError):
        register(workshop=workshop, official=outsider.official, by=outsider)
    workshop.also_for.add(other_network)
    assert register(workshop=workshop, official=outsider.official, by=outsider).status == "registered"


def test_nobody_has_two_places(registered, workshop, member):
    with pytest.raises(AlreadyRegisteredError):
        register(workshop=workshop, official=member.official, by=member)


def test_who_cancelled_registers_again_as_a_new_registration(registered, workshop, member):
    cancel_registration(registration=registered, by=member)
    cancel_registration(registration=registered, by=member)
    assert mailed(member) == ["You are no longer registered: Depot charging"], "and nothing of a place they gave back at once"
    again = register(workshop=workshop, official=member.official, by=member)
    assert [row.status for row in Registration.objects.order_by("pk")] == ["cancelled", "registered"]
    assert again.pk != registered.pk


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_opens_at": 1},
        {"registration_closes_at": -1},
        {"starts_at": -1, "ends_at": 1},
    ],
)
def test_registration_has_its_hours(fields, network, member, manager):
    with pytest.raises(RegistrationClosedError):
        register(workshop=make_workshop(network, **from_now(fields)), official=member.official, by=member)


def test_a_manager_takes_a_member_in_before_it_opens_and_without_approval(network, member, outsider, manager):
    workshop = make_workshop(network, registration_opens_at=in_days(5), needs_approval=True)
    assert add_registration(workshop=workshop, official=member.official, by=manager).status == "registered"
    with pytest.raises(NotAMemberError):
        add_registration(workshop=workshop, official=outsider.official, by=manager)


def test_a_draft_takes_nobody_and_a_cancelled_workshop_keeps_what_is(registered, workshop, network, member, manager):
    with pytest.raises(NotAnnouncedError):
        register(workshop=make_workshop(network, status="draft"), official=member.official, by=member)
    cancel_workshop(workshop=workshop, reason="Nobody can come.", by=manager)
    with pytest.raises(NotAnnouncedError):
        cancel_registration(registration=registered, by=member)
    move_waitlists_on(now=timezone.now())
    assert place_of(member, workshop) == "registered"


def test_a_no_show_stays_one(registered, workshop, member):
    with time_machine.travel(workshop.starts_at + timedelta(minutes=5)), pytest.raises(HasStartedError):
        cancel_registration(registration=registered, by=member)


def test_the_manager_approves_in_the_order_of_asking_until_it_is_full(network, member, lead, manager):
    workshop = make_workshop(network, needs_approval=True, capacity=1)
    for user in (lead, member):
        assert register(workshop=workshop, official=user.official, by=user).status == "requested"
    assert mailed(lead) == ["You asked for a place: Depot charging"]
    approved = approve_registrations(workshop=workshop, registrations=workshop.registrations.all(), by=manager)
    assert (approved.registered, approved.waitlisted) == (1, 1)
    assert (place_of(lead, workshop), place_of(member, workshop)) == ("registered", "waitlisted")
    assert mailed(member) == ["You are on the waitlist: Depot charging"]


def test_who_is_declined_reads_why_and_may_ask_again(network, member, manager):
    workshop = make_workshop(network, needs_approval=True)
    register(workshop=workshop, official=member.official, by=member)
    those = workshop.registrations.all()
    assert decline_registrations(workshop=workshop, registrations=those, reason="It is for depots.", by=manager) == 1
    assert approve_registrations(workshop=workshop, registrations=those, by=manager).registered == 0, "it is decided already"
    assert mailed(member) == ["Your registration was declined: Depot charging"]
    assert "It is for depots." in mail.outbox[0].body
    assert register(workshop=workshop, official=member.official, by=member).status == "requested"


def test_who_loses_a_place_to_the_manager_reads_why(registered, workshop, member, manager):
    assert (
        take_back_registrations(workshop=workshop, registrations=workshop.registrations.all(), reason="Too many of one city.", by=manager)
        == 1
    )
    mailed(member)
    assert "Too many of one city." in mail.outbox[0].body


def test_who_is_a_member_no_more_comes_no_more(registered, workshop, member, lead):
    workshop.capacity = 1
    workshop.save()
    register(workshop=workshop, official=lead.official, by=lead)
    leave_network(seat=member.official.seats.get(), by=member)
    settle_places(now=timezone.now())
    move_waitlists_on(now=timezone.now())
    assert Registration.objects.get(pk=registered.pk).status == "cancelled"
    assert place_of(lead, workshop) == "offered"


def test_those_who_come_are_reminded_once_a_day_before(workshop, member, lead):
    workshop.capacity = 1
    workshop.save()
    for user in (member, lead):
        register(workshop=workshop, official=user.official, by=user)
    mailed(member)
    with time_machine.travel(workshop.starts_at - timedelta(hours=23), tick=False):
        assert remind_registered(now=timezone.now()) == 1
        remind_registered(now=timezone.now())
        assert mailed(lead) == []
        assert mailed(member) == []
    assert Notice.objects.filter(kind="workshops.reminder", mailed_at__isnull=False).count() == 1


def test_who_registers_on_the_last_day_needs_no_reminder(workshop, member):
    with time_machine.travel(workshop.starts_at - timedelta(hours=5), tick=False):
        register(workshop=workshop, official=member.official, by=member)
        assert remind_registered(now=timezone.now()) == 0


def test_a_workshop_that_moves_is_reminded_of_again(registered, workshop):
    remind_registered(now=workshop.starts_at - timedelta(hours=23))
    moved = workshop.starts_at + timedelta(days=7)
    type(workshop).objects.filter(pk=workshop.pk).update(starts_at=moved, ends_at=moved + timedelta(hours=1))
    assert remind_registered(now=moved - timedelta(hours=23)) == 1


def test_an_official_whose_colleague_has_no_seat_cannot_register_them(workshop, member, jakarta):
    nia = make_official("Nia New", jakarta)
    with pytest.raises(NotAMemberError):
        register(workshop=workshop, official=nia.official, by=member)
