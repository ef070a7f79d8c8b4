"""When the digest comes, the word on top of it, and mail that does not arrive."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from digests.models import Schedule, schedule_of
from digests.queries import unsubscribe_path
from notices.models import Pause
from notices.services import pause_mail
from officials.models import User
from tests.conftest import PASSWORD, give_seat, make_city


@pytest.mark.django_db(transaction=True)
def test_somebody_says_when_the_digest_comes_and_has_mail_sent_again(new_visitor, network, other_network, member):
    give_seat(member, other_network)
    for name in ("Quito", "Lima"):
        city = make_city(name)
        with transaction.atomic():
            record(Verb.CITY_JOINED, by=None, subject=city, network=network, city=city, at=timezone.now() - timedelta(hours=5))
    reader = new_visitor()
    reader.signs_in(member.email, PASSWORD)
    reader.opens(reverse("settings_digest"))
    shot(reader, "digest-usual")
    reader.sees("Quito joined Public Transport")
    page = reader.page
    assert page.get_by_label("On which day").is_visible()
    page.get_by_label("Every day").check()
    assert not page.get_by_label("On which day").is_visible()
    page.get_by_label("Once a month").check()
    page.get_by_label("On which day").select_option("Thursday")
    page.get_by_label("At what time").select_option("17:00")
    page.get_by_label("Cool Cities").uncheck()
    shot(reader, "digest-monthly")
    reader.presses("Save")
    assert schedule_of(User.objects.get(pk=member.pk)) == Schedule("monthly", weekday=3, hour=17)
    assert member.left_out_of_digest.get().network == other_network

    pause_mail(address=member.email, why=Pause.Why.CAME_BACK, answer="550 5.1.1 The mailbox is not known here")
    reader.opens(reverse("settings_digest"))
    shot(reader, "digest-paused")
    reader.opens(reverse("notifications"))
    shot(reader, "notifications-paused")
    reader.presses("Send again")
    reader.sees("Mail goes to you again.")

    reader.opens(unsubscribe_path(member, network))
    shot(reader, "digest-leave-out")
    reader.presses("Leave out Public Transport")
    reader.sees("Your digest tells nothing of Public Transport")
    reader.presses("Stop the whole digest")
    shot(reader, "digest-stopped")


@pytest.mark.django_db(transaction=True)
def test_a_manager_writes_to_the_members_and_sees_whose_mail_does_not_arrive(new_visitor, network, member, manager):
    pause_mail(address=member.email, why=Pause.Why.CAME_BACK, answer="550 5.1.1 The mailbox is not known here")
    staff = new_visitor()
    staff.signs_in(manager.email, PASSWORD)
    staff.opens(reverse("network_note", args=[network.slug]))
    shot(staff, "note-empty")
    staff.fills(Note="Dear all,\n\nthe workshop in Lima is full. Those on the waitlist hear from us on Friday.")
    staff.presses("Put it on top of the digest")
    staff.sees("Nobody has had it yet.")
    shot(staff, "note-written")
    staff.opens(reverse("manage"))
    shot(staff, "manage")
    staff.follows("Mail that does not arrive 1")
    shot(staff, "paused-list")
    staff.follows("Melati Member")
    shot(staff, "paused-person")


def shot(visitor, name) -> None:
    """Where SHOTS names a folder, how it looks is left there."""
    if folder := os.environ.get("SHOTS"):
        for width in (1440, 390):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
