"""A world map in a few kilobytes: Natural Earth's land and our cities, drawn on the server."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from access.querysets import prepared
from cities.models import City
from cities.querysets import fold

Point = tuple[float, float]


@prepared
def visible_city(user: Any, slug: str) -> QuerySet[City]:
    return City.objects.visible_to(user).filter(slug=slug)


# The map is cut at 168.5° W, in the Bering Strait: with 11.5° E in its middle it cuts no land.
CENTRAL_MERIDIAN = 11.5
NORTH, SOUTH = 83.7, -56.5
WIDTH = 1000
# How far a coast may be from where it is: less than half a pixel where a map takes half the page.
TOLERANCE = 0.7
# Up to this population, a dot of this radius.
RADII = [(1_000_000, 3.4), (3_000_000, 4.4), (8_000_000, 5.6), (float("inf"), 7.2)]
# Of cities that are drawn and listed at once: the dots of more would cover each other.
MOST = 500


@dataclass(frozen=True)
class Dot:
    """A city on the map."""

    city: City
    x: float
    y: float
    radius: float


def _equal_earth(longitude: float, latitude: float) -> Point:
    """Šavrič, Patterson, Jenny: The Equal Earth map projection, IJGIS 33(3), 2018, equations 8 and 9 with its table of coefficients."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    theta2, theta6 = theta**2, theta**6
    slope = a1 + 3 * a2 * theta2 + theta6 * (7 * a3 + 9 * a4 * theta2)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * theta2 + theta6 * (a3 + a4 * theta2))


SCALE = WIDTH / (2 * _equal_earth(180, 0)[0])
TOP = _equal_earth(0, NORTH)[1]
HEIGHT = round((TOP - _equal_earth(0, SOUTH)[1]) * SCALE)


def place(longitude: float, latitude: float) -> Point:
    """Where on the map: x from its left edge, y from its top."""
    x, y = _equal_earth((longitude - CENTRAL_MERIDIAN + 180) % 360 - 180, latitude)
    return round(x * SCALE + WIDTH / 2, 1), round((TOP - y) * SCALE, 1)


def largest(cities: QuerySet[City]) -> list[City]:
    """Those to draw where there are too many."""
    return list(cities.order_by("-population", "name")[:MOST])


class CityField(forms.ModelChoiceField):
    """One of these cities: chosen from a list, or written by its name where the list would be too long."""

    is_written = False

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Only now is it known of which cities."""
        self.is_written = len(self.queryset.values("pk")[: MOST + 1]) > MOST  # type: ignore[union-attr]  # it has one
        if self.is_written:
            self.widget = forms.TextInput(self.widget.attrs)
        return super().get_bound_field(form, field_name)

    def to_python(self, value: Any) -> Any:
        words = str(value or "").replace("\0", "").strip()
        # A link to the form may name the city by its key.
        if not self.is_written or not words or words.isdecimal():
            return super().to_python(value)
        found = self.queryset.filter(name__folded=fold(words)) or self.queryset.filter(slug=words.strip("/").rpartition("/")[2])  # type: ignore[union-attr]
        if not found:
            raise ValidationError(_("No city here has this name. Is it written otherwise in the list of cities?"), code="invalid_choice")
        if len(found) > 1:
            addresses = ", ".join(f"{city.get_absolute_url()} ({city.country.name})" for city in found)
            raise ValidationError(
                _("Several cities have this name. Write the address of the one you mean: %(addresses)s") % {"addresses": addresses}
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """What was written comes back as it was; a city by its name."""
        if self.is_written and str(value).isdecimal():
            value = self.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return str(value) if self.is_written and isinstance(value, City) else super().prepare_value(value)


def dots(cities: Iterable[City]) -> list[Dot]:
    """The largest first, so that no city lies under another."""
    found = []
    for city in sorted(cities, key=lambda city: -city.population):
        x, y = place(city.longitude, city.latitude)
        found.append(Dot(city, x, y, next(radius for most, radius in RADII if city.population <= most)))
    return found


def _arcs(topology: dict) -> list[list[Point]]:
    """TopoJSON keeps each line once, as steps on a grid: https://github.com/topojson/topojson-specification, 2.1.4."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def _rings() -> Iterator[list[Point]]:
    """The outlines of the land as longitude and latitude. Antarctica has no city, and would take a quarter of the page."""
    topology = json.loads((settings.NPM_DIR / "world-atlas/land-110m.json").read_text())
    arcs = _arcs(topology)
    for shape in topology["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            for outline in polygon:
                ring = [point for at in outline for point in (arcs[at] if at >= 0 else arcs[~at][::-1])]
                if max(latitude for _, latitude in ring) > SOUTH:
                    yield ring


def _simplified(line: list[Point]) -> list[Point]:
    """Without the points that nobody would miss: Douglas, Peucker: Algorithms for the reduction of points, Cartographica 10(2), 1973."""
    (from_x, from_y), (to_x, to_y) = line[0], line[-1]
    across, down = to_x - from_x, to_y - from_y
    length = hypot(across, down)

    def off_line(x: float, y: float) -> float:
        return abs(across * (y - from_y) - down * (x - from_x)) / length if length else hypot(x - from_x, y - from_y)

    farthest = max(range(len(line)), key=lambda at: off_line(*line[at]))
    if off_line(*line[farthest]) <= TOLERANCE:
        return [line[0], line[-1]]
    return _simplified(line[: farthest + 1])[:-1] + _simplified(line[farthest:])


@cache
def land() -> list[list[Point]]:
    """The outlines of the land on the map, without islands too small to see."""
    outlines = (_simplified([place(*point) for point in ring]) for ring in _rings())
    return [outline for outline in outlines if len(outline) > 3]  # noqa: PLR2004


@dataclass(frozen=True)
class Window:
    """A part of the map."""

    x: float = 0
    y: float = 0
    width: float = WIDTH
    height: float = HEIGHT

    def __str__(self) -> str:
        return f"{self.x:g} {self.y:g} {self.width:g} {self.height:g}"

    def shows(self, outline: list[Point]) -> bool:
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        return min(xs) < self.x + self.width and max(xs) > self.x and min(ys) < self.y + self.height and max(ys) > self.y


WORLD = Window()


@cache
def land_in(window: Window) -> str:
    """SVG path data in tenths of a unit: a start and then steps, which compress well."""
    paths = []
    for outline in land():
        if window.shows(outline):
            tenths = [(round(x * 10), round(y * 10)) for x, y in outline]
            steps = " ".join(f"{x - from_x} {y - from_y}" for (from_x, from_y), (x, y) in pairwise(tenths))
            paths.append(f"M{tenths[0][0]} {tenths[0][1]}l{steps}z".replace(" -", "-"))
    return "".join(paths)
