"""The cities reached, on the map, each as large as it has officials in the networks."""

from datetime import date
from functools import cache as once
from functools import partial

from django.core.cache import cache
from django.db.models import Count
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from cities.models import City, Region
from cities.queries import place
from reach.models import Counted, Snapshot
from reach.queries import PARTS, Scope
from reach.queries.pictures.drawn_maps import Place, WorldMap
from reach.queries.pictures.picture import Cell, Picture, Table, words
from reach.queries.pictures.reasons import source_of

# What the circles beside the map may stand for.
SCALE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
OFFICIALS = PARTS["officials"]
# In the cache: the numbers of a reckoning never change.
KEPT = "reach:map:{day}:{reckoning}:{scope}"


def reached(scope: Scope, until: date | None = None) -> tuple[date | None, list[tuple[City, int]]]:
    """The cities with the officials that each counts in the figure “officials reached” of the last day; the most first."""
    snapshots = Snapshot.objects.computed().newest_first().filter(reckoning__isnull=False)
    last = (snapshots.filter(as_of__lte=until) if until else snapshots).first()
    if last is None or last.reckoning_id is None:
        return None, []
    key = KEPT.format(day=last.pk, reckoning=last.reckoning_id, scope=urlencode(scope.query))
    numbers: dict[int, int] = cache.get_or_set(key, partial(_numbers, last.as_of, last.reckoning_id, scope)) or {}
    cities = City.objects.only("name", "country", "region", "longitude", "latitude").in_bulk(numbers)
    # A city that was merged into another since then is no more.
    found = [(cities[pk], number) for pk, number in numbers.items() if pk in cities]
    return last.as_of, sorted(found, key=lambda row: (-row[1], row[0].name))


def _numbers(day: date, known_at: int, scope: Scope) -> dict[int, int]:
    rows = Counted.objects.on(day, known_at=known_at).filter(part=OFFICIALS.key, city_id__gt=0, **scope.where)
    return dict(rows.values_list("city_id").annotate(Count("thing_id", distinct=True)).order_by())


def picture(scope: Scope, until: date | None = None) -> Picture:
    day, found = reached(scope, until)
    # Each country, region and number in words once: there are thousands of cities.
    country, region, number = once(lambda code: words(countries.name(code))), once(lambda key: words(Region(key).label)), once(_number)
    rows = [[words(city), country(str(city.country)), region(city.region), number(n)] for city, n in found]
    return Picture(
        key="map",
        title=_title(len(found)) if found else _("Where the officials are"),
        says=_says(found),
        source=source_of(scope, day),
        table=Table([_("City"), _("Country"), _("Region"), _("Officials")], rows),
        chart=WorldMap(_places(found), _scale(found[0][1])) if found else None,
    )


def _number(n: int) -> Cell:
    return Cell(number_format(n), n)


def _places(found: list[tuple[City, int]]) -> list[Place]:
    says, officials = _("%(city)s: %(officials)s"), once(_officials)
    return [
        Place(city.name, *place(city.longitude, city.latitude), n, says % {"city": city, "officials": officials(n)}) for city, n in found
    ]


def _officials(number: int) -> str:
    return str(OFFICIALS.counted % {"number": number})


def _scale(most: int) -> list[tuple[int, str]]:
    steps = [n for n in SCALE if n <= most]
    steps = sorted({steps[0], steps[len(steps) // 2], steps[-1]})
    return [(n, _officials(n) if n == steps[-1] else number_format(n)) for n in steps]


def _title(cities: int) -> str:
    return ngettext("The networks reach %(n)s city", "The networks reach %(n)s cities", cities) % {"n": number_format(cities)}


def _says(found: list[tuple[City, int]]) -> str:
    if not found:
        return _("No official has a seat yet, or none was counted yet.")
    told = [_("%(city)s: %(officials)s") % {"city": city, "officials": _officials(n)} for city, n in found[:3]]
    return _("A map of the world with the cities reached, each as large as it has officials. Most: %(told)s.") % {"told": ", ".join(told)}
