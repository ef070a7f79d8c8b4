"""All figures of a day in a large world, beside one GROUP BY scan of its activity table: read anew, and a day added to the last."""

import os
import resource
import time
from datetime import timedelta

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from activity.models import Activity
from c40net.sample.large import LARGE, Scale, load
from officials.models import today
from reach.models import Counted, Snapshot
from reach.queries import FIGURES, statements
from reach.services import compute_due_snapshots

# A part of the large world for a quick look: REACH_SHARE=0.05 make bench.
SHARE = float(os.environ.get("REACH_SHARE", "1"))
GOAL, GOAL_OF_THE_DAY = 3, 0.1
SCAN = "SELECT network_id, verb, count(*) FROM activity_activity GROUP BY network_id, verb"
# One of 3650 days: so much happens, each with its line in the log.
LOG = """INSERT INTO activity_activity (happened_at, verb, audience, subject_label, details, official_id, network_id, subject_id)
SELECT now(), '{verb}', 'members', '', '{{{{}}}}', official_id, {network}, {subject} FROM happened"""
A_DAY = [
    """
WITH happened AS (
    INSERT INTO networks_seat (network_id, official_id, status, offers, seeks, reason, requested_at, started_at)
    SELECT network_id, official_id, 'active', '', '', '', now(), now() FROM (
        SELECT DISTINCT ON (official_id) network_id, official_id FROM networks_seat WHERE status = 'left' ORDER BY official_id LIMIT {seats}
    ) left_once ON CONFLICT DO NOTHING RETURNING official_id, network_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="seat.started", network="network_id", subject="NULL"),
    """
WITH happened AS (
    UPDATE workshops_registration SET attended_at = now() WHERE id IN (
        SELECT id FROM workshops_registration WHERE attended_at IS NULL ORDER BY id DESC LIMIT {attended}
    ) RETURNING official_id, workshop_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="attendance.attended", network="NULL", subject="workshop_id"),
    """
WITH happened AS (
    INSERT INTO exchange_reply (author_id, text, label, official_id, posted_at, question_id, network_id, hidden_reason)
    SELECT author_id, text, label, official_id, now(), question_id, network_id, '' FROM exchange_reply ORDER BY id DESC LIMIT {replies}
    RETURNING official_id, network_id, question_id
) """  # noqa: S608 - of our own words
    + LOG.format(verb="reply.posted", network="network_id", subject="question_id"),
]


def measure() -> list[dict]:
    scale = LARGE.times(SHARE)
    print(f"loading {scale.activities:,} activities: {_seconds(lambda: load(scale)):.0f} s", flush=True)
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        print(f"first count: {_seconds(compute_due_snapshots):.1f} s, {Counted.objects.count():,} rows", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reach_counted")
        limit = min(_seconds(lambda: cursor.execute(SCAN)) for _ in range(2))
        _a_day(cursor, scale)
        of_the_day = _seconds(compute_due_snapshots)
        # Read anew on a day with as much that is not known yet.
        _a_day(cursor, scale)
    anew = _seconds(_anew)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"limit {limit:.2f} s, anew {anew:.2f} s, of the day {of_the_day:.2f} s, worker {memory:.0f} MB at most", flush=True)
    what = f"{len(FIGURES)} reach figures from {Activity.objects.count():,} activities"
    return [
        _result(f"{what} read anew, beside one GROUP BY of them", anew, limit, GOAL),
        _result(f"{what}, the last day added, beside reading anew", of_the_day, anew, GOAL_OF_THE_DAY),
    ]


def _a_day(cursor, scale: Scale) -> None:
    for what in A_DAY:
        many = {"seats": scale.activities // 36500, "attended": scale.activities // 9000, "replies": scale.activities // 60000}
        cursor.execute(what.format(**many))


def _anew() -> None:
    with transaction.atomic():
        Snapshot.objects.filter(as_of=today()).update(requested_at=timezone.now() + timedelta(minutes=1))
        assert Snapshot.objects.compute(statements(), anew=True) == 1


def _result(work: str, ours: float, limit: float, goal: float) -> dict:
    ratio = ours / limit
    numbers = {"ours": round(ours * 1000, 1), "limit": round(limit * 1000, 1), "unit": "ms", "ratio": round(ratio, 2)}
    return {"work": work, **numbers, "goal": goal, "holds": ratio <= goal}


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
