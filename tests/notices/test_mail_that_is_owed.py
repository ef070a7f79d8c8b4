import base64
import json
from datetime import timedelta

import pytest
import redis
from django.db import transaction
from django.utils import timezone

from networks.services import close_account
from notices.models import Notice
from notices.services import mail_unsent, owe


@pytest.fixture
def handed_over(settings, redis_prefix):
    """What waits in the queue of the mail for a worker, the oldest first: handed_over() → [(task, ids), …]."""

    def waiting():
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            messages = [json.loads(message) for message in reversed(client.lrange(f"{redis_prefix}mail", 0, -1))]
        return [(message["headers"]["task"], json.loads(base64.b64decode(message["body"]))[0][0]) for message in messages]

    return waiting


def test_mail_is_owed_to_each_and_handed_over_once_it_is_committed(member, lead, network, handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        owed = owe("exchange.replied", to=[member, lead], subject=network, network=network, by_when="soon")
        assert handed_over() == []
    assert handed_over() == [("notices.tasks.mail_notices", [notice.pk for notice in owed])]
    assert Notice.objects.unmailed().filter(details={"by_when": "soon"}).count() == 2


def test_what_was_not_committed_is_not_owed(member, network, handed_over):
    with transaction.atomic():
        owe("exchange.replied", to=[member], subject=network)
        transaction.set_rollback(True)
    assert (Notice.objects.count(), handed_over()) == (0, [])


def test_of_one_key_nobody_is_owed_two(member, lead, network, other_network):
    owe("workshops.reminder", to=[member], subject=network, key="2026")
    again = owe("workshops.reminder", to=[member, lead], subject=network, key="2026")
    assert {notice.user for notice in again} == {member, lead}, "what was not mailed yet is handed over again"
    owe("workshops.reminder", to=[member], subject=network, key="2027")
    owe("workshops.reminder", to=[member], subject=other_network, key="2026")
    assert Notice.objects.filter(user=member).count() == 3
    assert Notice.objects.filter(user=lead).count() == 1


def test_the_clock_hands_over_what_was_missed_and_nothing_else(member, network, handed_over):
    missed, sent, new = (owe("exchange.replied", to=[member], subject=network)[0] for _ in range(3))
    old = timezone.now() - timedelta(hours=1)
    Notice.objects.exclude(pk=new.pk).update(created_at=old)
    Notice.objects.filter(pk=sent.pk).update(mailed_at=old)
    mail_unsent(older_than=timezone.now() - timedelta(minutes=2))
    assert handed_over() == [("notices.tasks.mail_notices", [missed.pk])]


def test_many_are_handed_over_in_parts(member, network, handed_over):
    [owed] = owe("exchange.replied", to=[member], subject=network)
    owed.created_at = timezone.now() - timedelta(hours=1)
    for _ in range(249):
        owed.pk = None
        owed.save(force_insert=True)
    mail_unsent(older_than=timezone.now() - timedelta(minutes=30))
    assert [len(ids) for _task, ids in handed_over()] == [100, 100, 49]


def test_who_closed_their_account_is_mailed_no_more(member, lead, network):
    owe("exchange.replied", to=[member, lead], subject=network)
    close_account(user=member, by=member)
    assert [notice.user for notice in Notice.objects.unmailed()] == [lead]
