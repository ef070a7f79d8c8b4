from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from access.services import tasks_of
from digests.models import LOOKS_BACK, USUAL, Digest, HowOften, Schedule, Slot
from officials.models import User

if TYPE_CHECKING:
    from digests import tasks
else:
    tasks = tasks_of("digests")

# What happened within the last minute may not be committed yet. It belongs to the next digest, or it would be in none.
SETTLING = timedelta(minutes=1)

# The last time at which each person's digest came due, as they wish now.
PEOPLE_WITH_SLOT = """
officials_user person
LEFT JOIN digests_subscription subscription ON subscription.user_id = person.id
JOIN unnest(
    %(zones)s::text[], %(how_often)s::text[], %(weekdays)s::int[], %(hours)s::int[],
    %(days)s::date[], %(due)s::timestamptz[], %(first_since)s::timestamptz[]
) AS slot (zone, how_often, weekday, hour, day, due_at, first_since)
    ON slot.zone = person.time_zone
    AND slot.how_often = COALESCE(subscription.how_often, %(usual_how_often)s)
    AND slot.weekday = COALESCE(subscription.weekday, %(usual_weekday)s)
    AND slot.hour = COALESCE(subscription.hour, %(usual_hour)s)
"""

# One that could not be delivered until the next is due gives way to that, which then tells what it would have told.
GIVE_UP_EARLIER = f"""
UPDATE digests_digest SET status = 'failed' WHERE id IN (
    SELECT digest.id
    FROM {PEOPLE_WITH_SLOT}
    JOIN digests_digest digest ON digest.user_id = person.id
    WHERE digest.status = 'due' AND digest.day < slot.day AND (subscription.changed_at IS NULL OR subscription.changed_at <= slot.due_at)
    FOR UPDATE OF digest SKIP LOCKED
)
"""  # noqa: S608 - of our own words

# For everybody who had a seat in a network that they did not leave out, or ran one, or put something off to it, and wanted digests at
# that moment. While the one before is in a worker's hands this one waits, since where it starts depends on whether that one arrives.
# Who has theirs is sorted out first: that is nearly everybody, nearly every time.
PLAN = f"""
WITH person AS MATERIALIZED (
    SELECT person.id, slot.day, slot.due_at, slot.first_since
    FROM {PEOPLE_WITH_SLOT}
    WHERE person.is_active
    AND (subscription.changed_at IS NULL OR subscription.changed_at <= slot.due_at)
    AND NOT EXISTS (SELECT FROM notices_pause WHERE user_id = person.id AND address = lower(person.email))
    AND NOT EXISTS (
        SELECT FROM digests_digest
        WHERE user_id = person.id AND (day >= slot.day OR status = 'due')
    )
)
INSERT INTO digests_digest (user_id, day, since, until, next_attempt_at)
SELECT
    id,
    day,
    COALESCE(
        (SELECT MAX(until) FROM digests_digest WHERE user_id = person.id AND status IN ('sent', 'empty')),
        (SELECT MIN(since) FROM digests_digest WHERE user_id = person.id),
        first_since
    ),
    due_at - %(settling)s,
    due_at
FROM person
WHERE EXISTS (
    SELECT FROM officials_official official
    JOIN networks_seat seat ON seat.official_id = official.id
    WHERE official.user_id = person.id AND official.ended_on IS NULL
    AND seat.status = 'active' AND seat.started_at <= person.due_at
    AND NOT EXISTS (SELECT FROM digests_leftout WHERE user_id = person.id AND network_id = seat.network_id)
)
OR EXISTS (
    SELECT FROM officials_staff staff
    JOIN networks_stewardship stewardship ON stewardship.staff_id = staff.id
    WHERE staff.user_id = person.id AND staff.ended_on IS NULL AND stewardship.ended_on IS NULL
)
OR EXISTS (
    SELECT FROM notices_notice notice
    WHERE notice.user_id = person.id AND notice.how = 'digest' AND notice.mailed_at IS NULL
    AND notice.created_at < person.due_at - %(settling)s
)
ORDER BY id
ON CONFLICT (user_id, day) DO NOTHING
"""  # noqa: S608 - of our own words


@transaction.atomic
def plan_digests(*, now: datetime) -> None:
    """Make a row for each digest that has come due, and see that what is due is sent. Running twice does no harm."""
    columns = _columns(_last_slots(now))
    with connection.cursor() as cursor:
        cursor.execute(GIVE_UP_EARLIER, columns)
        cursor.execute(PLAN, columns)
    batches = -(-Digest.objects.due(now).count() // tasks.BATCH)
    for _ in range(batches):
        tasks.deliver_due_digests.delay_on_commit()


def _last_slots(now: datetime) -> list[tuple[str, Schedule, Slot]]:
    """For each time zone and schedule that people have: the last time at which a digest came due by it.

    Reckoned here: PostgreSQL may know other zones than we do, and fails at one that it does not know.
    """
    wishes = User.objects.values_list(
        "time_zone",
        Coalesce("digest_subscription__how_often", Value(USUAL.how_often)),
        Coalesce("digest_subscription__weekday", Value(USUAL.weekday)),
        Coalesce("digest_subscription__hour", Value(USUAL.hour)),
    ).distinct()
    schedules = [(zone, Schedule(*wish)) for zone, *wish in wishes]
    slots = [(str(zone), schedule, schedule.last(zone, now)) for zone, schedule in schedules]
    return [(zone, schedule, slot) for zone, schedule, slot in slots if slot]


def _columns(slots: list[tuple[str, Schedule, Slot]]) -> dict[str, Any]:
    return {
        "zones": [zone for zone, _, _ in slots],
        "how_often": [schedule.how_often for _, schedule, _ in slots],
        "weekdays": [schedule.weekday for _, schedule, _ in slots],
        "hours": [schedule.hour for _, schedule, _ in slots],
        "days": [slot.day for _, _, slot in slots],
        "due": [slot.at for _, _, slot in slots],
        "first_since": [slot.at - SETTLING - LOOKS_BACK[HowOften(schedule.how_often)] for _, schedule, slot in slots],
        "usual_how_often": USUAL.how_often,
        "usual_weekday": USUAL.weekday,
        "usual_hour": USUAL.hour,
        "settling": SETTLING,
    }
