"""Making a file. Its row in PostgreSQL says whose turn it is; the file and the word that it is ready are committed together, or neither."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from activity.services import record
from activity.verbs import Verb
from notices.services import owe
from officials.models import User
from reports.models import KEPT_FOR, Export, ExportPart
from reports.queries import CannotDrawError, Choice, NotThereError, TooLongForExcelError, may_have
from reports.tasks.keeper import LEASE, Keeper, LostError

# Lost with its worker as often as this, it is not tried again: it may be what kills them.
TRIES = 3
PART = 1024 * 1024  # bytes


class ProblemError(Exception):
    """Why it cannot be made, as the person is told."""

    def __init__(self, problem: Export.Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@shared_task(ignore_result=True)
def make_export(export_id: int) -> None:
    """Once, whoever else tries at the same time. Whoever is killed at it leaves nothing but a lease that ends."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with translation.override(export.asked_by.language), timezone.override(export.asked_by.time_zone):
            _make(export)
    except LostError:
        return
    except ProblemError as error:
        _fail(export, error.problem)
    except (OperationalError, InterfaceError):
        # The database is away: the clock starts this again.
        raise
    except Exception:
        _fail(export, Export.Problem.OURS)
        raise


def _claim(export_id: int) -> Export | None:
    now = timezone.now()
    free = Export.objects.free(now).filter(pk=export_id)
    claim = uuid4().hex
    is_mine = free.update(
        status=Export.Status.MAKING, claim=claim, leased_until=now + LEASE, started_at=now, done=0, tries=F("tries") + 1
    )  # fmt: skip
    return Export.objects.select_related("asked_by", "saved").get(pk=export_id) if is_mine else None


def _make(export: Export) -> None:
    if export.tries > TRIES:
        raise ProblemError(Export.Problem.LOST)
    if not may_have(export.asked_by, export):
        raise ProblemError(Export.Problem.NOT_ALLOWED)
    with TemporaryDirectory(prefix="c40net-export-") as folder:
        path = Path(folder) / export.file_name
        _deliver(export, path, _write(export, path))


def _write(export: Export, path: Path) -> int:
    """Returns how many rows there are."""
    choice = Choice.from_json(export.choice)
    with Keeper(export) as keeper:
        keeper.mine.update(total=choice.report(export.asked_by, on=export.day).counts["rows"])
        try:
            choice.report(export.asked_by, on=export.day).write(str(path), choice.format, keeper.wrote)
        except TooLongForExcelError as error:
            raise ProblemError(Export.Problem.TOO_LONG) from error
        except NotThereError as error:
            raise ProblemError(Export.Problem.NOT_THERE) from error
        except CannotDrawError as error:
            raise ProblemError(Export.Problem.NOT_DRAWN) from error
    return keeper.done


@transaction.atomic
def _deliver(export: Export, path: Path, rows: int) -> None:
    """Nothing of it, if somebody has cancelled it by now or another worker has it."""
    if not Export.objects.select_for_update().filter(pk=export.pk, claim=export.claim, status=Export.Status.MAKING).exists():
        raise LostError
    checksum, size = sha256(), 0
    for number, content in enumerate(_parts(path)):
        ExportPart.objects.create(export=export, number=number, content=content)
        checksum.update(content)
        size += len(content)
    now = timezone.now()
    export.status, export.finished_at, export.expires_at = Export.Status.DONE, now, now + KEPT_FOR
    export.rows, export.done, export.size, export.sha256 = rows, rows, size, checksum.hexdigest()
    export.save(update_fields=["status", "finished_at", "expires_at", "rows", "done", "size", "sha256"])
    record(Verb.REPORT_EXPORTED, by=export.asked_by, subject=export, networks=export.networks, rows=rows if export.has_rows else None)
    owe("reports.ready", to=_readers(export), subject=export)


def _readers(export: Export) -> QuerySet[User]:
    return User.objects.filter(pk__in=export.deliveries.values("user"))


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while content := file.read(PART):
            yield content


@transaction.atomic
def _fail(export: Export, problem: Export.Problem) -> None:
    failed = Export.objects.filter(pk=export.pk, claim=export.claim, status=Export.Status.MAKING)
    if failed.update(status=Export.Status.FAILED, problem=problem, finished_at=timezone.now()):
        owe("reports.failed", to=_readers(export), subject=export)
