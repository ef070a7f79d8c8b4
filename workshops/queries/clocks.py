"""How much of a meeting lies outside a city's hours: exact to the minute, through daylight saving, in zones of half and quarter hours.

A city's hours are 8 to 18 on its own clock, on a day when people there work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from cities.models import City

if TYPE_CHECKING:
    import holidays
    import numpy as np
else:  # Loaded when they are first asked for: few pages need them, and they take a while.
    holidays = SimpleLazyObject(partial(import_module, "holidays"))
    np = SimpleLazyObject(partial(import_module, "numpy"))

WORK = (8, 18)
AWAKE = (6, 22)
ONE_DAY = timedelta(days=1)
WEEKEND = _("weekend")
# Where a country's calendar is not known.
SATURDAY_AND_SUNDAY = {5, 6}
Minutes: TypeAlias = "np.ndarray[Any, np.dtype[np.int64]]"


@lru_cache(maxsize=1000)
def days_off(country: str, year: int) -> Mapping[date, Any]:
    """The days of that year on which people of the country do not work, each with the reason: the weekend, or the name of the holiday."""
    try:
        calendar = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        calendar = None
    days = [day for number in range(366) if (day := date(year, 1, 1) + number * ONE_DAY).year == year]
    if calendar is None:
        return MappingProxyType({day: WEEKEND for day in days if day.weekday() in SATURDAY_AND_SUNDAY})
    free = {day: WEEKEND for day in days if calendar.is_weekend(day)} | dict(calendar.items())
    return MappingProxyType({day: reason for day, reason in free.items() if day not in calendar.weekend_workdays})


@lru_cache(maxsize=1000)
def knows_holidays(country: str) -> bool:
    try:
        holidays.country_holidays(country)
    except NotImplementedError:
        return False
    return True


@dataclass(frozen=True)
class Shape:
    """What a meeting is, wherever it is put: how long, and on whose clock.

    To one on site all come, so that its hours are those of the host; their own are the days off at home. One of several days sits by day.
    """

    length: timedelta
    host: tzinfo
    is_on_site: bool = False

    @property
    def has_days(self) -> bool:
        return self.length > ONE_DAY

    def clock_of(self, city: City) -> tzinfo:
        return self.host if self.is_on_site or self.has_days else city.time_zone


class Windows:
    """Hours that recur each day, as one line that rises by a minute for each minute within them."""

    def __init__(self, zone: tzinfo, days: Sequence[date], hours: tuple[int, int]) -> None:
        edges = [minute_of(datetime.combine(day, time(hour), zone)) for day in days for hour in hours]
        self._edges = np.array(edges or [0], dtype=np.float64)
        self._sums = np.concatenate([[0.0], np.cumsum(np.diff(self._edges) * (np.arange(len(self._edges) - 1) % 2 == 0))])

    def between(self, starts: Minutes, ends: Minutes) -> Minutes:
        within = np.interp(ends, self._edges, self._sums) - np.interp(starts, self._edges, self._sums)
        return np.rint(within).astype(np.int64)


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def outside(shape: Shape, starts: Sequence[datetime], cities: Sequence[City]) -> Minutes:
    """Minutes of the meeting outside each city's hours: a row for each start, a column for each city."""
    first, last = _minutes(shape, starts)
    days = _days(starts, shape.length)
    by_place: dict[tuple[tzinfo, str], Minutes] = {}
    sits = Windows(shape.host, days, WORK).between(first, last) if shape.has_days else last - first
    places = [(shape.clock_of(city), str(city.country)) for city in cities]
    for zone, country in places:
        if (zone, country) not in by_place:
            at_work = [day for day in days if day not in days_off(country, day.year)]
            by_place[zone, country] = sits - Windows(zone, at_work, WORK).between(first, last)
    return np.column_stack([by_place[place] for place in places]) if places else np.zeros((len(starts), 0), dtype=np.int64)


def at_night(shape: Shape, starts: Sequence[datetime], cities: Sequence[City]) -> Minutes:
    """Minutes between 22 and 6, as `outside` has them. Nobody sits at night in a meeting of several days."""
    first, last = _minutes(shape, starts)
    if shape.has_days or not cities:
        return np.zeros((len(starts), len(cities)), dtype=np.int64)
    days = _days(starts, shape.length)
    zones = [shape.clock_of(city) for city in cities]
    by_zone = {zone: last - first - Windows(zone, days, AWAKE).between(first, last) for zone in set(zones)}
    return np.column_stack([by_zone[zone] for zone in zones])


def _minutes(shape: Shape, starts: Sequence[datetime]) -> tuple[Minutes, Minutes]:
    first = np.array([minute_of(moment) for moment in starts], dtype=np.int64)
    return first, first + int(shape.length / timedelta(minutes=1))


def _days(starts: Sequence[datetime], length: timedelta) -> list[date]:
    """All that it may be anywhere between the first start and the last end."""
    if not starts:
        return []
    first = min(starts).astimezone(UTC).date() - ONE_DAY
    last = (max(starts) + length).astimezone(UTC).date() + ONE_DAY
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
