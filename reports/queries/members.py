from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django_countries import countries
from rustpy_xlsxwriter import Format, write_worksheets

from activity.models import Activity
from activity.queries import Harmless, Label, copied
from activity.verbs import Verb
from cities.models import Region
from networks.models import Network, Seat

# Excel's limit, less the row of headings.
XLSX_ROWS = 1_048_575


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
        return copied(self.columns, self.rows())

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
