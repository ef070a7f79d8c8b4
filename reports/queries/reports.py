"""What every report has: its columns, its rows as a file of each format, and what it says of itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from activity.queries import Column, Harmless, harmless, nothing
from networks.models import Network
from reports.queries.files import AT_ONCE, Progress, as_csv, as_json_lines, as_xlsx, zipped
from reports.queries.periods import ALL_TIME, Days

PREVIEWED = 20


@dataclass(frozen=True)
class Format:
    label: str | Promise
    suffix: str
    content_type: str
    # Rows that are sent at once; more of them a worker writes. What needs a file first must be ready within a second.
    few: int = 100_000


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# In the order of the choice.
FORMATS: dict[str, Format] = {
    "csv-zip": Format(gettext_lazy("CSV, with a note of what it is (ZIP)"), "csv.zip", "application/zip"),
    "xlsx": Format(gettext_lazy("XLSX, for Excel"), "xlsx", EXCEL, few=20_000),
    "jsonl": Format(gettext_lazy("JSON lines, for programs (ZIP)"), "jsonl.zip", "application/zip"),
    "csv": Format(gettext_lazy("CSV alone"), "csv", "text/csv; charset=utf-8"),
}
# Written to a file before anybody gets the first byte of it.
NEEDS_A_FILE = {"xlsx"}


@dataclass(frozen=True)
class Report(ABC):
    """For these networks, or for all (None); never more than this person may see."""

    networks: QuerySet[Network] | None
    user: Any
    days: Days = ALL_TIME
    # The keys of the columns; none: all but the extra ones.
    chosen: tuple[str, ...] = ()
    as_of: datetime = field(default_factory=timezone.now)

    # In addresses and names of files, and in the choice and the sheet.
    name: ClassVar[str]
    title: ClassVar[str | Promise]
    # What a row is, and what is in none.
    about: ClassVar[str | Promise]
    # Which rows are of a period.
    period_means: ClassVar[str | Promise]
    in_order: ClassVar[list[Any]]
    # What is counted beside the rows.
    counted: ClassVar[dict[str, Any]]

    @property
    @abstractmethod
    def things(self) -> QuerySet[Any]:
        """One for each row."""

    @property
    @abstractmethod
    def columns(self) -> list[Column]:
        """All that there are, in the reader's language."""

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"]}

    @cached_property
    def counts(self) -> dict[str, int]:
        return self.things.aggregate(rows=Count("pk"), **self.counted)

    def count_if_few(self, file_format: str) -> int | None:
        """How many rows, where they are few enough to be sent at once in this format."""
        few = FORMATS[file_format].few
        count = self.things.order_by()[: few + 1].count()
        return count if count <= few else None

    @property
    def shown(self) -> list[Column]:
        return [column for column in self.columns if (column.key in self.chosen if self.chosen else not column.is_extra)]

    def in_networks(self, things: Any, field: str = "network") -> Any:
        return things if self.networks is None else things.filter(**{f"{field}__in": self.networks.values("pk")})

    def rows(self) -> QuerySet[Any, tuple[Any, ...]]:
        return self._ordered.values_list(*(column.value for column in self.shown))

    @property
    def _ordered(self) -> QuerySet[Any]:
        return self.things.order_by(*self.in_order, "pk")

    @cached_property
    def preview(self) -> list[list[tuple[Column, str]]]:
        """The first rows, as they stand in the file."""
        shown = self.shown
        return [[(column, _shown(cell)) for column, cell in zip(shown, row, strict=True)] for row in self.rows()[:PREVIEWED]]

    def csv(self, progress: Progress = nothing) -> Iterator[bytes]:
        """Straight from the database, in pieces. What is in the reader's language is settled now, not when the pieces are asked for."""
        return as_csv(self.shown, self._ordered, progress)

    def stream(self, file_format: str, progress: Progress = nothing) -> Iterator[bytes]:
        """As it goes out at once: of every format but those that need a file."""
        if file_format == "csv":
            return _at_one_moment(self.csv(progress))
        kind = file_format.partition("-")[0]
        content = self.csv(progress) if kind == "csv" else as_json_lines(self.shown, self._ordered, progress)
        return _at_one_moment(zipped(f"c40net-{self.name}.{kind}", content, _in_words_of(get_language(), self.says())))

    def write(self, path: str, file_format: str, progress: Progress = nothing) -> None:
        """All of it, as it is at one moment, in the language that is active.

        `progress` is told how many rows are written, and may raise to stop it. The database connection is busy meanwhile: whoever wants
        to read or write a row there needs another.
        """
        if file_format in NEEDS_A_FILE:
            with _one_moment():
                self.write_xlsx(path, progress)
        else:
            with Path(path).open("wb") as file:
                file.writelines(self.stream(file_format, progress))

    def write_xlsx(self, path: str, progress: Progress = nothing) -> None:
        with _streamed(self.rows()) as rows:
            as_xlsx(path, sheet=str(self.title), columns=self.shown, rows=rows, about=self.says(), progress=progress)

    def says(self) -> Iterator[tuple[str, str]]:
        """Of itself, to whoever gets the file from somebody else."""
        networks = self.networks
        yield _("What it is"), str(self.about)
        yield _("As of"), f"{self.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        yield _("Networks"), _("All networks") if networks is None else ", ".join(networks.values_list(Harmless("name"), flat=True))
        yield _("Period"), str(self.days)
        if self.days:
            yield _("Rows of a period"), str(self.period_means)
        yield _("Columns"), ", ".join(harmless(column.heading) for column in self.shown)
        for name, count in self.counts_in_words.items():
            yield name, str(count)
        yield _("Formulas"), _("An apostrophe stands before every text that starts like a formula.")
        yield _("c40net"), settings.VERSION


@contextmanager
def _one_moment() -> Iterator[None]:
    """The rows and what is counted of them are of the same moment, whatever happens meanwhile."""
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if is_first:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            # Many rows are put in order.
            cursor.execute("SET LOCAL work_mem = '64MB'")
        yield


@contextmanager
def _streamed(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[Iterator[tuple[Any, ...]]]:
    """As the database finds them. Under a cursor of its own, as iterator() has it, it would not work at them in parallel."""
    compiler = rows.query.get_compiler(rows.db)
    select, params = compiler.as_sql()
    with connection.cursor() as cursor, closing(cursor.stream(select, params, size=AT_ONCE)) as found:
        yield compiler.results_iter([found], tuple_expected=True)


def _at_one_moment(pieces: Iterator[bytes]) -> Iterator[bytes]:
    with _one_moment():
        yield from pieces


def _in_words_of(language: str | None, said: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Also where it is asked only once the answer is on its way."""
    with override(language):
        yield from said


def _shown(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
