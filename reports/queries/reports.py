"""What every report has: its columns, its rows as CSV and as XLSX, and a sheet that says what it is."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheets

from activity.queries import Harmless, copied
from networks.models import Network

# Excel's limit, less the row of headings.
XLSX_ROWS = 1_048_575
DAY, MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


@dataclass(frozen=True)
class Report(ABC):
    """For these networks, or for all (None); never more than this person may see."""

    networks: QuerySet[Network] | None
    user: Any

    # In addresses and names of files, and in the choice and the sheet.
    name: ClassVar[str]
    title: ClassVar[str | Promise]
    # What a row is, and what is in none.
    about: ClassVar[str | Promise]
    in_order: ClassVar[list[str]]
    # What is counted beside the rows.
    counted: ClassVar[dict[str, Any]]

    @property
    @abstractmethod
    def things(self) -> QuerySet[Any]:
        """One for each row."""

    @property
    @abstractmethod
    def columns(self) -> dict[str, Any]:
        """By their headings, in the reader's language."""

    @property
    def formats(self) -> dict[str, str]:
        """How Excel shows the columns that hold days or moments."""
        return {}

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"]}

    @cached_property
    def counts(self) -> dict[str, int]:
        return self.things.aggregate(rows=Count("pk"), **self.counted)

    def rows(self) -> QuerySet[Any, tuple[Any, ...]]:
        return self.things.order_by(*self.in_order, "pk").values_list(*self.columns.values())

    def csv(self) -> Iterator[bytes]:
        """Straight from the database, in pieces. What is in the reader's language is settled now, not when the pieces are asked for."""
        return copied(self.columns, self.rows())

    @transaction.atomic  # in which a server-side cursor hands over the rows as they are written
    def write_xlsx(self, path: str) -> None:
        headings = list(self.columns)
        rows = (dict(zip(headings, row, strict=True)) for row in self.rows().iterator(chunk_size=2000))
        # The headings come from the first row.
        first = next(rows, dict.fromkeys(headings))
        sheet, about = str(self.title), _("About")
        write_worksheets(
            [(sheet, chain([first], rows)), (about, self._about())],
            path,
            column_formats={sheet: {heading: Format().set_num_format(shown) for heading, shown in self.formats.items()}},
            column_width={sheet: 24, about: 60},
            freeze_panes={sheet: {"row": 1, "col": 0}},
        )

    def _about(self) -> list[dict[str, str]]:
        now, networks = datetime.now(UTC), self.networks
        lines = {
            _("What it is"): str(self.about),
            _("As of"): f"{now:%Y-%m-%d %H:%M} UTC",
            _("Networks"): _("All networks") if networks is None else ", ".join(networks.values_list(Harmless("name"), flat=True)),
            **{name: str(count) for name, count in self.counts_in_words.items()},
            _("Formulas"): _("An apostrophe stands before every text that starts like a formula."),
        }
        return [{_("This report"): name, _("Value"): value} for name, value in lines.items()]


def yes_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(_("yes"))), default=Value(_("no")))


def name_of(person: str) -> Case:
    """Whoever closed their account has no name any more."""
    return _unless_erased(person, f"{person}__full_name", _("former official"))


def address_of(person: str) -> Case:
    return _unless_erased(person, f"{person}__email", "")


def _unless_erased(person: str, field: str, instead: str) -> Case:
    erased = When(**{f"{person}__erased_at__isnull": False}, then=Value(instead))
    return Case(erased, default=Harmless(field), output_field=models.TextField())
