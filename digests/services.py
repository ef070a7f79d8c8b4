from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from digests import tasks
from digests.models import Digest, Subscription, monday_morning
from officials.models import User

# What happened within the last minute may not be committed yet. It belongs to the next digest, or it would be in none.
SETTLING = timedelta(minutes=1)

# One that could not be delivered all week gives way to this week's, which then tells what it would have told.
GIVE_UP_LAST_WEEKS = """
UPDATE digests_digest SET status = 'failed' WHERE id IN (
    SELECT digest.id
    FROM digests_digest digest
    JOIN officials_user person ON person.id = digest.user_id
    JOIN unnest(%(zones)s::text[], %(weeks)s::date[]) AS zone (name, week) ON zone.name = person.time_zone
    WHERE digest.status = 'due' AND digest.week < zone.week
    FOR UPDATE OF digest SKIP LOCKED
)
"""

# For everybody who had a seat, or put something off to it, and wanted digests at that moment.
# While last week's is in a worker's hands this week's waits,
# since where it starts depends on whether that one arrives.
PLAN_THIS_WEEKS = """
INSERT INTO digests_digest (user_id, week, since, until, next_attempt_at)
SELECT
    person.id,
    zone.week,
    COALESCE(
        (SELECT MAX(until) FROM digests_digest WHERE user_id = person.id AND status IN ('sent', 'empty')),
        (SELECT MIN(since) FROM digests_digest WHERE user_id = person.id),
        zone.due_at - %(settling)s - INTERVAL '7 days'
    ),
    zone.due_at - %(settling)s,
    zone.due_at
FROM officials_user person
JOIN unnest(%(zones)s::text[], %(weeks)s::date[], %(due)s::timestamptz[]) AS zone (name, week, due_at) ON zone.name = person.time_zone
WHERE person.is_active
AND (
    EXISTS (
        SELECT FROM officials_official official
        JOIN networks_seat seat ON seat.official_id = official.id
        WHERE official.user_id = person.id AND official.ended_on IS NULL
        AND seat.status = 'active' AND seat.started_at <= zone.due_at
    )
    OR EXISTS (
        SELECT FROM notices_notice notice
        WHERE notice.user_id = person.id AND notice.how = 'digest' AND notice.mailed_at IS NULL
        AND notice.created_at < zone.due_at - %(settling)s
    )
)
AND NOT EXISTS (
    SELECT FROM digests_subscription
    WHERE user_id = person.id AND (NOT weekly OR changed_at > zone.due_at)
)
AND NOT EXISTS (
    SELECT FROM digests_digest
    WHERE user_id = person.id AND (week >= zone.week OR status = 'due')
)
ORDER BY person.id
ON CONFLICT (user_id, week) DO NOTHING
"""


@transaction.atomic
def plan_digests(*, now: datetime) -> None:
    """Make a row for each digest that has come due, and see that what is due is sent. Running twice does no harm."""
    zones = _where_it_is_due(now)
    columns: dict[str, Any] = {
        "zones": [name for name, _ in zones],
        "weeks": [due_at.date() for _, due_at in zones],
        "due": [due_at for _, due_at in zones],
        "settling": SETTLING,
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE_UP_LAST_WEEKS, columns)
        cursor.execute(PLAN_THIS_WEEKS, columns)
    batches = -(-Digest.objects.due(now).count() // tasks.BATCH)
    for _ in range(batches):
        tasks.deliver_due_digests.delay_on_commit()


def _where_it_is_due(now: datetime) -> list[tuple[str, datetime]]:
    """Time zones that people have where this week's moment has come, with that moment.

    Reckoned here: PostgreSQL may know other zones than we do, and fails at one that it does not know.
    """
    zones = User.objects.values_list("time_zone", flat=True).distinct()
    moments = [(str(zone), monday_morning(zone, now)) for zone in zones]
    return [(name, due_at) for name, due_at in moments if due_at <= now]


@transaction.atomic
def stop_digest(*, by: User) -> None:
    """No more weekly mail for this person, not even one that is due already."""
    _, is_first_word = Subscription.objects.get_or_create(user=by, defaults={"weekly": False})
    if is_first_word or _change(by, weekly=False):
        record(Verb.DIGEST_STOPPED, by=by, subject=by, official=by.official)


@transaction.atomic
def start_digest(*, by: User) -> None:
    """From next Monday on. The first tells what happened since the last one before."""
    if _change(by, weekly=True):
        record(Verb.DIGEST_STARTED, by=by, subject=by, official=by.official)


def _change(user: User, *, weekly: bool) -> bool:
    """Whether it made a difference."""
    return bool(Subscription.objects.filter(user=user, weekly=not weekly).update(weekly=weekly, changed_at=timezone.now()))
