"""What is mailed of peers and plans, each once, to who still should hear it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from actions.models import ClimateAction, Stage
from actions.services import adapt_action, ask_about_the_shelf, confirm_action, nudge_about_peers
from notices.models import Notice
from notices.tasks import mail_notice
from tests.actions.conftest import make_action
from tests.actions.test_adapting import WORDS, lima, lucho, origin  # noqa: F401
from tests.actions.test_good_pressure import corridor, peers  # noqa: F401
from tests.actions.test_plans_on_the_shelf import shelved  # noqa: F401


def send(user):
    for notice in Notice.objects.filter(user=user):
        mail_notice(notice.pk)
        mail_notice(notice.pk)
    return [message for message in mail.outbox if message.to == [user.email]]


def test_the_city_is_asked_about_its_plans_by_mail(lead, shelved):  # noqa: F811
    ask_about_the_shelf(now=timezone.now())
    (message,) = send(lead)
    assert message.subject == "Is Jakarta still on its plan?"
    assert "Night buses (Planned, March 2024)" in message.body


def test_what_has_moved_meanwhile_is_not_asked_about(lead, shelved):  # noqa: F811
    ask_about_the_shelf(now=timezone.now())
    ClimateAction.objects.update(changed_at=timezone.now())
    assert send(lead) == []


def test_a_nudge_is_mailed_with_the_way_to_hear_no_more(member, network, corridor, peers):  # noqa: F811
    nudge_about_peers(now=timezone.now())
    (message,) = send(member)
    assert message.subject == "4 of 6 cities like yours have planned this: BRT corridor"
    assert "/settings/" in message.body


@pytest.mark.parametrize("why", ["off", "planned", "left"])
def test_a_nudge_that_no_longer_holds_is_not_mailed(member, network, corridor, peers, why):  # noqa: F811
    nudge_about_peers(now=timezone.now())
    if why == "off":
        member.hears_of_peers = False
        member.save()
    elif why == "planned":
        make_action(member.official.city, practice=corridor, stage=Stage.PLANNED)
    else:
        member.official.seats.update(status="left", ended_at=timezone.now() + timedelta(seconds=1))
    assert send(member) == []


def test_the_origin_reads_who_adapted_it(member, lead, origin, lucho):  # noqa: F811
    draft = adapt_action(origin=origin, city=member.official.city, by=member, **WORDS)
    confirm_action(action=draft, by=lead)
    (message,) = send(lucho)
    assert message.subject == "Jakarta has adapted “Corridor of the south”"
