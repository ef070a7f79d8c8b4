"""Which hour of a window is fairest, after what each city has carried this year; and which two, where no single hour is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from cities.models import City
from workshops.queries.clocks import ONE_DAY, WORK, Minutes, Shape, at_night, days_off, outside

if TYPE_CHECKING:
    import numpy as np
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    np = SimpleLazyObject(partial(import_module, "numpy"))

SLOTS_SHOWN, PAIRS_SHOWN = 5, 3
HALF_HOURS = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
FIRST_THING = [time(9)]


@dataclass(frozen=True)
class Cell:
    """How one city would sit in one slot, by the clock that is its own there."""

    city: City
    starts_at: datetime
    ends_at: datetime
    minutes: int
    day_off: Any
    is_night: bool
    # Of two sittings, the one that it would come to.
    counts: bool

    @property
    def why(self) -> str:
        """early, late, night, off, or nothing where it sits within its hours."""
        if not self.minutes:
            return ""
        if self.day_off:
            return "off"
        if self.is_night:
            return "night"
        return "early" if self.starts_at.hour < WORK[0] else "late"


@dataclass(frozen=True)
class Slot:
    """It has what `in_both_zones` asks of a workshop."""

    starts_at: datetime
    ends_at: datetime
    time_zone: Any
    host_city: City | None
    cells: list[Cell]
    heaviest: City
    heaviest_total: int

    @property
    def length(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def minutes(self) -> int:
        return sum(cell.minutes for cell in self.cells if cell.counts)

    @property
    def sits_outside(self) -> list[Cell]:
        """Those who would sit outside their hours, the longest first."""
        return sorted((cell for cell in self.cells if cell.minutes and cell.counts), key=lambda cell: -cell.minutes)

    @property
    def who_sits_outside(self) -> list[tuple[int, int]]:
        return [(cell.city.pk, cell.minutes) for cell in self.cells if cell.minutes]

    @property
    def within_count(self) -> int:
        return sum(not cell.minutes for cell in self.cells if cell.counts)

    @property
    def night_count(self) -> int:
        return sum(cell.is_night for cell in self.cells if cell.counts)


@dataclass(frozen=True)
class Pair:
    first: Slot
    second: Slot

    @property
    def minutes(self) -> int:
        return self.first.minutes + self.second.minutes

    @property
    def sits_outside(self) -> list[Cell]:
        return sorted([*self.first.sits_outside, *self.second.sits_outside], key=lambda cell: -cell.minutes)

    @property
    def within_count(self) -> int:
        return self.first.within_count + self.second.within_count

    @property
    def night_count(self) -> int:
        return self.first.night_count + self.second.night_count


@dataclass(frozen=True)
class Hours:
    """The fairest slots first. `pairs` where none of the window is fair."""

    slots: list[Slot]
    pairs: list[Pair]
    is_fair: bool


def starts_of(shape: Shape, first: date, last: date, *, after: datetime) -> list[datetime]:
    """Every half-hour of those days by the host's clock; a meeting of several days begins at nine. Not the hour that a clock skips."""
    days = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    walls = [datetime.combine(day, at, shape.host) for day in days for at in (FIRST_THING if shape.has_days else HALF_HOURS)]
    return [wall for wall in walls if wall > after and _is_on_the_clock(wall)]


def _is_on_the_clock(wall: datetime) -> bool:
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)


def in_fair_order(carried: Minutes, minutes: Minutes, nights: Minutes) -> Minutes:
    """Rows of `minutes` (slots × cities), the fairest first.

    That is the one after which the city that carries most carries least; among equals, the one that asks least of all together, then the
    one that is easiest on the city after it, and so on; then the fewest minutes at night, then the soonest. The order of the first two
    matters: with many cities, to spare a few of them a little first would send all the others into the night.
    """
    totals = np.sort(carried + minutes, axis=1)
    return np.lexsort([nights.sum(axis=1), *totals.T, minutes.sum(axis=1), totals[:, -1]])


def fairest_start(shape: Shape, starts: Sequence[datetime], cities: Sequence[City], carried: Mapping[int, int]) -> int:
    """The number of the start that stands first."""
    order = in_fair_order(_carried(carried, cities), outside(shape, starts, cities), at_night(shape, starts, cities))
    return int(order[0])


def fair_hours(
    shape: Shape, starts: Sequence[datetime], cities: Sequence[City], carried: Mapping[int, int], host_city: City | None = None
) -> Hours:
    """At most five slots, over as many days as there are, and three pairs of slots of one day."""
    if not starts or not cities:
        return Hours([], [], is_fair=True)
    return _Search(shape, starts, cities, carried, host_city).hours()


