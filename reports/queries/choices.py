"""What somebody wants to take out, as it is kept for later and sent to a worker."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from networks.models import Network
from officials.models import today
from reports.queries.annual_report import PDF, AnnualReport
from reports.queries.kinds import REPORTS
from reports.queries.periods import BETWEEN, PERIODS, Days
from reports.queries.reports import FORMATS, Report

# With the annual report, which is chosen otherwise than the others.
KINDS: dict[str, type[Report] | type[AnnualReport]] = {**REPORTS, AnnualReport.name: AnnualReport}
ALL_FORMATS = {**FORMATS, "pdf": PDF}


@dataclass(frozen=True)
class Choice:
    """It holds for everybody and on any day: who asks, and when, decide what is in it."""

    what: str
    # Their slugs, which never change; none: all that the reader may see.
    networks: tuple[str, ...] = ()
    # A key of PERIODS, or BETWEEN two days.
    period: str = ""
    since: date | None = None
    until: date | None = None
    # Their keys; none: all but the extra ones.
    columns: tuple[str, ...] = ()
    format: str = "csv-zip"

    def as_json(self) -> dict[str, Any]:
        """For a JSONField."""
        days = {name: day and day.isoformat() for name, day in (("since", self.since), ("until", self.until))}
        return asdict(self) | days

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Choice":
        days = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until")}
        return cls(**kept | days | {"networks": tuple(kept["networks"]), "columns": tuple(kept["columns"])})

    def days(self, on: date) -> Days:
        return Days(self.since, self.until) if self.period == BETWEEN else PERIODS[self.period].days(on)

    @classmethod
    def of_year(cls, network: Network, year: int) -> "Choice":
        """Its annual report."""
        return cls(AnnualReport.name, (network.slug,), BETWEEN, date(year, 1, 1), date(year, 12, 31), format="pdf")

    def is_shared_with(self, user: Any) -> bool:
        """A network's annual report is for all with whom the network is shared; all else is for who may export."""
        return self.what == AnnualReport.name and Network.objects.shared_with(user).filter(slug__in=self.networks).exists()

    def report(self, user: Any, *, on: date | None = None) -> Any:
        """As this person may see it, with the period as it is on that day (today)."""
        networks = Network.objects.visible_to(user).filter(slug__in=self.networks) if self.networks else None
        return KINDS[self.what](networks, user, self.days(on or today()), self.columns)

    def file_name(self, on: date) -> str:
        if self.what == AnnualReport.name:
            return AnnualReport.file_name(self.networks[0], self.days(on))
        return f"c40net-{self.what}-{on}.{ALL_FORMATS[self.format].suffix}"

    @property
    def title(self) -> str:
        return str(KINDS[self.what].title)

    @property
    def period_in_words(self) -> str:
        return str(Days(self.since, self.until) if self.period == BETWEEN else PERIODS[self.period].label)

    def in_words(self, networks: Iterable[Network]) -> str:
        """'Members · Cool Cities, Bus Rapid Transit · Last quarter', for those of its networks that a reader may see."""
        names = ", ".join(network.name for network in networks if network.slug in self.networks)
        return " · ".join([self.title, names or _("All networks"), self.period_in_words])

    def get_absolute_url(self) -> str:
        """Where it can be looked at, changed and taken out."""
        if self.what == AnnualReport.name:
            year = self.since.year if self.since else self.period
            return f"{reverse('reports')}?{urlencode({'what': self.what, 'network': self.networks[0], 'year': year})}#annual"
        chosen = {name: value for name, value in self.as_json().items() if value}
        return f"{reverse('reports')}?{urlencode(chosen, doseq=True)}"
