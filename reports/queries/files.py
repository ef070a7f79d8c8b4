"""Rows as files, in constant memory however many they are."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheets

from activity.queries import BOM, CHUNK, Column, Kind, copied, pieces
from reports.queries.words import for_machines

# Excel's limit, less the row of headings.
XLSX_ROWS = 1_048_575
SHOWN = {Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}
WIDTHS = {Kind.TEXT: 28, Kind.NUMBER: 12, Kind.YES: 10, Kind.DAY: 12, Kind.MOMENT: 17}
# Rows on their way from the database to a sheet: so few stay near the processor, which is quicker by a twentieth than with thousands.
AT_ONCE = 200
# What never stands in a line of JSON, so that COPY leaves it as it is.
AS_IT_IS = r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'"

Progress = Callable[[int], None]


class TooLongForExcelError(Exception):
    """A sheet holds 1,048,576 rows."""


def as_csv(columns: list[Column], things: QuerySet[Any], progress: Progress) -> Iterator[bytes]:
    rows = things.values_list(*(column.value for column in columns))
    return copied([column.heading for column in columns], rows, progress=progress)


def as_json_lines(columns: list[Column], things: QuerySet[Any], progress: Progress) -> Iterator[bytes]:
    """One object a line, by the keys of the columns: days and moments in ISO 8601, numbers and yes or no as such, no apostrophes."""
    rows = things.values_list(*(for_machines(column.value) for column in columns))
    select, params = rows.query.sql_with_params()
    keys = ", ".join(f'"{column.key}"' for column in columns)
    return pieces(f"SELECT row_to_json(line) FROM ({select}) AS line ({keys})", params, AS_IT_IS, progress=progress)  # noqa: S608 - ours


def as_xlsx(
    path: str, *, sheet: str, columns: list[Column], rows: Iterable[tuple[Any, ...]], about: Iterable[tuple[str, str]], progress: Progress
) -> None:
    """`about` is asked once the rows are written, since it says how many they are."""
    headings, about_sheet = [column.heading for column in columns], _("About")
    said = ({_("This report"): name, _("Value"): value} for name, value in about)
    write_worksheets(
        [(sheet, _records(headings, iter(rows), progress)), (about_sheet, said)],
        path,
        column_formats={sheet: {column.heading: Format().set_num_format(SHOWN[column.kind]) for column in columns if column.kind in SHOWN}},
        column_widths={sheet: {column.heading: WIDTHS[column.kind] for column in columns}},
        column_width={about_sheet: 60},
        freeze_panes={sheet: {"row": 1, "col": 0}},
        autofilter={sheet: True},
        bold_headers=True,
    )


def _records(headings: list[str], rows: Iterator[tuple[Any, ...]], progress: Progress) -> Iterator[dict[str, Any]]:
    """The headings come from the first. A few records are filled again and again, which is quicker than to make one for each row."""
    records = [dict.fromkeys(headings) for _ in range(AT_ONCE)]
    written = 0
    while some := list(islice(rows, AT_ONCE)):
        written += len(some)
        if written > XLSX_ROWS:
            raise TooLongForExcelError
        for record, row in zip(records, some, strict=False):
            record.update(zip(headings, row))  # noqa: B905 - asked of every row, `strict` costs a fiftieth of the sheet
        yield from records[: len(some)]
        progress(written)
    if not written:
        yield records[0]


class _Passed(bytearray):
    """Where a ZIP is written that goes out at once."""

    def write(self, piece: bytes) -> int:
        self += piece
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind it."""

    def out(self) -> bytes:
        piece = bytes(self)
        self.clear()
        return piece


def zipped(file_name: str, content: Iterable[bytes], about: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """The file, and beside it what it is."""
    passed = _Passed()
    with ZipFile(passed, "w", ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        with archive.open(file_name, "w", force_zip64=True) as file:
            for piece in content:
                file.write(piece)
                if len(passed) > CHUNK:
                    yield passed.out()
        archive.writestr("about.txt", BOM + "".join(f"{name}: {value}\r\n" for name, value in about))
    yield passed.out()
