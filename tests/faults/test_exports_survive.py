"""Real workers on the test's own database, killed at the worst moments."""

import time
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from django.utils import timezone

from reports import services
from reports.models import Export, ExportPart
from reports.queries import Choice
from tests.real_parts import database_address, kill, wait_until


@contextmanager
def held_up(table):
    """Nobody reads or writes it meanwhile."""
    with psycopg.connect(database_address()) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield other
        other.rollback()


def waits_for(other, table) -> bool:
    asked = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    return other.execute(asked, [table]).fetchone() is not None


@pytest.fixture
def asked(transactional_db, administrator, member) -> Export:
    return services.ask_export(choice=Choice(what="members", format="csv"), by=administrator)


def test_a_worker_that_is_killed_leaves_no_half_file_and_the_next_makes_it_whole(asked, smtp_sink, start_worker):
    for table in ("networks_seat", "reports_exportpart"):
        with held_up(table) as other:
            worker = start_worker("exports")
            services.continue_unfinished()
            wait_until(lambda other=other, table=table: waits_for(other, table), seconds=60)
            kill(worker)
        assert Export.objects.get().status == "making"
        assert not ExportPart.objects.exists()
        # Its lease ends.
        Export.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    start_worker("exports,mail")
    services.continue_unfinished()
    wait_until(lambda: Export.objects.get().status == "done" and smtp_sink.messages, seconds=60)
    export = Export.objects.get()
    content = b"".join(bytes(part.content) for part in export.parts.order_by("number"))
    assert (export.tries, export.size, export.sha256) == (3, len(content), sha256(content).hexdigest())
    assert len(smtp_sink.messages) == 1


def test_who_cancels_does_not_wait_for_the_database(asked, administrator, smtp_sink, start_worker):
    start_worker("exports")
    with held_up("networks_seat") as other:
        services.continue_unfinished()
        wait_until(lambda: waits_for(other, "networks_seat"), seconds=60)
        services.cancel_export(export=asked, by=administrator)
        start = time.monotonic()
        wait_until(lambda: not waits_for(other, "networks_seat"))
        assert time.monotonic() - start < 5
    assert Export.objects.get().status == "cancelled"
    assert not ExportPart.objects.exists()
