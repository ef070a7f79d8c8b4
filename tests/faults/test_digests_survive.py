"""Real workers on the test's own database, a mail server that takes its time, and everything that can go wrong in between."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import redis
from celery import Celery
from django.db import connection, transaction
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from activity.services import record
from activity.verbs import Verb
from digests.models import Digest, monday_morning
from networks.models import Seat
from officials.models import Official, User

PEOPLE = 300


@pytest.fixture
def redis_prefix(settings):
    """Keys of this test alone, in the Redis of everybody."""
    prefix = f"c40net-test-{uuid.uuid4().hex}:"
    yield prefix
    wipe_redis(settings, prefix)


def wipe_redis(settings, prefix) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


@pytest.fixture
def start_worker(smtp_sink, settings, redis_prefix, tmp_path):
    """A `celery worker` for mail, as `make run` starts it."""
    database = {name: connection.settings_dict[name.upper()] for name in ("user", "password", "host", "port")}
    environment = {
        **os.environ,
        "DATABASE_URL": make_conninfo(
            dbname=connection.settings_dict["NAME"], **{name: value for name, value in database.items() if value}
        ),
        "REDIS_PREFIX": redis_prefix,
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
    }
    command = [sys.executable, "-m", "celery", "-A", "c40net", "worker", "-Q", "mail", "-c", "1", "--without-gossip", "--without-mingle"]
    workers = []

    def start() -> subprocess.Popen:
        name = f"worker{len(workers)}"
        with (tmp_path / f"{name}.log").open("wb") as log:
            workers.append(subprocess.Popen([*command, "-n", name], env=environment, stdout=log, stderr=log, start_new_session=True))
        return workers[-1]

    yield start
    for worker in workers:
        kill(worker)


def kill(worker) -> None:
    """At once and with its children, as when a machine goes."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def tick(settings, redis_prefix):
    """What celery beat sends every five minutes."""
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as beat:
        beat.conf.broker_transport_options = {"global_keyprefix": redis_prefix}
        yield lambda: beat.send_task("digests.periodic.send_due_digests", queue="mail", ignore_result=True)


@pytest.fixture
def people(transactional_db, network, jakarta):
    """Members of one network in which something happened. For them Monday is past eight, whenever this test runs."""
    now = timezone.now()
    zone = next(zone for zone in (ZoneInfo("UTC"), ZoneInfo("Pacific/Auckland")) if monday_morning(zone, now) <= now)
    users = User.objects.bulk_create(User(email=f"{n}@c40net.test", full_name=f"Official {n}", time_zone=str(zone)) for n in range(PEOPLE))
    officials = Official.objects.bulk_create(Official(user=user, city=jakarta) for user in users)
    ago = now - timedelta(days=30)
    Seat.objects.bulk_create(Seat(network=network, official=official, status="active", started_at=ago) for official in officials)
    with transaction.atomic():
        the_day_before = monday_morning(zone, now) - timedelta(days=1)
        record(Verb.CITY_JOINED, by=None, subject=jakarta, network=network, city=jakarta, at=the_day_before)
    return users


def wait_until(happened, *, seconds: float = 25) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_each_person_gets_one_mail_whatever_dies(people, smtp_sink, start_worker, tick, settings, redis_prefix):
    smtp_sink.delay = 0.01
    first = start_worker()
    tick()
    tick()
    wait_until(lambda: len(smtp_sink.messages) >= PEOPLE // 4)
    kill(first)
    wipe_redis(settings, redis_prefix)
    assert Digest.objects.filter(status="due").count() > PEOPLE // 2
    start_worker(), start_worker()
    for _ in range(2):
        tick()
    wait_until(lambda: len(smtp_sink.messages) >= PEOPLE // 2)
    wipe_redis(settings, redis_prefix)
    tick()
    tick()
    wait_until(lambda: not Digest.objects.filter(status="due").exists())

    mails_of = Counter(message["To"] for message in smtp_sink.messages)
    assert set(mails_of) == {user.email for user in people}
    assert Digest.objects.filter(status="sent").count() == PEOPLE
    # Only what was in the killed worker's hands may come twice, and says so by its Message-ID.
    assert PEOPLE <= len(smtp_sink.messages) <= PEOPLE + 1
    assert len({message["Message-ID"] for message in smtp_sink.messages}) == PEOPLE
