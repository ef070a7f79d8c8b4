"""Places at workshops when people leave, hand over, close their account, or turn out to be one person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from activity.models import Activity
from activity.verbs import Verb
from networks.services import close_account, hand_over, leave_network
from notices.models import Notice
from officials.services import merge_people
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import in_days, make_workshop
from workshops.emails import send_passed_on
from workshops.models import CalendarFeed, Registration, RegistrationAnswer, RegistrationQuestion
from workshops.periodic import settle_places


def place(user, workshop, status="registered", **fields) -> Registration:
    if status == "offered":
        fields["offer_ends_at"] = timezone.now() + timedelta(hours=5)
    return Registration.objects.create(workshop=workshop, official=user.official, status=status, **fields)


def places(workshop) -> dict[str, str]:
    return dict(workshop.registrations.current().values_list("official__user__full_name", "status"))


def test_whoever_leaves_the_network_gives_their_coming_places_back(member, lead, network):
    coming, over = make_workshop(network), make_workshop(network, starts_at=in_days(-3))
    for workshop in (coming, over):
        place(member, workshop)
        place(lead, workshop)
    leave_network(seat=member.official.seats.get(), by=member)
    settle_places()
    assert places(coming) == {"Lestari Lead": "registered"}
    assert set(places(over)) == {"Lestari Lead", "Melati Member"}, "what was stays"
    assert Activity.objects.get(verb=Verb.REGISTRATION_CANCELLED).official == member.official


def test_a_seat_in_any_of_its_networks_keeps_the_place(member, network, other_network):
    workshop = make_workshop(other_network)
    workshop.also_for.add(network)
    place(member, workshop)
    settle_places()
    assert places(workshop) == {"Melati Member": "registered"}


@pytest.mark.parametrize("status", ["registered", "offered", "waitlisted", "requested"])
def test_the_successor_takes_over_where_it_stood(member, lead, jakarta, network, status):
    workshop = make_workshop(network, capacity=1)
    if status == "waitlisted":
        peer = make_official("Per Peer", jakarta)
        give_seat(peer, network)
        place(peer, workshop)
    registration = place(member, workshop, status, asked_at=timezone.now() - timedelta(days=4))
    question = RegistrationQuestion.objects.create(workshop=workshop, text="How many buses?")
    RegistrationAnswer.objects.create(registration=registration, question=question, text="Forty")
    hand_over(official=member.official, successor=lead.official, note="", by=member)
    settle_places()
    assert places(workshop).items() >= {"Lestari Lead": status}.items()
    passed = workshop.registrations.current().get(official=lead.official)
    assert (passed.asked_at, passed.offer_ends_at) == (registration.asked_at, registration.offer_ends_at)
    assert passed.answers.get().text == "Forty"
    settle_places()
    assert member.official.registrations.count() == lead.official.registrations.count() == 1


def test_the_successor_is_told_once_with_the_invitation(member, lead, workshop):
    place(member, workshop)
    hand_over(official=member.official, successor=lead.official, note="", by=member)
    settle_places()
    mail.outbox.clear()
    send_passed_on(Notice.objects.get(kind="workshops.passed_on"))
    [message] = mail.outbox
    assert (message.to, message.subject) == ([lead.email], f"You take over a place: {workshop}")
    assert workshop.join_link in message.body
    assert Calendar.from_ical(message.alternatives[1].content)["METHOD"] == "REQUEST"


def test_a_successor_who_waits_already_is_offered_it_as_anybody_is(member, lead, network):
    workshop = make_workshop(network, capacity=1)
    place(member, workshop)
    place(lead, workshop, "waitlisted")
    hand_over(official=member.official, successor=lead.official, note="", by=member)
    settle_places()
    assert places(workshop) == {"Lestari Lead": "offered"}


def test_without_a_successor_the_place_is_free(member, workshop):
    place(member, workshop)
    CalendarFeed.objects.create(user=member)
    close_account(user=member, by=member)
    settle_places()
    assert (places(workshop), CalendarFeed.objects.count()) == ({}, 0)
    assert not Notice.objects.filter(kind="workshops.passed_on").exists()


def test_of_two_entries_of_a_person_one_comes(administrator, member, jakarta, network):
    second = make_official("Melati M", jakarta)
    give_seat(second, network)
    both, only_second = make_workshop(network), make_workshop(network)
    place(member, both)
    place(second, both)
    place(second, only_second, "waitlisted")
    merge_people(survivor=member, duplicate=second, by=administrator)
    settle_places()
    assert [places(workshop) for workshop in (both, only_second)] == [{"Melati Member": "registered"}, {"Melati Member": "waitlisted"}]
    assert set(Registration.objects.current().values_list("official", flat=True)) == {member.official.pk}
    assert not Notice.objects.exists()


def test_of_two_entries_of_a_person_one_was_there(administrator, member, jakarta, network):
    second = make_official("Melati M", jakarta)
    over = make_workshop(network, starts_at=in_days(-3))
    place(member, over)
    place(second, over, attended_at=over.starts_at, minutes_online=40, contributed=True, contribution="Spoke")
    merge_people(survivor=member, duplicate=second, by=administrator)
    settle_places()
    kept = over.registrations.registered().get()
    assert (kept.attended_at, kept.minutes_online, kept.contribution) == (over.starts_at, 40, "Spoke")
    counts = type(over).objects.with_counts().get(pk=over.pk)
    assert (counts.registered_count, counts.attended_count, counts.contributed_count) == (1, 1, 1)


def test_who_walked_in_keeps_their_place(outsider, workshop):
    place(outsider, workshop, is_walk_in=True)
    settle_places()
    assert places(workshop) == {"Odd Outsider": "registered"}
