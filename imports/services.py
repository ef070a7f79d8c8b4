"""Uploading a file, saying what its columns are, correcting rows, importing them, and undoing it."""

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from access.services import tasks_of
from files.queries import read_table
from imports.models import FIELDS, Import, ImportRow
from imports.queries.cities import judge_of
from imports.queries.words import guess_columns
from officials.models import Official, User

if TYPE_CHECKING:
    from imports import tasks
else:
    tasks = tasks_of("imports")

# So many rows are compared again while the page waits; more go to the worker.
AT_ONCE = 500
SAMPLE_ROWS = 200
KEEP_ROWS = timedelta(days=30)


class BusyError(Exception):
    """The import is at work, or past the step that this belongs to."""


class TooLateError(Exception):
    """The import is older than a day, or was undone already."""


@transaction.atomic
def upload(*, kind: str, file_name: str, content: bytes, by: User) -> Import:
    """Keep the rows of a file and guess what its columns are. Raises UnreadableFileError."""
    table = read_table(content)
    columns = guess_columns(list(FIELDS[kind]), table.headers, [cells for _number, cells in table.rows[:SAMPLE_ROWS]])
    import_ = Import.objects.create(
        kind=kind, file_name=file_name[-200:], uploaded_by=by, asked_by=by, headers=table.headers, columns=columns, total=len(table.rows)
    )
    import_.rows.copy_in(import_.pk, ((number, cells, _fingerprint(table.headers, cells)) for number, cells in table.rows))
    return import_


def _fingerprint(headers: list[str], cells: list[str]) -> str:
    return hashlib.md5(json.dumps([headers, cells]).encode(), usedforsecurity=False).hexdigest()


@transaction.atomic
def choose_columns(*, import_: Import, columns: dict[str, int], is_vouched: bool, by: User) -> None:
    """Say which column holds what, and have every row compared with what is there."""
    import_ = _locked(import_, Import.Status.UPLOADED, Import.Status.READY)
    import_.columns, import_.is_vouched = columns, is_vouched
    import_.rows.recall(import_)
    _compare(import_, by)


@transaction.atomic
def fix_row(*, row: ImportRow, cells: dict[str, str], by: User) -> None:
    """Correct what a row says; the file stays as it is."""
    import_ = _locked(row.part_of, Import.Status.READY)
    row = import_.rows.get(pk=row.pk)
    row.part_of = import_
    before = (row.email_key, row.name_key)
    changed = {field: text for field, text in cells.items() if row.cells[field] != text}
    row.fixes = row.fixes | changed
    # What was answered about the words of before is asked anew.
    row.answers = {key: value for key, value in row.answers.items() if key.partition(":")[0] not in {*changed, *_follows(changed)}}
    row.answers.pop("leave_out", None)
    _compare_some(import_, [row], [before], by)


def _follows(changed: dict[str, str]) -> set[str]:
    """Answers that depend on more than their own column."""
    return {"name", "person", "post", "email"} if changed.keys() & {"full_name", "email"} else {"post"} if "city" in changed else set()


@transaction.atomic
def answer(*, row: ImportRow, question: str, value: str, by: User) -> int:
    """Answer a question of this row, and of all rows that ask the same of the same words. Returns how many rows that were."""
    import_ = _locked(row.part_of, Import.Status.READY)
    asked = [(p, c) for p in row.problems for c in p["choices"] if (c["answer"], c["value"]) == (question, value)]
    if (question, value) == ("leave_out", "yes") or not asked:
        rows = [import_.rows.get(pk=row.pk)] if question == "leave_out" else []
    else:
        problem, choice = asked[0]
        same = {"code": problem["code"], "text": problem["text"], "choices": [choice]}
        rows = list(import_.rows.filter(problems__contains=[same]))
    for each in rows:
        each.part_of = import_
        each.answers = each.answers | {question: value}
    _compare_some(import_, rows, [(each.email_key, each.name_key) for each in rows], by)
    return len(rows)


@transaction.atomic
def tell_namesakes_apart(*, import_: Import, by: User) -> int:
    """Say of all who share a name with somebody else that they are other people. Returns how many rows that were."""
    import_ = _locked(import_, Import.Status.READY)
    rows = list(import_.rows.that_ask({"choices": [{"answer": "person", "value": "another"}]}))
    for row in rows:
        row.part_of = import_
        row.answers = row.answers | {"person": "another"}
    _compare_some(import_, rows, [], by)
    return len(rows)


def _compare_some(import_: Import, rows: list[ImportRow], keys_before: list[tuple[str, str]], by: User) -> None:
    """Compare these rows again, and those that share a person with them now or did before."""
    judge = judge_of(import_)
    for row in rows:
        row.email_key, row.name_key = judge.keys(row)
    ImportRow.objects.all().write(rows, "fixes", "answers", "email_key", "name_key")
    keys = [*keys_before, *((row.email_key, row.name_key) for row in rows)]
    pks = [row.pk for row in rows]
    touched = import_.rows.sharing_keys_with([key for key, _ in keys if key], [key for _, key in keys if key]) | import_.rows.filter(
        pk__in=pks
    )
    if touched.count() > AT_ONCE:
        _compare(import_, by)
        return
    for row in touched.in_file_order():
        row.part_of = import_
        judge.judge([row])
        ImportRow.objects.all().write([row], "status", "problems", "plan")


def _compare(import_: Import, by: User) -> None:
    import_.status, import_.done, import_.total = Import.Status.MATCHING, 0, 2 * import_.rows.count()
    _ask(import_, by)


@transaction.atomic
def commit(*, import_: Import, by: User) -> None:
    """Import the rows that the preview shows as new and changed, and no others."""
    import_ = _locked(import_, Import.Status.READY)
    import_.status, import_.committed_at = Import.Status.IMPORTING, timezone.now()
    import_.done, import_.total = 0, import_.rows.to_import().count()
    _ask(import_, by)


@transaction.atomic
def undo(*, import_: Import, by: User) -> None:
    """Take back what was imported, within a day. What somebody changed since stays."""
    import_ = Import.objects.select_for_update(of=["self"]).get(pk=import_.pk)
    if not import_.may_be_undone:
        raise TooLateError
    import_.status, import_.done, import_.total = Import.Status.UNDOING, 0, import_.rows.imported().count()
    _ask(import_, by)


def _ask(import_: Import, by: User) -> None:
    import_.asked_by = by
    import_.save()
    tasks.work.delay_on_commit(import_.pk)


def _locked(import_: Import, *statuses: str) -> Import:
    """The same, of now, if it is at one of these steps."""
    found = Import.objects.select_for_update(of=["self"]).filter(pk=import_.pk, status__in=statuses).first()
    if found is None:
        raise BusyError
    return found


def continue_unfinished() -> list[Any]:
    """Queue the work that a killed worker or a wiped Redis left behind. Work that goes on already is not done twice."""
    return [tasks.work.delay(pk) for pk in Import.objects.working().values_list("pk", flat=True)]


def forget_rows() -> int:
    """Delete the rows of old files, which are full of people, and those of people who were erased since. Returns how many."""
    old, _by_model = ImportRow.objects.filter(part_of__uploaded_at__lt=timezone.now() - KEEP_ROWS).delete()
    erased = list(Official.objects.filter(user__erased_at__isnull=False).values_list("pk", flat=True))
    theirs, _by_model = ImportRow.objects.filter(did__official__in=erased).delete()
    return old + theirs
