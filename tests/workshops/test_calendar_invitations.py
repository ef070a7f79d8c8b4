"""The invitation that comes with the mail about one's registration: accepted, followed and taken off by calendar programs."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from officials.services import mail_to
from tests.workshops.conftest import make_workshop
from workshops.models import Registration, Workshop
from workshops.queries import calendars


def ask(user, workshop, status="registered") -> Registration:
    ends_at = timezone.now() + timedelta(hours=48) if status == "offered" else None
    return Registration.objects.create(workshop=workshop, official=user.official, status=status, offer_ends_at=ends_at)


def cancel(registration) -> Registration:
    Registration.objects.filter(pk=registration.pk).update(status="cancelled", changed_at=timezone.now())
    return registration


def attached(registration):
    return calendars.by_mail(registration.official.user, Workshop.objects.get(pk=registration.workshop_id))


def mailed(registration):
    """(method, event) of what goes with the mail."""
    [(content, kind)] = attached(registration)
    calendar = Calendar.from_ical(content)
    assert kind == f"text/calendar; method={calendar['METHOD']}"
    [event] = calendar.events
    return str(calendar["METHOD"]), event


def test_who_is_registered_is_invited_by_c40net_and_has_accepted(member, workshop):
    method, event = mailed(ask(member, workshop))
    assert (method, event["STATUS"], event["UID"]) == ("REQUEST", "CONFIRMED", str(workshop.uid))
    assert (event["ORGANIZER"], event["ATTENDEE"]) == ("mailto:no-reply@c40net.test", f"mailto:{member.email}")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert workshop.join_link in event["DESCRIPTION"]


@pytest.mark.parametrize("status", ["requested", "waitlisted", "offered", "declined", "expired"])
def test_who_waits_gets_no_invitation(member, workshop, status):
    assert attached(ask(member, workshop, status)) == []


def test_each_mail_that_follows_has_the_same_uid_and_a_higher_number(member, workshop):
    """Registered, moved, cancelled, registered again, called off."""
    steps = [mailed(first := ask(member, workshop))]
    Workshop.objects.update(sequence=1)
    steps += [mailed(first), mailed(cancel(first)), mailed(second := ask(member, workshop))]
    Workshop.objects.update(status="cancelled", sequence=2)
    steps.append(mailed(second))
    assert [method for method, _event in steps] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    sequences = [event["SEQUENCE"] for _method, event in steps]
    assert sequences == sorted(set(sequences))
    assert len({event["UID"] for _method, event in steps}) == 1


def test_the_feed_goes_on_with_the_same_numbers(member, workshop):
    cancel(ask(member, workshop))
    _method, event = mailed(ask(member, workshop))
    [in_feed] = Calendar.from_ical(calendars.feed(member, whole_networks=False).text).events
    assert (in_feed["UID"], in_feed["SEQUENCE"]) == (event["UID"], event["SEQUENCE"]) == (str(workshop.uid), 2)


def test_what_others_do_raises_no_number_of_mine(member, lead, workshop):
    cancel(ask(lead, workshop))
    assert mailed(ask(member, workshop))[1]["SEQUENCE"] == 0


def test_mail_programs_recognise_it_in_the_mail(member, lead, network):
    registration = ask(member, make_workshop(network, title="مرحبا 👩‍🚒", text="é" * 3000))
    mail_to(member, "unused", {}, alternatives=attached(registration))
    message = mail.outbox[0].message()
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert message.get_content_type() == "multipart/alternative"
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html", "text/calendar"]
    assert Calendar.from_ical(part.get_payload(decode=True)).events[0]["SUMMARY"] == "مرحبا 👩‍🚒"
    assert max(len(line) for line in message.as_bytes().split(b"\n")) < 998
