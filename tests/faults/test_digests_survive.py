"""Real workers on the test's own database, a mail server that takes its time, and everything that can go wrong in between."""

import time
from collections import Counter
from datetime import UTC, timedelta

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

PEOPLE = 600


@pytest.fixture
def tick(settings, redis_prefix):
    """What celery beat sends every five minutes."""
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as beat:
        beat.conf.broker_transport_options = {"global_keyprefix": redis_prefix}
        yield lambda: beat.send_task("digests.periodic.send_due_digests", queue="mail", ignore_result=True)


@pytest.fixture
def people(transactional_db, network, jakarta):
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

        wait_until(strikes, seconds=90)

    return strike_until


def restart_postgres():
    """As its clients see it: every connection of theirs is gone, whatever they were doing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_each_person_gets_one_mail_whatever_dies(people, smtp_sink, start_worker, tick, two_beats, settings, redis_prefix):
    smtp_sink.delay = 0.005
    first = start_worker("mail")
    tick(), tick()
    wait_until(lambda: len(smtp_sink.messages) >= PEOPLE // 5, seconds=90)
    kill(first)
    wipe_redis(settings, redis_prefix)
    assert Digest.objects.filter(status="due").count() > PEOPLE // 2
    start_worker("mail"), start_worker("mail")
    two_beats(lambda: len(smtp_sink.messages) >= PEOPLE // 2)
    restart_postgres()
    wipe_redis(settings, redis_prefix)
    two_beats(lambda: not Digest.objects.filter(status="due").exists())

    mails_of = Counter(message["To"] for message in smtp_sink.messages)
    assert set(mails_of) == {user.email for user in people}
    assert Digest.objects.filter(status="sent", attempts=0).count() == PEOPLE
    # Only what was in the hands of one of the three may come twice, and says so by its Message-ID.
    assert PEOPLE <= len(smtp_sink.messages) <= PEOPLE + 3
    assert len({message["Message-ID"] for message in smtp_sink.messages}) == PEOPLE
