import re
from itertools import pairwise

import pytest
from django.urls import reverse

from cities.queries import CENTRAL_MERIDIAN, HEIGHT, WIDTH, dots, land, place
from tests.conftest import make_city


def test_each_member_city_has_a_dot_that_leads_to_its_page(client, jakarta, oslo):
    page = client.get(reverse("landing")).text
    dots = re.findall(r'<a href="([^"]+)"><title>([^<]+)</title><circle', page)
    assert sorted(dots) == [("/cities/jakarta/", "Jakarta, Indonesia"), ("/cities/oslo/", "Oslo, Norway")]


def test_the_same_cities_stand_in_a_list_behind_the_map(client, oslo):
    behind = client.get(reverse("landing")).text.partition('<details class="section">')[2]
    assert '<a href="/cities/oslo/">Oslo</a>' in behind


def test_a_larger_city_has_a_larger_dot_and_lies_below_the_smaller(db):
    cities = [make_city("Oslo", population=700_000), make_city("Tokyo", population=9_000_000)]
    assert [(dot.city.name, dot.radius) for dot in dots(cities)] == [("Tokyo", 7.2), ("Oslo", 3.4)]


# The right-hand side is from the tests of d3-geo's geoEqualEarth, scaled to a sphere of radius one.
@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"), [(0, 0, 0, 0), (179.999, 0, 2.70663, 0), (0, 30, 0, 0.592935), (30, 45, 0.386618, 0.860231)]
)
def test_the_projection_is_that_of_its_authors(longitude, latitude, x, y):
    unit = WIDTH / (2 * 2.70663)
    right, down = place(CENTRAL_MERIDIAN + longitude, latitude)
    _, equator = place(CENTRAL_MERIDIAN, 0)
    assert (right - WIDTH / 2, equator - down) == pytest.approx((x * unit, y * unit), abs=0.15)


def test_no_line_runs_across_the_map():
    longest = max(abs(x - before) for outline in land() for (before, _), (x, _) in pairwise(outline))
    assert longest < 60


def test_all_land_lies_on_the_map():
    points = [point for outline in land() for point in outline]
    assert len(points) > 2000
    assert all(0 <= x <= WIDTH and -1 <= y <= HEIGHT + 1 for x, y in points)
