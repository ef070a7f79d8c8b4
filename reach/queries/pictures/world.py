"""The cities reached, on the map, each as large as it has officials in the networks."""

from datetime import date

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from cities.queries import place
from reach.models import Counted, Snapshot
from reach.queries import PARTS, Scope
from reach.queries.pictures.drawn_maps import Place, WorldMap
from reach.queries.pictures.picture import Cell, Picture, Table, words
from reach.queries.pictures.reasons import source_of

# What the circles beside the map may stand for.
SCALE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
OFFICIALS = PARTS["officials"]


def reached(scope: Scope, until: date | None = None) -> tuple[date | None, list[tuple[City, int]]]:
    """The cities with the officials that each counts in the figure “officials reached” of the last day; the most first."""
    snapshots = Snapshot.objects.computed().newest_first().filter(reckoning__isnull=False)
    last = (snapshots.filter(as_of__lte=until) if until else snapshots).first()
    if last is None or last.reckoning_id is None:
        return None, []
    rows = Counted.objects.on(last.as_of, known_at=last.reckoning_id).filter(part=OFFICIALS.key, city_id__gt=0, **scope.where)
    numbers = dict(rows.values_list("city_id").annotate(Count("thing_id", distinct=True)).order_by())
    cities = City.objects.in_bulk(numbers)
    # A city that was merged into another since then is no more.
    found = [(cities[pk], number) for pk, number in numbers.items() if pk in cities]
    return last.as_of, sorted(found, key=lambda row: (-row[1], row[0].name))


def picture(scope: Scope, until: date | None = None) -> Picture:
    day, found = reached(scope, until)
    rows = [
        [words(city), words(city.get_country_display()), words(city.get_region_display()), Cell(number_format(n), n)] for city, n in found
    ]
    return Picture(
        key="map",
        title=_title(len(found)) if found else _("Where the officials are"),
        says=_says(found),
        source=source_of(scope, day),
        table=Table([_("City"), _("Country"), _("Region"), _("Officials")], rows),
        chart=WorldMap([_place(city, n) for city, n in found], _scale(found[0][1])) if found else None,
    )


def _place(city: City, number: int) -> Place:
    x, y = place(city.longitude, city.latitude)
    return Place(city.name, x, y, number, _("%(city)s: %(officials)s") % {"city": city, "officials": _officials(number)})


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
