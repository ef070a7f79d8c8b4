"""Cities × practices of a network: who sees what, in which order."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import Practice, Stage
from cities.models import Region
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official
from tests.networks.test_reading import queries

LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def corridor(network):
    return make_practice(network, "BRT corridor")


@pytest.fixture
def lima(network):
    city = make_city("Lima", region=Region.LATIN_AMERICA, population=10_000_000)
    give_seat(make_official("Lucho Lima", city), network)
    return city


def page_of(browser, network, **asked):
    return browser.get(reverse("network_progress", args=[network.slug]), asked)


def test_a_cell_says_who_does_what_and_since_when(signed_in, member, network, corridor, lima):
    action = make_action(lima, practice=corridor, stage=Stage.ADOPTED, stage_on=date(2024, 3, 9))
    page = page_of(signed_in(member), network).content.decode()
    assert f'<td class="s3"><a href="{action.get_absolute_url()}"><span>BRT corridor in Lima: adopted, March 2024</span></a></td>' in page


def test_the_furthest_of_a_citys_actions_is_shown_and_stopped_ones_are_not(signed_in, member, network, corridor, lima):
    make_action(lima, practice=corridor, stage=Stage.IDEA)
    done = make_action(lima, practice=corridor, stage=Stage.DONE)
    make_action(lima, practice=make_practice(network, "Night buses"), stage=Stage.STOPPED)
    progress = page_of(signed_in(member), network).context["progress"]
    assert {pk for _step, _since, pk in progress.grid.values()} == {done.pk}


@pytest.mark.parametrize("fields", [{"published": False}, {"status": "withdrawn", "withdrawn_at": LONG_AGO}, {"readers": "city"}])
def test_what_a_city_does_not_show_is_in_no_cell(signed_in, member, network, corridor, lima, fields):
    make_action(lima, practice=corridor, **fields)
    assert page_of(signed_in(member), network).context["progress"].grid == {}


def test_a_visitor_is_asked_to_sign_in_and_a_stranger_finds_nothing(signed_in, outsider, network, corridor):
    assert page_of(signed_in(None), network).status_code == 302
    assert page_of(signed_in(outsider), network).status_code == 404


def test_a_practice_puts_those_first_that_are_furthest_with_it(signed_in, member, network, corridor, lima):
    rows = page_of(signed_in(member), network).context["rows"]
    assert [row.city.name for row in rows] == ["Jakarta", "Lima"]
    make_action(lima, practice=corridor, stage=Stage.PLANNED)
    rows = page_of(signed_in(member), network, by=corridor.slug).context["rows"]
    assert [(row.city.name, row.is_mine) for row in rows] == [("Lima", False), ("Jakarta", True)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"region": "latin-america"}, ["Lima"]),
        ({"size": "large"}, ["Lima"]),
        ({"capacity": "few"}, ["Jakarta", "Lima"]),
        ({"capacity": "many"}, []),
        ({"region": "atlantis", "size": "9", "by": "no such"}, ["Jakarta", "Lima"]),
    ],
)
def test_cities_are_narrowed_by_region_size_and_capacity(signed_in, member, network, corridor, lima, asked, found):
    assert [row.city.name for row in page_of(signed_in(member), network, **asked).context["rows"]] == found


def test_a_network_without_practices_says_what_will_be_there(signed_in, member, network):
    assert b"No practices yet" in page_of(signed_in(member), network).content


def test_it_takes_as_many_queries_for_300_cities_as_for_3(signed_in, member, network, corridor):
    browser, url = signed_in(member), reverse("network_progress", args=[network.slug])

    def crowd(numbers):
        for number in numbers:
            city = make_city(f"City {number}")
            give_seat(make_official(f"Somebody {number}", city), network)
            make_action(city, practice=corridor, stage=Stage.DONE, example_since=timezone.now())

    crowd(range(3))
    few = queries(browser, url)
    crowd(range(3, 60))
    Practice.objects.bulk_create(Practice(network=network, name=f"P {n}", slug=f"p-{n}", definition="x") for n in range(40))
    assert queries(browser, url) == few
