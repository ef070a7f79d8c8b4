"""All figures of a day in a large world, beside one GROUP BY scan of its activity table: read anew, and a day added to the last."""

import resource
from collections.abc import Iterator
from datetime import datetime, timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from activity.models import Activity
from benchmarks.results import SCALE, Row, seconds
from officials.models import today
from reach.models import Counted, Snapshot
from reach.queries import FIGURES, statements
from reach.services import compute_due_snapshots

GOAL, GOAL_OF_THE_DAY = 3, 0.1
SCAN = "SELECT network_id, verb, count(*) FROM activity_activity GROUP BY network_id, verb"
# One of 3650 days: so much happens, each with its line in the log.
LOG = """INSERT INTO activity_activity (happened_at, verb, audience, subject_label, details, official_id, network_id, subject_id)
SELECT '{{now}}', '{verb}', 'members', '', '{{{{}}}}', official_id, {network}, {subject} FROM happened"""
A_DAY = [
    """
WITH happened AS (
    INSERT INTO networks_seat (network_id, official_id, status, offers, seeks, reason, requested_at, started_at)
    SELECT network_id, official_id, 'active', '', '', '', '{now}', '{now}' FROM (
        SELECT DISTINCT ON (official_id) network_id, official_id FROM networks_seat WHERE status = 'left' ORDER BY official_id LIMIT {seats}
    ) left_once ON CONFLICT DO NOTHING RETURNING official_id, network_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="seat.started", network="network_id", subject="NULL"),
    """
WITH happened AS (
    UPDATE workshops_registration SET attended_at = '{now}' WHERE id IN (
        SELECT id FROM workshops_registration WHERE attended_at IS NULL ORDER BY id DESC LIMIT {attended}
    ) RETURNING official_id, workshop_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="attendance.attended", network="NULL", subject="workshop_id"),
    """
WITH happened AS (
    INSERT INTO exchange_reply (author_id, text, label, official_id, posted_at, question_id, network_id, hidden_reason)
    SELECT author_id, text, label, official_id, '{now}', question_id, network_id, '' FROM exchange_reply ORDER BY id DESC LIMIT {replies}
    RETURNING official_id, network_id, question_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="reply.posted", network="network_id", subject="question_id"),
]


def measure() -> Iterator[Row]:
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=2)):
        print(f"first count: {seconds(compute_due_snapshots):.1f} s, {Counted.objects.count():,} rows", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reach_counted")
        of_the_day = min(_seconds_of_a_day(cursor, now - timedelta(days=ago)) for ago in (1, 0))
        # Read anew on days with as much that is not known yet, in turns with the scan, so that both meet the same weather.
        scan, anew = map(min, zip(*[(seconds(lambda: cursor.execute(SCAN)), _seconds_anew(cursor)) for _ in range(2)], strict=True))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"worker {memory:.0f} MB at most", flush=True)
    what = f"{len(FIGURES)} reach figures from {Activity.objects.count():,} activities"
    yield Row(f"{what} read anew, beside one GROUP BY of them", 1000 * anew, 1000 * scan, "ms", GOAL)
    yield Row(f"{what}, the last day added, beside reading anew", 1000 * of_the_day, 1000 * anew, "ms", GOAL_OF_THE_DAY)


def _a_day(cursor) -> None:
    many = {"seats": SCALE.activities // 36500, "attended": SCALE.activities // 9000, "replies": SCALE.activities // 60000}
    for what in A_DAY:
        cursor.execute(what.format(now=timezone.now().isoformat(), **many))


def _seconds_of_a_day(cursor, now: datetime) -> float:
    with time_machine.travel(now):
        _a_day(cursor)
        return seconds(compute_due_snapshots)


def _seconds_anew(cursor) -> float:
    _a_day(cursor)
    return seconds(_anew)


def _anew() -> None:
    with transaction.atomic():
        Snapshot.objects.filter(as_of=today()).update(requested_at=timezone.now() + timedelta(minutes=1))
        assert Snapshot.objects.compute(statements(), anew=True) == 1
