from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from officials.models import today
from reach.models import Snapshot
from reach.queries import FIGURE, FIGURES, made_of
from reach.services import compute_due_snapshots, compute_snapshots
from tests.conftest import give_seat, make_network, make_staff


def text_of(browser, address) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def rendered(tag, **context) -> str:
    return " ".join(Template("{% load reach %}{% " + tag + " %}").render(Context(context)).split())


def test_before_the_first_count_the_page_says_what_will_be_here(db, signed_in):
    page = text_of(signed_in(None), "/reach/")
    assert "No figures yet" in page
    assert "data-chart" not in page


def test_a_visitor_reads_every_figure_and_finds_its_definition(member, manager, signed_in):
    compute_due_snapshots()
    page = text_of(signed_in(None), "/reach/")
    for figure in FIGURES:
        assert figure.get_absolute_url() in page
        definition = text_of(signed_in(None), figure.get_absolute_url())
        assert escape(str(figure.counts)) in definition
    assert "<strong>1</strong><em>officials reached by each member of staff</em>" in page


def test_each_figure_has_a_page_with_its_definition_history_and_networks(member, network, signed_in):
    compute_snapshots(days=[today() - timedelta(days=7), today()])
    page = text_of(signed_in(None), "/reach/officials-reached/")
    assert "Number of different people with an active seat" in page
    assert page.count('<data value="1">1</data>') == 2
    assert '<a href="/reach/?network=public-transport">Public Transport</a>' in page


def test_a_figure_that_nobody_defined_is_not_found(db, signed_in):
    assert signed_in(None).get("/reach/no-such-figure/").status_code == 404


def test_one_number_is_text_and_two_are_a_chart(member, signed_in):
    compute_due_snapshots()
    assert "data-chart-box" not in text_of(signed_in(None), "/reach/officials-reached/")
    compute_snapshots(days=[today() - timedelta(days=7)])
    assert "data-chart-box" in text_of(signed_in(None), "/reach/officials-reached/")


def test_a_network_shows_its_own_figures(member, lead, network, other_network, signed_in):
    give_seat(lead, other_network)
    compute_due_snapshots()
    for address, number in (
        ("/reach/?network=public-transport", 2),
        ("/reach/?network=cool-cities", 1),
        ("/networks/cool-cities/reach/", 1),
    ):
        assert f'Officials reached</a></dt><dd class="number">{number}</dd>' in text_of(signed_in(None), address)


def test_a_working_group_is_shown_to_those_who_share_its_network_only(member, lead, network, outsider, manager, signed_in):
    group = make_network("Depots", parent=network)
    give_seat(lead, group)
    compute_due_snapshots()
    for person in (None, outsider):
        browser = signed_in(person)
        for figure in FIGURES:
            assert "Depots" not in text_of(browser, figure.get_absolute_url())
        assert "Depots" not in text_of(browser, "/reach/")
        assert browser.get("/reach/?network=depots").status_code == 404
    for person in (member, manager):
        assert '<a href="/reach/?network=depots">Depots</a>' in text_of(signed_in(person), "/reach/officials-reached/")
        assert signed_in(person).get("/reach/?network=depots").status_code == 200


def test_a_year_shows_the_last_number_of_each_week_and_all_years_the_last_of_each_month(member, signed_in):
    with time_machine.travel("2026-11-23T12:00Z"):
        compute_snapshots(days=[date(2024, 1, 10), date(2024, 1, 20), date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 23)])
        address, browser = "/reach/officials-reached/", signed_in(None)
        shown = {period: text_of(browser, f"{address}?period={period}") for period in ("1-year", "3-years", "all")}
    days = {period: [day for day in range(10, 24) if f'-{day}">' in page] for period, page in shown.items()}
    assert days == {"1-year": [17, 23], "3-years": [20, 23], "all": [20, 23]}


@pytest.mark.parametrize("address", ["/reach/?period=decade", "/reach/?network=nowhere"])
def test_a_choice_that_does_not_exist_is_not_found(address, db, signed_in):
    assert signed_in(None).get(address).status_code == 404


def test_numbers_are_written_for_the_reader():
    ratio = FIGURE["officials-per-staff"]
    assert [ratio.text(value) for value in (62.71, 9.94, 9.96, 4.0, 0.5, None)] == ["63", "9.9", "10", "4", "0.5", "no staff"]
    assert FIGURE["officials-reached"].text(1234.0) == "1,234"
    with translation.override("pt"):
        assert ratio.text(4.5) == "4,5"


def test_parts_are_told_in_words():
    assert made_of({"officials": 868, "cities": 97, "staff": 14}) == "868 officials in 97 cities, 14 staff"
    assert made_of({"officials": 1, "cities": 1, "staff": 1}) == "1 official in 1 city, 1 member of staff"
    assert made_of({"cities": 97, "officials": 868}) == "868 officials in 97 cities"
    assert made_of({"officials": 868}) == "868 officials"


def test_the_landing_page_shows_the_five_reasons_and_numbers_only_where_there_are_some(member, lead, manager):
    compute_due_snapshots()
    shown = rendered("headline_figures")
    assert "<strong>2</strong><em>officials reached by each member of staff</em>" in shown
    assert "2 officials in 1 city, 1 member of staff." in shown
    assert '<a href="/reach/officials-per-staff/">Multiplier</a> · record' in shown
    assert shown.count('<div class="figure">') == 5
    assert shown.count("<strong>") == 1
    for why in ("too few answers", "too few cities", "too few actions"):
        assert why in shown


def test_a_networks_page_shows_whom_it_reaches(member, lead, network, other_network, manager):
    make_staff("Sam Second", runs=network)
    compute_due_snapshots()
    shown = rendered("network_figures network", network=network)
    assert "2 officials in 1 city, 2 staff: 1 for each." in shown
    assert 'href="/networks/public-transport/reach/"' in shown
    later = make_network("New Network")
    assert "The first count comes within a day." in rendered("network_figures network", network=later)


def test_pages_run_as_many_queries_with_300_networks_as_with_3(member, network, lead, signed_in):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            text_of(signed_in(member), address)
        return len(captured)

    addresses = ["/reach/?period=all", "/reach/officials-reached/?period=all"]
    compute_snapshots(days=[today() - timedelta(days=days) for days in range(3)])
    few = [queries(address) for address in addresses]
    for number in range(297):
        give_seat(member, make_network(f"Network {number}"))
    compute_snapshots(days=[today() - timedelta(days=days) for days in range(3, 300)])
    Snapshot.objects.update(computed_at=None)
    compute_due_snapshots()
    assert [queries(address) for address in addresses] == few
    with CaptureQueriesContext(connection) as captured:
        rendered("headline_figures")
        rendered("network_figures network", network=network)
    assert len(captured) == 2
