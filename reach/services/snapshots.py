"""Everything that asks for reach figures and has them counted."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from access.services import tasks_of
from activity.services import record
from activity.verbs import Verb
from officials.models import User, today
from reach.models import Snapshot
from reach.queries import statements

if TYPE_CHECKING:
    from reach import tasks
else:
    tasks = tasks_of("reach")


class DayToComeError(Exception):
    """The figures of a day that has not begun cannot be counted."""


@transaction.atomic
def request_snapshot(*, by: User) -> Snapshot:
    """Ask for today's figures, also when they were counted already today."""
    asked = {"requested_at": timezone.now(), "requested_by": by}
    snapshot, _ = Snapshot.objects.update_or_create(as_of=today(), defaults=asked)
    record(Verb.REACH_REQUESTED, by=by, subject=snapshot)
    tasks.compute_snapshot.delay_on_commit(snapshot.pk)
    return snapshot


def compute_due_snapshots() -> int:
    """Count today's figures, if they were not yet, and all that somebody asked for. Returns of how many days."""
    _begin([today()])
    if counted := Snapshot.objects.compute(statements()):
        tasks.draw_pictures.delay_on_commit()
    return counted


@transaction.atomic
def compute_snapshots(*, days: list[date]) -> int:
    """Count the figures of these days from the dated record, all at once. Days that were counted stay as they are."""
    if any(day > today() for day in days):
        raise DayToComeError
    _begin(days)
    return Snapshot.objects.filter(as_of__in=days).compute(statements(), anew=True)


def _begin(days: list[date]) -> None:
    Snapshot.objects.bulk_create([Snapshot(as_of=day) for day in days], ignore_conflicts=True)
