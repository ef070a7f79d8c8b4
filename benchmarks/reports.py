"""Exports of the members of the large world: CSV beside a bare COPY of the same rows as they are stored, in the same order; XLSX beside
its writer on rows that are in memory already.
"""

import resource
import time
from collections.abc import Iterator
from functools import cached_property
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import connection, transaction
from rustpy_xlsxwriter import write_worksheet

from benchmarks.results import Row, in_turns, seconds
from officials.models import Staff
from reports.queries import FORMATS, MembersReport, Report

XLSX_ROWS = 100_000
MEGABYTE = 1024  # of what the system counts memory in
# What the columns are made of, as it is stored.
STORED = [
    "network__name", "official__city__name", "official__city__country", "official__city__region", "official__user__full_name",
    "official__job_title", "official__user__email", "official__is_lead", "started_at", "offers", "seeks",
]  # fmt: skip


def measure() -> Iterator[Row]:
    administrator = Staff.objects.order_by("pk")[0].user
    # In this process alone: the world stays as it is.
    administrator.staff.is_administrator = True
    with connection.cursor() as cursor:
        # As our files have it; so all are put in order in memory, or none.
        cursor.execute("SET work_mem = '64MB'")
    report = MembersReport(None, administrator)
    rows = report.counts["rows"]
    yield from _csv(report, rows)
    yield from _xlsx(report, min(rows, XLSX_ROWS))


def _csv(report: Report, rows: int) -> Iterator[Row]:
    first, grown = _first_piece(report), _grown(lambda: _drained(report.stream("csv")))
    ours, limit = in_turns(lambda: _drained(report.stream("csv")), lambda: _bare_copy(report), times=3)
    work = f"{rows:,} members as CSV"
    yield Row(f"{work}, beside a bare COPY of what is stored, in the same order", rows / ours, rows / limit, "rows/s", 0.5, more=True)
    yield Row(f"{work}: until the first bytes", first, 1, "s", 1)
    yield Row(f"{work}: what the process grows by", grown, 50, "MB", 1)


def _xlsx(report: Report, rows: int) -> Iterator[Row]:
    some = _Part(None, report.user)
    with NamedTemporaryFile(suffix=".xlsx") as file:
        grown = _grown(lambda: some.write(file.name, "xlsx"))
        keys = [column.key for column in some.shown]
        with transaction.atomic():
            in_memory = [dict(zip(keys, row, strict=True)) for row in some.rows().iterator(chunk_size=2000)]
        ours, limit = in_turns(lambda: some.write(file.name, "xlsx"), lambda: write_worksheet(in_memory, file.name), times=5)
    work = f"{rows:,} members as XLSX"
    yield Row(f"{work}, beside its writer on rows in memory", rows / ours, rows / limit, "rows/s", 0.5, more=True)
    yield Row(f"{work}: what the process grows by", grown, 100, "MB", 1)
    yield Row(f"{min(rows, _AtOnce.most):,} members as XLSX, made at once", _made_at_once(report.user), 1, "s", 1)


class _Part(MembersReport):
    """So many of them."""

    most = XLSX_ROWS

    @cached_property
    def things(self) -> Any:
        seats = super().things
        last = seats.order_by("pk").values_list("pk", flat=True)[self.most - 1 : self.most]
        return seats.filter(pk__lte=last[0]) if seats.count() > self.most else seats


class _AtOnce(_Part):
    """As many as go out without a worker."""

    most = FORMATS["xlsx"].few


def _drained(pieces: Iterator[bytes]) -> None:
    for _piece in pieces:
        pass


def _bare_copy(report: Report) -> None:
    with connection.cursor() as cursor:
        select = cursor.mogrify(*report.things.order_by(*report.in_order, "pk").values_list(*STORED).query.sql_with_params())
        with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as lines:
            for _line in lines:
                pass


def _first_piece(report: Report) -> float:
    """Seconds from the question to the first bytes, as they go out: found to be few or many, then the headings."""
    started = time.perf_counter()
    asked = MembersReport(None, report.user)
    asked.count_if_few("csv")
    next(asked.stream("csv"))
    return time.perf_counter() - started


def _made_at_once(user: Any) -> float:
    """Seconds, the best of three; each counts its rows anew. Which part of all it is, is found before."""
    parts = [(report, report.things) for report in (_AtOnce(None, user) for _ in range(3))]
    with NamedTemporaryFile(suffix=".xlsx") as file:
        return min(seconds(lambda report=report: report.write(file.name, "xlsx")) for report, _things in parts)


def _grown(work: Any) -> float:
    """Megabytes at most, beyond what the process had before."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE
