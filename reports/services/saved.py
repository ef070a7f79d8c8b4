"""Reports with a name: kept, put on a schedule, made by hand and by the clock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.permissions import Permission
from access.services import can
from activity.services import record
from activity.verbs import Verb
from officials.models import User
from reports.models import Export, SavedReport
from reports.queries import Choice, next_time
from reports.services.exports import ask_export


class NameTakenError(Exception):
    """There is a saved report of this name already."""


@transaction.atomic
def save_report(*, name: str, choice: Choice, schedule: str, readers: Iterable[User], by: User) -> SavedReport:
    next_at = next_time(schedule, after=timezone.now())
    saved = SavedReport(name=name, choice=choice.as_json(), schedule=schedule, next_at=next_at, saved_by=by)
    _save(saved)
    saved.readers.set(readers)
    record(Verb.REPORT_SAVED, by=by, subject=saved, schedule=schedule)
    return saved


@transaction.atomic
def change_saved_report(*, saved: SavedReport, name: str, schedule: str, readers: Iterable[User], by: User) -> None:
    """What it holds stays: another choice is another report."""
    saved = SavedReport.objects.select_for_update(of=["self"]).select_related("saved_by").get(pk=saved.pk)
    if schedule != saved.schedule:
        saved.next_at = next_time(schedule, after=timezone.now())
    saved.name, saved.schedule = name, schedule
    _save(saved)
    saved.readers.set(readers)
    record(Verb.REPORT_CHANGED, by=by, subject=saved, schedule=schedule)


def _save(saved: SavedReport) -> None:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NameTakenError from error


@transaction.atomic
def discard_saved_report(*, saved: SavedReport, by: User) -> None:
    """What was made of it stays."""
    record(Verb.REPORT_DISCARDED, by=by, subject=saved)
    saved.delete()


@transaction.atomic
def make_saved_report(*, saved: SavedReport, by: User) -> Export:
    """Now, for who asks."""
    return ask_export(choice=Choice.from_json(saved.choice), by=by, saved=saved)


def make_due_reports(*, now: datetime) -> None:
    """What the clock missed is made later, one after the other, each of its own period."""
    for pk in SavedReport.objects.due(now).values_list("pk", flat=True):
        _make_due(pk, now)


@transaction.atomic
def _make_due(pk: int, now: datetime) -> None:
    due = SavedReport.objects.due(now).select_for_update(skip_locked=True, of=["self"]).select_related("saved_by")
    saved = due.filter(pk=pk).first()
    if saved is None:
        return
    due_at = saved.next_at
    assert due_at
    saved.next_at = next_time(saved.schedule, after=due_at)
    saved.save(update_fields=["next_at"])
    readers = [user for user in saved.readers.order_by("pk") if can(user, Permission.REPORT_EXPORT)]
    if readers:
        # As who saved it would see it; as the first of its readers, once that is no administrator any more.
        by = saved.saved_by if can(saved.saved_by, Permission.REPORT_EXPORT) else readers[0]
        ask_export(choice=Choice.from_json(saved.choice), by=by, saved=saved, due_at=due_at, readers=readers)
