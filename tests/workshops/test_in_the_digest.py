"""What the weekly digest tells of workshops."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.utils import timezone

from digests.emails import send_digest
from digests.models import Digest
from notices.models import How, Notice
from tests.conftest import give_seat
from tests.workshops.conftest import in_days, make_workshop
from workshops.services import announce_workshop, cancel_workshop, edit_workshop


@pytest.fixture
def digest():
    """The digest of this person, now: its text and its HTML."""

    def sent(user) -> tuple[str, str]:
        now = timezone.now()
        mail.outbox.clear()
        send_digest(
            Digest(user=user, day=now.date(), since=now - timedelta(days=7), until=now + timedelta(minutes=1)), connection=get_connection()
        )
        return (mail.outbox[0].body, mail.outbox[0].alternatives[0].content) if mail.outbox else ("", "")

    return sent


def wants_no_mail_about_it():
    """What somebody has had a mail of is not told in the digest again."""
    Notice.objects.update(how=How.NEVER)


def test_what_is_announced_moved_and_cancelled_is_told_with_the_way_there(digest, member, manager, network):
    new, moved, off = (make_workshop(network, title, status="draft") for title in ("Depots", "Fares", "Shade"))
    for workshop in (new, moved, off):
        announce_workshop(workshop=workshop, by=manager)
    moved.refresh_from_db()
    edit_workshop(workshop=moved, by=manager, also_for=[], series="", starts_at=in_days(12), ends_at=in_days(12) + timedelta(hours=1))
    cancel_workshop(workshop=off, reason="No host", by=manager)
    wants_no_mail_about_it()
    text, html = digest(member)
    for sentence in ("Public Transport invites to Depots", "Fares has changed", "Shade was cancelled"):
        assert sentence in text
        assert sentence in html
    for workshop in (new, moved, off):
        assert f'{workshop.get_absolute_url()}"' in html
    assert "join.example" not in text + html


def test_a_workshop_of_several_networks_is_told_in_each(digest, member, manager, network, other_network):
    give_seat(member, other_network)
    member.official.seats.filter(network=network).update(status="left", ended_at=timezone.now())
    workshop = make_workshop(network, "Depots", status="draft")
    workshop.also_for.add(other_network)
    announce_workshop(workshop=workshop, by=manager)
    workshop.refresh_from_db()
    edit_workshop(
        workshop=workshop, by=manager, also_for=[other_network], series="", starts_at=in_days(12), ends_at=in_days(12) + timedelta(hours=1)
    )
    wants_no_mail_about_it()
    text, _html = digest(member)
    assert "Cool Cities invites to Depots" in text
    assert "Depots has changed" in text


def test_drafts_and_who_registers_are_not_told(digest, member, network):
    make_workshop(network, "Depots", status="draft")
    assert "Depots" not in "".join(digest(member))
