"""Real workers on the test's own database, a mail server that takes its time, and everything that can go wrong in between."""

import time
from datetime import UTC, timedelta
from email.parser import BytesHeaderParser

import pytest
from celery import Celery
from django.db import connection, transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from digests.models import USUAL, Digest
from networks.models import Seat
from officials.models import Official, User
from tests.real_parts import kill, wait_until, wipe_redis

PEOPLE = 5000
# Whose mail the server does not take for a while.
REFUSED = [f"{number}@c40net.test" for number in range(PEOPLE - 20, PEOPLE)]


@pytest.fixture
def tick(settings, redis_prefix):
    """What celery beat sends every five minutes."""
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as beat:
        beat.conf.broker_transport_options = {"global_keyprefix": redis_prefix}
        yield lambda: beat.send_task("digests.periodic.send_due_digests", queue="mail", ignore_result=True)


@pytest.fixture
def people(own_postgres, network, jakarta):
    """Members of one network in which something happened before the last Monday morning."""
    now = timezone.now()
    users = User.objects.bulk_create(User(email=f"{n}@c40net.test", full_name=f"Official {n}", time_zone="UTC") for n in range(PEOPLE))
    officials = Official.objects.bulk_create(Official(user=user, city=jakarta, verified_at=timezone.now()) for user in users)
    ago = now - timedelta(days=30)
    Seat.objects.bulk_create(Seat(network=network, official=official, status="active", started_at=ago) for official in officials)
    with transaction.atomic():
        the_day_before = USUAL.last(UTC, now).at - timedelta(days=1)
        record(Verb.CITY_JOINED, by=None, subject=jakarta, network=network, city=jakarta, at=the_day_before)
    return users


@pytest.fixture
def two_beats(tick):
    """Until something has come about: the clock strikes, twice each time."""

    def strike_until(happened):
        def strikes() -> bool:
            tick(), tick()
            time.sleep(1)
            return happened()

        wait_until(strikes, seconds=300)

    return strike_until


def test_each_person_gets_one_mail_whatever_dies(people, own_postgres, smtp_sink, start_worker, tick, two_beats, settings, redis_prefix):
    first = start_worker("mail")
    tick(), tick()
    wait_until(lambda: len(smtp_sink.taken) >= PEOPLE // 5, seconds=300)
    kill(first)
    wipe_redis(settings, redis_prefix)
    assert Digest.objects.filter(status="due").count() > PEOPLE // 2
    for address in REFUSED:
        smtp_sink.answers[address] = "452 Too many mails, come later"
    smtp_sink.drops, smtp_sink.stalls = 3, 1
    start_worker("mail"), start_worker("mail")
    two_beats(lambda: len(smtp_sink.taken) >= PEOPLE // 2)
    connection.close()
    own_postgres.restart()
    wipe_redis(settings, redis_prefix)
    two_beats(lambda: not Digest.objects.filter(status="due", attempts=0).exists())

    # What the mail server did not take is due again in some minutes.
    assert Digest.objects.filter(status="due", attempts=1).count() >= len(REFUSED)
    smtp_sink.answers.clear()
    Digest.objects.filter(status="due").update(next_attempt_at=timezone.now())
    two_beats(lambda: not Digest.objects.filter(status="due").exists())

    mails = [BytesHeaderParser().parsebytes(content) for content in smtp_sink.taken]
    assert {mail["To"] for mail in mails} == {user.email for user in people}
    assert Digest.objects.filter(status="sent").count() == PEOPLE
    # Only what was in the hands of one of the three may come twice, and says so by its Message-ID.
    assert PEOPLE <= len(mails) <= PEOPLE + 3
    assert len({mail["Message-ID"] for mail in mails}) == PEOPLE
