import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import StringIO
from itertools import chain
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Count, F, Func, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django_countries import countries
from rustpy_xlsxwriter import Format, write_worksheets

from activity.models import Activity
from activity.verbs import Verb
from cities.models import Region
from networks.models import Network, Seat

# Excel's limit, less the row of headings.
XLSX_ROWS = 1_048_575
CHUNK = 64 * 1024
BOM = "\ufeff"

# What a spreadsheet program may take for the start of a formula, also after blanks that it skips; with the signs' wide and small forms.
BLANK = r"\u0001-\u0020\u0085\u00a0\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
SIGN = r"-=+@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
FORMULA = rf"^(?=[\t\n\r]|[{BLANK}]*[{SIGN}])"


class Harmless(Func):
    """A text that a spreadsheet program shows and never runs: an apostrophe stands before what starts like a formula."""

    function = "regexp_replace"
    output_field = models.TextField()

    def __init__(self, text: str) -> None:
        super().__init__(F(text), Value(FORMULA), Value("'"))


class Label(Func):
    """The reader's words for a code, looked up in the database."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = models.TextField()

    def __init__(self, code: str, labels: Iterable[tuple[str, Any]]) -> None:
        super().__init__(Value({key: str(label) for key, label in labels}, models.JSONField()), F(code))


@dataclass(frozen=True)
class MembersReport:
    """One row for each of these active seats; a person in four networks has four."""

    seats: QuerySet[Seat]
    # None: all.
    networks: QuerySet[Network] | None

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows, and of how many people."""
        return self.seats.aggregate(rows=Count("pk"), people=Count("official__user", distinct=True))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("City"): Harmless("official__city__name"),
            _("Country"): Label("official__city__country", countries),
            _("Region"): Label("official__city__region", Region.choices),
            _("Official"): Harmless("official__user__full_name"),
            _("Job title"): Harmless("official__job_title"),
            _("E-mail address"): Harmless("official__user__email"),
            _("City lead"): Case(When(official__is_lead=True, then=Value(_("yes"))), default=Value(_("no"))),
            _("Seat since (UTC)"): TruncDate("started_at", tzinfo=UTC),
            _("Offers"): Harmless("offers"),
            _("Seeks"): Harmless("seeks"),
        }

    def rows(self) -> QuerySet[Seat, tuple[Any, ...]]:
        in_order = self.seats.order_by("network__name", "official__city__name", "official__user__full_name", "pk")
        return in_order.values_list(*self.columns.values())

    def csv(self) -> Iterator[bytes]:
        """Straight from the database, in pieces. What is in the reader's language is settled now, not when the pieces are asked for."""
        heading = StringIO()
        csv.writer(heading, lineterminator="\n").writerow(self.columns)
        return _copied(heading.getvalue(), *self.rows().query.sql_with_params())

    @transaction.atomic  # in which a server-side cursor hands over the rows as they are written
    def write_xlsx(self, path: str) -> None:
        headings = list(self.columns)
        rows = (dict(zip(headings, row, strict=True)) for row in self.rows().iterator(chunk_size=2000))
        # The headings come from the first row.
        first = next(rows, dict.fromkeys(headings))
        members, about = _("Members"), _("About")
        write_worksheets(
            [(members, chain([first], rows)), (about, self._about())],
            path,
            column_formats={members: {_("Seat since (UTC)"): Format().set_num_format("yyyy-mm-dd")}},
            column_width={members: 24, about: 60},
            freeze_panes={members: {"row": 1, "col": 0}},
        )

    def _about(self) -> list[dict[str, str]]:
        now, networks = datetime.now(UTC), self.networks
        lines = {
            _("What it is"): _(
                "One row for each active seat: an official's place in a network. Requests and seats that ended are not here."
            ),
            _("As of"): f"{now:%Y-%m-%d %H:%M} UTC",
            _("Networks"): _("All networks") if networks is None else ", ".join(networks.values_list(Harmless("name"), flat=True)),
            _("Rows"): str(self.counts["rows"]),
            _("People"): str(self.counts["people"]),
            _("Formulas"): _("An apostrophe stands before every text that starts like a formula."),
        }
        return [{_("This report"): name, _("Value"): value} for name, value in lines.items()]


def members(*, networks: QuerySet[Network] | None, user: Any) -> MembersReport:
    """Of these networks, or of all; never more than this person may see."""
    seats = Seat.objects.visible_to(user).active()
    return MembersReport(seats if networks is None else seats.filter(network__in=networks.values("pk")), networks)


def past_exports(*, user: Any) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).filter(verb=Verb.REPORT_EXPORTED).select_related("actor").newest_first()


def _copied(heading: str, select: str, params: tuple[Any, ...]) -> Iterator[bytes]:
    """A select as CSV. Excel takes it for UTF-8 by its first three bytes."""
    piece = bytearray((BOM + heading).encode())
    with connection.cursor() as cursor, cursor.copy(f"COPY ({cursor.mogrify(select, params)}) TO STDOUT (FORMAT csv)") as lines:
        for line in lines:
            piece += line
            if len(piece) > CHUNK:
                yield bytes(piece)
                piece.clear()
    yield bytes(piece)
