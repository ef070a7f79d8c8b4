"""Who does what in a network, and how far: cities × practices."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actions.models import ClimateAction, Practice, Stage
from cities.models import City
from cities.querysets import fold
from networks.models import Network

# 1 for an idea, 5 for done. What was stopped has no place among them.
STEPS = {stage.value: number for number, stage in enumerate(Stage.in_order(), start=1)}


class Cell(NamedTuple):
    step: int
    url: str
    text: str


@dataclass(frozen=True)
class Row:
    city: City
    url: str
    cells: list[Cell | None]
    is_mine: bool


Grid = dict[tuple[int, int], tuple[int, date, int]]


@dataclass(frozen=True)
class Progress:
    """The actions of a network's cities that the reader may see."""

    network: Network
    practices: list[Practice]
    cities: list[City]  # with official_count
    mine: City | None
    # City and practice → how far the furthest action is, since when, and which one it is.
    grid: Grid

    @property
    def regions(self) -> list[tuple[str, str]]:
        """Those from which a city is here."""
        return sorted({(city.region, city.get_region_display()) for city in self.cities}, key=lambda region: fold(region[1]))


def progress_of(network: Network, user: Any) -> Progress:
    """What this person may see, without rows: three queries, however many cities, practices and actions there are."""
    mine = user.official.city_id if user.is_authenticated and user.official else None
    return _progress(network, ClimateAction.objects.visible_to(user), mine)


def progress_for_members(network: Network) -> Progress:
    """What every member may see."""
    return _progress(network, ClimateAction.objects.filter(readers__in=["public", "members"]), None)


def _progress(network: Network, actions: Any, mine: int | None) -> Progress:
    members = network.city_memberships.current().values("city")
    here = Count("officials", filter=Q(officials__ended_on__isnull=True, officials__verified_at__isnull=False))
    cities = list(City.objects.filter(pk__in=members).annotate(official_count=here))
    actions = actions.published().in_network(network).filter(city__in=members).going()
    grid: Grid = {}
    for city, practice, stage, since, pk in _steps(actions):
        # Of those that are as far the first one stays.
        if STEPS[stage] > grid.get((city, practice), (0,))[0]:
            grid[city, practice] = STEPS[stage], since, pk
    begun = {practice for _city, practice in grid}
    practices = [one for one in network.practices.current() if one.is_active or one.pk in begun]
    return Progress(
        network=network,
        practices=sorted(practices, key=lambda practice: fold(practice.name)),
        cities=sorted(cities, key=lambda city: fold(city.name)),
        mine=next((city for city in cities if city.pk == mine), None),
        grid=grid,
    )


def _steps(actions: Any) -> Iterable[tuple[int, int, str, date, int]]:
    return actions.order_by("stage_on", "pk").values_list("city_id", "practice_id", "stage", "stage_on", "pk")


def rows_of(progress: Progress, cities: Iterable[City], *, by: str = "") -> list[Row]:
    """A row for each of these cities, by name, or those that are furthest with the practice of this address first."""
    practice = next((one for one in progress.practices if one.slug == by), None)
    if practice:
        cities = sorted(cities, key=lambda city: _place(progress.grid.get((city.pk, practice.pk))))
    write, entry, practices = _writer(progress.practices), progress.grid.get, [one.pk for one in progress.practices]
    home = reverse("city", args=["-"]).removesuffix("-/")
    return [
        Row(
            city=city,
            url=f"{home}{city.slug}/",
            cells=[write(city.name, number, entry(key)) for number, key in enumerate((pk, practice) for practice in practices)],
            is_mine=city == progress.mine,
        )
        for city, pk in ((city, city.pk) for city in cities)
    ]


def _place(entry: tuple[int, date, int] | None) -> tuple[int, date]:
    """The furthest first, of these those that came there first."""
    return (-entry[0], entry[1]) if entry else (0, date.max)


def _writer(practices: list[Practice]) -> Any:
    """What makes a cell. There may be thousands, so all that is the same in many is looked up once."""
    sentence = _("%(practice)s in %(city)s: %(stage)s, %(month)s")
    stages = {number: str(Stage(value).label).lower() for value, number in STEPS.items()}
    names = [practice.name for practice in practices]
    before, _id, after = reverse("climate_action", args=[0]).rpartition("0")
    months: dict[tuple[int, int], str] = {}

    def write(city: str, number: int, entry: tuple[int, date, int] | None) -> Cell | None:
        if entry is None:
            return None
        step, since, pk = entry
        at = since.year, since.month
        month = months.get(at) or months.setdefault(at, date_format(since, "YEAR_MONTH_FORMAT"))
        words = {"practice": names[number], "city": city, "stage": stages[step], "month": month}
        return Cell(step, f"{before}{pk}{after}", sentence % words)

    return write


def adopted(progress: Progress) -> Counter[int]:
    """City → with how many practices it is as far as adopted."""
    return Counter(city for (city, _practice), (step, _since, _pk) in progress.grid.items() if step >= STEPS[Stage.ADOPTED])
