"""A fair hour for 100 cities among the half-hours of 30 days, beside one pass over all pairs of half-hours of each day."""

import csv
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from benchmarks.results import Row
from cities.models import City
from workshops.queries import Shape, fair_hours, starts_of

CITIES, DAYS = 100, 30
GOAL, SECONDS = 10, 1
# With the change of the clocks in Europe, and no hour that is fair, so that pairs are sought too.
FIRST = date(2027, 10, 15)


def measure() -> Iterator[Row]:
    with (settings.BASE_DIR / "cities" / "data" / "cities.csv").open() as file:
        rows = list(csv.DictReader(file))[:CITIES]
    cities = [City(pk=n, name=row["name"], country=row["country"], time_zone=ZoneInfo(row["time_zone"])) for n, row in enumerate(rows)]
    assert len(cities) == CITIES
    carried = {city.pk: 30 * (city.pk % 17) for city in cities}
    _search(cities, carried)
    ours = median(_search(cities, carried) for _ in range(5))
    limit = median(_one_pass() for _ in range(5))
    what = f"fair hour for {CITIES} cities × {DAYS} days × half-hours, with pairs of sittings"
    yield Row(f"{what}, beside one pass over those pairs", 1000 * ours, 1000 * limit, "ms", GOAL)
    yield Row(f"{what}, within a second", ours, SECONDS, "s", 1)


def _search(cities: list[City], carried: dict[int, int]) -> float:
    started = time.perf_counter()
    shape = Shape(timedelta(minutes=90), ZoneInfo("Europe/Oslo"))
    starts = starts_of(shape, FIRST, FIRST + timedelta(days=DAYS - 1), after=datetime(2027, 1, 1, tzinfo=UTC))
    hours = fair_hours(shape, starts, cities, carried)
    assert len(hours.slots) == 5
    assert len(hours.pairs) == 3
    return time.perf_counter() - started


def _one_pass() -> float:
    minutes = np.random.default_rng(1).integers(0, 90, (DAYS, 48, CITIES))
    one, other = np.triu_indices(48, 3)
    started = time.perf_counter()
    for day in minutes:
        np.minimum(day[one], day[other])
    return time.perf_counter() - started
