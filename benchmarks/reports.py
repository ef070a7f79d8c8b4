"""Exports of 200,000 members: CSV beside a bare COPY of the same select, XLSX beside its writer on rows that are in memory already."""

import time
from tempfile import NamedTemporaryFile

from django.db import connection
from rustpy_xlsxwriter import write_worksheet

from benchmarks.reach import CITIES, NETWORKS, OFFICIALS, SEATS_EACH, STAFF, WORLD
from officials.models import Staff
from reports.queries import MembersReport, Report

CSV_GOAL = 2
XLSX_GOAL = 3  # ours has to read the rows too
SEATS = """
UPDATE networks_seat SET status = 'active', started_at = requested_at, ended_at = NULL,
    offers = 'Door-to-door collection of organics in apartment blocks', seeks = 'How to finance transfer stations';
UPDATE officials_staff SET is_administrator = true;
ANALYZE;
"""


def measure() -> list[dict]:
    with connection.cursor() as cursor:
        world = WORLD.format(networks=NETWORKS, cities=CITIES, staff=STAFF, officials=OFFICIALS, seats_each=SEATS_EACH)
        cursor.execute(world.replace("%%", "%"))
        cursor.execute(SEATS)
    report = MembersReport(None, Staff.objects.first().user)
    return [_csv(report), _xlsx(report)]


def _csv(report: Report) -> dict:
    ours, limit = _best(lambda: sum(map(len, report.csv()))), _best(lambda: _bare_copy(report))
    return _result("members as CSV, beside a bare COPY of the same select", report, ours, limit, CSV_GOAL)


def _xlsx(report: Report) -> dict:
    with NamedTemporaryFile(suffix=".xlsx") as file:
        rows = [dict(zip(report.columns, row, strict=True)) for row in report.rows()]
        limit = _best(lambda: write_worksheet(rows, file.name), times=2)
        ours = _best(lambda: report.write_xlsx(file.name), times=2)
    return _result("members as XLSX, beside its writer on rows in memory", report, ours, limit, XLSX_GOAL)


def _bare_copy(report: Report) -> None:
    with connection.cursor() as cursor:
        select = cursor.mogrify(*report.rows().query.sql_with_params())
        with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as lines:
            for _line in lines:
                pass


def _result(work: str, report: Report, ours: float, limit: float, goal: int) -> dict:
    rows, ratio = report.counts["rows"], ours / limit
    return {
        "work": f"{rows:,} {work}", "ours": round(rows / ours), "limit": round(rows / limit), "unit": "rows/s", "ratio": round(ratio, 2),
        "goal": goal, "holds": ratio <= goal,
    }  # fmt: skip


def _best(work, *, times: int = 3) -> float:
    return min(_seconds(work) for _ in range(times))


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
