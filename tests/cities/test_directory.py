from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities import queries, views
from cities.models import Category, City, Region
from tests.conftest import make_city


def names(response) -> list[str]:
    return [city.name for city in response.context["cities"]]


@pytest.fixture
def cairo(db) -> City:
    return make_city("Cairo", country="EG", region=Region.AFRICA, left_on=date(2022, 12, 31))


def test_a_search_without_accents_finds_sao_paulo(client, oslo):
    make_city("São Paulo", slug="sao-paulo", country="BR", region=Region.LATIN_AMERICA)
    assert names(client.get(reverse("cities"), {"q": "sao PAU"})) == ["São Paulo"]


def test_former_members_are_shown_by_choice(client, cairo, oslo):
    assert names(client.get(reverse("cities"))) == ["Oslo"]
    assert names(client.get(reverse("cities"), {"former": "yes"})) == ["Cairo"]


def test_region_and_category_narrow_the_list_together(client, jakarta, oslo):
    make_city("London", country="GB", category=Category.MEGACITY)
    assert names(client.get(reverse("cities"), {"region": Region.EUROPE, "category": Category.MEGACITY})) == ["London"]


def test_a_choice_that_does_not_exist_is_no_choice(client, oslo):
    assert names(client.get(reverse("cities"), {"region": "atlantis"})) == ["Oslo"]


def test_each_choice_keeps_the_others_in_its_address(client, oslo):
    response = client.get(reverse("cities"), {"q": "os", "region": Region.EUROPE})
    assert 'href="?q=os&amp;region=europe&amp;category=megacity"' in response.text


def test_nothing_found_says_what_to_do(client, oslo):
    response = client.get(reverse("cities"), {"q": "Atlantis"})
    assert "No city like that" in response.text
    assert f'href="{reverse("cities")}">Show all member cities' in response.text


def number_of_queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(page))
    return len(queries)


@pytest.mark.parametrize("page", ["cities", "landing"])
def test_three_cities_and_three_hundred_take_the_same_queries(client, db, page):
    def add(count: int) -> None:
        there = City.objects.count()
        City.objects.bulk_create(
            City(name=f"City {n}", slug=f"city-{n}", country="NO", latitude=60, longitude=10, population=9, time_zone="Europe/Oslo")
            for n in range(there, there + count)
        )

    add(3)
    few = number_of_queries(client, page)
    add(297)
    assert number_of_queries(client, page) == few


def test_of_very_many_cities_some_are_listed_at_once_and_the_largest_drawn(client, db, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    monkeypatch.setattr(queries, "MOST", 2)
    for number in range(3):
        make_city(f"City {number}", population=number * 1000)
    first, second = (client.get(reverse("cities"), {"page": page}) for page in (1, 2))
    assert "3 member cities" in first.text
    assert (names(first), names(second)) == (["City 0", "City 1"], ["City 2"])
    assert [city.name for city in first.context["on_map"]] == ["City 2", "City 1"]