class _Search:
    def __init__(
        self, shape: Shape, starts: Sequence[datetime], cities: Sequence[City], carried: Mapping[int, int], host_city: City | None
    ) -> None:
        self.shape, self.starts, self.cities, self.host_city = shape, starts, cities, host_city
        self.carried = _carried(carried, cities)
        self.minutes, self.nights = outside(shape, starts, cities), at_night(shape, starts, cities)
        self.days = np.array([moment.date().toordinal() for moment in starts])
        self.countries = {city.pk: str(city.country) for city in cities}

    def hours(self) -> Hours:
        order = in_fair_order(self.carried, self.minutes, self.nights)
        # Fair: nobody sits at night, and three in four sit within their hours.
        within = (self.minutes == 0).mean(axis=1) >= 0.75  # noqa: PLR2004
        is_fair = bool((within & (self.nights.sum(axis=1) == 0)).any())
        on_a_day = -(-SLOTS_SHOWN // len(set(self.days.tolist())))
        chosen = _spread(order, self.days[order], on_a_day, SLOTS_SHOWN)
        everybody = np.ones(len(self.cities), dtype=bool)
        slots = [self._slot(number, everybody, self.carried + self.minutes[number]) for number in chosen]
        return Hours(slots, [] if is_fair or self.shape.has_days else self._pairs(), is_fair)

    def _pairs(self) -> list[Pair]:
        """Each city is counted for its better sitting; the second begins after the first has ended, on the same day of the host."""
        blocks = [np.flatnonzero(self.days == day) for day in np.unique(self.days)]
        on_a_day = -(-PAIRS_SHOWN // len(blocks))
        found = np.concatenate([self._pairs_of_a_day(block)[:on_a_day] for block in blocks])
        if not len(found):
            return []
        minutes, nights, takes_first = self._better_of(found)
        pairs = []
        for number in in_fair_order(self.carried, minutes, nights)[:PAIRS_SHOWN]:
            (first, second), totals = found[number], self.carried + minutes[number]
            pairs.append(Pair(self._slot(first, takes_first[number], totals), self._slot(second, ~takes_first[number], totals)))
        return pairs

    def _pairs_of_a_day(self, block: Minutes) -> Minutes:
        """Of the slots of one day, the fairest two first."""
        half_hours = int(-(-self.shape.length // timedelta(minutes=30)))
        pairs = block[np.column_stack(np.triu_indices(len(block), half_hours))]
        minutes, nights, _takes_first = self._better_of(pairs)
        return pairs[in_fair_order(self.carried, minutes, nights)]

    def _better_of(self, pairs: Minutes) -> tuple[Minutes, Minutes, Minutes]:
        one, other = pairs.T
        takes_first = self.minutes[one] <= self.minutes[other]
        nights = np.where(takes_first, self.nights[one], self.nights[other])
        return np.minimum(self.minutes[one], self.minutes[other]), nights, takes_first

    def _slot(self, number: Any, counts: Minutes, totals: Minutes) -> Slot:
        starts_at = self.starts[number]
        ends_at = (starts_at.astimezone(UTC) + self.shape.length).astimezone(self.shape.host)
        minutes, nights = self.minutes[number].tolist(), (self.nights[number] > 0).tolist()
        cells = [self._cell(starts_at, ends_at, *of) for of in zip(self.cities, minutes, nights, counts.tolist(), strict=True)]
        heaviest = int(totals.argmax())
        return Slot(starts_at, ends_at, self.shape.host, self.host_city, cells, self.cities[heaviest], int(totals[heaviest]))

    def _cell(self, starts_at: datetime, ends_at: datetime, city: City, minutes: int, *of: bool) -> Cell:
        clock = self.shape.clock_of(city)
        start, end = starts_at.astimezone(clock), ends_at.astimezone(clock)
        last = (end - timedelta(minutes=1)).date()
        days = (start.date() + number * ONE_DAY for number in range((last - start.date()).days + 1))
        off = next((reason for day in days if (reason := days_off(self.countries[city.pk], day.year).get(day))), "")
        return Cell(city, start, end, minutes, off, *of)


@dataclass(frozen=True)
class CityRow:
    """A city's line of the table: what it carries so far, and how it would sit in each slot."""

    city: City
    carried: int
    cells: list[Cell]


def by_city(hours: Hours, carried: Mapping[int, int]) -> list[CityRow]:
    columns = zip(*(slot.cells for slot in hours.slots), strict=True)
    return [CityRow(cells[0].city, carried.get(cells[0].city.pk, 0), list(cells)) for cells in columns]


def _carried(carried: Mapping[int, int], cities: Sequence[City]) -> Minutes:
    return np.array([carried.get(city.pk, 0) for city in cities], dtype=np.int64)


def _spread(order: Minutes, days: Minutes, on_a_day: int, most: int) -> list[int]:
    """The first ones in that order, not more of a day than that."""
    chosen: list[int] = []
    taken: dict[int, int] = {}
    for number, day in zip(order.tolist(), days.tolist(), strict=True):
        if taken.get(day, 0) < on_a_day:
            taken[day] = taken.get(day, 0) + 1
            chosen.append(number)
        if len(chosen) == most:
            break
    return chosen
