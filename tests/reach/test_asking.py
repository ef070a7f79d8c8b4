"""On demand, with a real worker on the test's own database."""

import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from celery import current_app
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from activity.models import Activity
from reach.models import Snapshot
from reach.periodic import compute_due_snapshots
from reach.tasks import compute_snapshot


@pytest.fixture
def redis_prefix(settings, monkeypatch):
    """Keys of this test alone, in the Redis of everybody: what services queue goes there too, over connections of its own."""
    prefix = f"c40net-test-{uuid.uuid4().hex}:"
    monkeypatch.setitem(current_app.conf.broker_transport_options, "global_keyprefix", prefix)
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    yield prefix
    wipe_redis(settings, prefix)


def wipe_redis(settings, prefix) -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return sum(client.delete(key) for key in client.scan_iter(f"{prefix}*"))


@pytest.fixture
def worker(redis_prefix, tmp_path):
    """A `celery worker` for reach, as `make run` starts it."""
    database = {name: connection.settings_dict[name.upper()] for name in ("user", "password", "host", "port")}
    address = make_conninfo(dbname=connection.settings_dict["NAME"], **{name: value for name, value in database.items() if value})
    command = [sys.executable, "-m", "celery", "-A", "c40net", "worker", "-Q", "reach", "-c", "1", "--without-gossip", "--without-mingle"]
    environment = {**os.environ, "DATABASE_URL": address, "REDIS_PREFIX": redis_prefix}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    yield process
    process.terminate()
    process.wait(30)


def wait_until(happened, seconds=60):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_counts_what_staff_asked_for(member, manager, signed_in, worker):
    browser = signed_in(manager)
    page = browser.post("/reach/compute/", follow=True).content.decode()
    assert "Today's figures are being computed" in page.replace("&#x27;", "'")
    wait_until(Snapshot.objects.computed().exists)
    page = browser.get("/reach/").content.decode()
    assert "being computed" not in page
    assert "Last computed" in page
    assert "1 official in 1 city, 1 member of staff" in page


@pytest.mark.django_db(transaction=True)
def test_the_clock_counts_what_was_asked_for_when_redis_was_wiped(member, manager, signed_in, redis_prefix, settings):
    signed_in(manager).post("/reach/compute/")
    assert wipe_redis(settings, redis_prefix) > 0
    assert Snapshot.objects.due().count() == 1
    compute_due_snapshots()
    assert Snapshot.objects.due().count() == 0
    assert Snapshot.objects.get().figures.of(None).get(figure="officials-reached").value == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_alone_what_the_first_is_counting(member):
    snapshot = Snapshot.objects.create(as_of="2026-01-01")
    with ThreadPoolExecutor(1) as second:
        with transaction.atomic():
            assert Snapshot.objects.filter(pk=snapshot.pk).compute() == 1
            assert second.submit(compute_elsewhere).result() == 0
        assert second.submit(compute_elsewhere).result() == 0
    assert snapshot.figures.of(None).count() == 3


def compute_elsewhere() -> int:
    try:
        return Snapshot.objects.compute()
    finally:
        connection.close()


def test_asking_is_told_in_the_activity_log(db, manager, signed_in):
    signed_in(manager).post("/reach/compute/")
    activity = Activity.objects.get(verb="reach.requested")
    assert activity.sentence == "Mara Manager asked for today's reach figures"
    assert Snapshot.objects.get().requested_by == manager


def test_a_message_that_comes_twice_or_for_a_row_that_is_gone_does_nothing(db, member):
    snapshot = Snapshot.objects.create(as_of="2026-01-01")
    compute_snapshot(snapshot.pk)
    figures = list(snapshot.figures.values_list("pk", flat=True))
    compute_snapshot(snapshot.pk)
    compute_snapshot(snapshot.pk + 1)
    assert list(snapshot.figures.values_list("pk", flat=True)) == figures


def test_only_staff_may_ask(member, manager, signed_in):
    assert signed_in(member).post("/reach/compute/").status_code == 403
    assert "reach_compute" not in signed_in(member).get("/reach/").content.decode()
    assert 'action="/reach/compute/"' not in signed_in(member).get("/reach/").content.decode()
    assert 'action="/reach/compute/"' in signed_in(manager).get("/reach/").content.decode()
