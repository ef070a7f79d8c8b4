"""On demand, with a real worker on the test's own database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from activity.models import Activity
from reach.models import Snapshot
from reach.periodic import compute_due_snapshots
from reach.queries import FIGURES, statements
from reach.tasks import compute_snapshot
from tests.real_parts import wait_until, wipe_redis


@pytest.mark.django_db(transaction=True)
def test_a_worker_counts_what_staff_asked_for(member, manager, signed_in, start_worker):
    start_worker("reach")
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
            assert Snapshot.objects.filter(pk=snapshot.pk).compute(statements()) == 1
            assert second.submit(compute_elsewhere).result() == 0
        assert second.submit(compute_elsewhere).result() == 0
    assert snapshot.figures.of(None).count() == len(FIGURES)


def compute_elsewhere() -> int:
    try:
        return Snapshot.objects.compute(statements())
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
