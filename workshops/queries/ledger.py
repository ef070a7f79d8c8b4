"""The ledger of burden: minutes outside its hours that each city carries in a year, with the workshops behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, Sum

from cities.models import City
from networks.models import Network
from workshops.models import CityHours, Workshop
from workshops.queries.clocks import Shape


@dataclass(frozen=True)
class CityYear:
    """A city's year: its lines, the soonest workshop first. Those with no minute outside are among them."""

    city: City
    lines: list[CityHours]

    @property
    def minutes(self) -> int:
        return sum(line.minutes_outside for line in self.lines)

    @property
    def outside_count(self) -> int:
        return sum(line.minutes_outside > 0 for line in self.lines)


@dataclass(frozen=True)
class Ledger:
    year: int
    years: list[int]
    cities: list[CityYear]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.cities)

    @property
    def share(self) -> int:
        """What each would carry if all carried the same."""
        return round(self.minutes / len(self.cities)) if self.cities else 0

    @property
    def most(self) -> int:
        return max((row.minutes for row in self.cities), default=0)


def shape_of(workshop: Workshop) -> Shape:
    is_on_site = workshop.setting == Workshop.Setting.IN_PERSON
    return Shape(workshop.ends_at - workshop.starts_at, workshop.time_zone, is_on_site)


def cities_of(networks: Iterable[Network]) -> list[City]:
    """Those in any of these networks today, by region."""
    in_them = City.objects.filter(network_memberships__network__in=networks, network_memberships__ended_on__isnull=True)
    return list(in_them.distinct().order_by("region", "name"))


def carried(network: Network, year: int, *, but: Workshop | None = None) -> dict[int, int]:
    """Minutes that each city carries in the network's workshops of that year; `but` not those of a workshop that may move."""
    lines = _lines_of(network, year)
    if but:
        root = but.sitting_of_id or but.pk
        lines = lines.exclude(Q(workshop=root) | Q(workshop__sitting_of=root))
    return dict(lines.order_by().values_list("city").annotate(n=Sum("minutes_outside")).values_list("city", "n"))


def ledger_of(network: Network, year: int, *, reader: Any) -> Ledger:
    """Who carries how much, the most first; a city that carries nothing is on it too."""
    visible = Workshop.objects.visible_to(reader)
    lines = _lines_of(network, year).filter(workshop__in=visible).select_related("workshop", "workshop__host_city", "city")
    by_city: dict[City, list[CityHours]] = {city: [] for city in cities_of([network])}
    for line in lines.order_by("workshop__starts_at", "workshop_id"):
        by_city.setdefault(line.city, []).append(line)
    rows = [CityYear(city, of_city) for city, of_city in by_city.items()]
    years = visible.in_network(network).filter(city_hours__isnull=False).datetimes("starts_at", "year", tzinfo=UTC)
    return Ledger(year, sorted({moment.year for moment in years} | {year}), sorted(rows, key=lambda row: (-row.minutes, row.city.name)))


def _lines_of(network: Network, year: int) -> Any:
    """A workshop is of the year in which it starts by UTC, so that everybody reads the same sums."""
    first, next_first = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    workshops = Workshop.objects.in_network(network).filter(starts_at__gte=first, starts_at__lt=next_first)
    return CityHours.objects.filter(workshop__in=workshops)
