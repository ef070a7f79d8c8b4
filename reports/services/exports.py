"""Exports that a worker makes: asked for, cancelled, made again, downloaded, forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.services import tasks_of
from activity.services import record
from activity.verbs import Verb
from officials.models import User
from reports.models import Delivery, Export, ExportPart, SavedReport
from reports.queries import Choice, network_names

if TYPE_CHECKING:
    from reports import tasks
else:
    tasks = tasks_of("reports")

LAST_DOWNLOADS = timedelta(hours=1)


class NotOpenError(Exception):
    """It was made, cancelled or given up meanwhile."""


@transaction.atomic
def ask_export(
    *, choice: Choice, by: User, saved: SavedReport | None = None, due_at: datetime | None = None, readers: Iterable[User] = ()
) -> Export:
    """Have a worker make the file, for these readers or for who asks. Asked for twice while it is open, it is one."""
    export = Export(asked_by=by, choice=choice.as_json(), saved=saved, due_at=due_at)
    export.file_name, export.networks = choice.file_name(export.day), network_names(choice, by)
    try:
        with transaction.atomic():
            export.save()
    except IntegrityError:
        return Export.objects.filter(asked_by=by, choice=export.choice).newest_first()[0]
    Delivery.objects.bulk_create(Delivery(export=export, user=user) for user in set(readers) or {by})
    tasks.make_export.delay_on_commit(export.pk)
    return export


@transaction.atomic
def cancel_export(*, export: Export, by: User) -> None:
    """Its worker hears of it within a second. What is ready is ready: raises NotOpenError."""
    now = timezone.now()
    if not Export.objects.open().filter(pk=export.pk).update(status=Export.Status.CANCELLED, finished_at=now):
        raise NotOpenError
    record(Verb.EXPORT_CANCELLED, by=by, subject=export)


@transaction.atomic
def note_download(*, delivery: Delivery, by: User) -> None:
    """Before they get it."""
    Delivery.objects.filter(pk=delivery.pk).update(downloaded_at=timezone.now())
    record(Verb.EXPORT_DOWNLOADED, by=by, subject=delivery.export)


def continue_unfinished() -> None:
    """Queue what a killed worker or a wiped Redis left behind. What a worker has in its hands is not taken from it."""
    for pk in Export.objects.free(timezone.now()).values_list("pk", flat=True):
        tasks.make_export.delay(pk)


@transaction.atomic
def forget_files() -> None:
    """Delete the files that are kept no longer; who began to download one at the last moment still gets it. That it was made stays."""
    ExportPart.objects.filter(export__in=Export.objects.out_of_date(timezone.now() - LAST_DOWNLOADS)).delete()
