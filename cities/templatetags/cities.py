from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.utils.translation import get_language
from django_countries.fields import Country

from cities.models import City
from cities.queries import WORLD, Window, dots, land_in

register = template.Library()

CLOSE_UP = (300, 190)


@register.filter
def in_country(city: City) -> str:
    """Its country, in the reader's language."""
    return _country(str(city.country), get_language())


@cache
def _country(code: str, _language: str | None) -> str:
    return str(Country(code).name)


@register.inclusion_tag("cities/_world_map.html")
def world_map(cities: Iterable[City]) -> dict[str, Any]:
    """A dot for each of these cities, which leads to its page."""
    return {"window": WORLD, "land": land_in(WORLD), "dots": dots(cities)}


@register.inclusion_tag("cities/_city_map.html")
def city_map(city: City) -> dict[str, Any]:
    """Where on earth a city is: its part of the world map."""
    (dot,) = dots([city])
    width, height = CLOSE_UP
    x = min(max(dot.x - width / 2, 0), WORLD.width - width)
    y = min(max(dot.y - height / 2, 0), WORLD.height - height)
    window = Window(round(x), round(y), width, height)
    return {"city": city, "window": window, "land": land_in(window), "dot": dot}
