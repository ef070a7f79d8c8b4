"""Rows as files that a spreadsheet program opens, and the audit log as one."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from itertools import chain
from typing import Any

from django.db import connection, models
from django.db.models import Case, F, Func, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from activity.models import Activity
from activity.verbs import Verb

CHUNK = 64 * 1024
BOM = "\ufeff"

# What a spreadsheet program may take for the start of a formula, also after blanks that it skips; with the signs' wide and small forms.
BLANK = r"\u0001-\u0020\u0085\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
SIGN = r"-=+@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
FORMULA = rf"^(?=[\t\n\r]|[{BLANK}]*[{SIGN}])"


class Harmless(Func):
    """A text that a spreadsheet program shows and never runs: an apostrophe stands before what starts like a formula.

    Most texts start with a letter or a figure, or are empty: these are not looked at any further, which is several times as fast.
    """

    function = "regexp_replace"
    output_field = models.TextField()

    def __init__(self, text: str) -> None:
        super().__init__(F(text), Value(FORMULA), Value("'"))

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        text, params = compiler.compile(self.get_source_expressions()[0])
        looked_at, more = super().as_sql(compiler, connection, **context)
        # From A to ~, and figures.
        is_plain = f"ascii({text}) BETWEEN 65 AND 126 OR {text} = '' OR ascii({text}) BETWEEN 48 AND 57"
        return f"CASE WHEN {is_plain} THEN {text} ELSE {looked_at} END", (*params * 4, *more)


def harmless(text: str) -> str:
    """The same for a text in hand."""
    return re.sub(FORMULA, "'", text)


class Label(Func):
    """The reader's words for a code, looked up in the database."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = models.TextField()

    def __init__(self, code: str, labels: Iterable[tuple[str, Any]]) -> None:
        super().__init__(Value({key: str(label) for key, label in labels}, models.JSONField()), F(code))


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    YES = "yes"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """Of a file. Its key is the same in every language; an extra one is there for those who ask for it."""

    key: str
    heading: str
    value: Any
    kind: Kind = Kind.TEXT
    is_extra: bool = False


def nothing(_rows: int) -> None:
    """For those who need not know how far it is."""


def copied(headings: Iterable[str], rows: QuerySet[Any, tuple[Any, ...]], *, progress: Callable[[int], None] = nothing) -> Iterator[bytes]:
    """Rows as CSV, straight from the database, in pieces. What is in the reader's language is settled now, not when they are asked for.

    Excel takes it for UTF-8 by its first three bytes. The headings come at once, however long the database has to sort.
    """
    heading = StringIO()
    csv.writer(heading, lineterminator="\n").writerow(headings)
    return chain([(BOM + heading.getvalue()).encode()], pieces(*rows.query.sql_with_params(), "FORMAT csv", progress=progress))


def pieces(select: str, params: tuple[Any, ...], how: str, *, progress: Callable[[int], None] = nothing) -> Iterator[bytes]:
    """What the database copies out; with each piece is told how many rows are out."""
    piece, rows = bytearray(), 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ({cursor.mogrify(select, params)}) TO STDOUT ({how})") as lines:
        for line in lines:
            piece += line
            rows += 1
            if len(piece) > CHUNK:
                progress(rows)
                yield bytes(piece)
                piece.clear()
    progress(rows)
    if piece:
        yield bytes(piece)


def audit_csv(activities: QuerySet[Activity]) -> Iterator[bytes]:
    columns: dict[str, Any] = {
        _("When (UTC)"): F("happened_at"),
        _("Who"): _name("actor"),
        _("Their address"): Harmless("actor__email"),
        _("IP address"): Func(F("ip_address"), function="host", output_field=models.TextField()),
        _("What"): Label("verb", [(verb.value, verb.in_general) for verb in Verb]),
        _("Thing"): Harmless("subject_label"),
        _("Person concerned"): _name("person"),
        _("Official"): _name("official__user"),
        _("City"): Harmless("city__name"),
        _("Network"): Harmless("network__name"),
        _("Details"): Cast("details", models.TextField()),
    }
    return copied(columns, activities.values_list(*columns.values()))


def _name(person: str) -> Case:
    erased = When(**{f"{person}__erased_at__isnull": False}, then=Value(_("former official")))
    return Case(erased, default=Harmless(f"{person}__full_name"), output_field=models.TextField())
