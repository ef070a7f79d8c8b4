"""Pictures of reach: what they say is what their tables say, and a renderer that fails takes nothing else with it."""

import csv
import io
import re
import time
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import ClimateAction, Practice, StageChange
from networks.models import CityMembership
from officials.models import today
from reach import tasks
from reach.queries import Scope
from reach.queries.pictures import ALONE, LOOKS, Look, Pictures, drawing, svg
from reach.queries.pictures.charts import Bar, Bars, Line, Lines, Pair, Pairs, Point
from reach.queries.pictures.picture import Cell, Picture, Table, words
from reach.services import compute_due_snapshots, compute_snapshots
from tests.conftest import give_seat, make_city, make_network, make_official

STEPS = Bars([Bar("Invited", "412", "", 412), Bar("Present <b> & {more|}", "251", "61 %", 251), Bar("Acted", "0", "", 0)], are_steps=True)
CHARTS = {
    "steps": STEPS,
    "one": Bars([Bar("Led directly", "12 %", "of 80", 12, of=100)]),
    "line": Lines([Line("Officials", [Point(today() - timedelta(days=7 * n), f"day {n}", n, str(n)) for n in range(5, 0, -1)])]),
    "gaps": Lines([Line("x" * 200, [Point(today() - timedelta(days=n), f"day {n}", None if n == 2 else n, str(n)) for n in (3, 2, 1)])]),
    "pairs": Pairs([Pair("Łódź " * 30, Bar("together", "€ 42,000", "", 42_000), Bar("alone", "€ 118,000", "", 118_000))]),
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    """The cache of each test is its own; only what a process knows of drawings under way is not."""
    assert drawing.AT_A_TIME.acquire(timeout=1)
    drawing.AT_A_TIME.release()


def drawn_of(chart, **words_of_it) -> Picture:
    return Picture(
        **{"key": "test", "title": "A <title> & more", "says": "What it says", "source": "All · c40net", "chart": chart} | words_of_it
    )


def text_of(drawing_: str) -> str:
    root = ET.fromstring(re.sub(r"<style>.*?</style>", "", drawing_, flags=re.DOTALL))  # noqa: S314 - our own
    return " ".join(root.itertext())


@pytest.mark.parametrize("name", CHARTS)
def test_every_kind_of_chart_is_drawn_at_both_widths(name):
    for look in (LOOKS["wide"], LOOKS["narrow-dark"]):
        drawn = svg(drawn_of(CHARTS[name]), look)
        assert "NaN" not in drawn
        assert "A <title> & more" in text_of(drawn)


def test_a_picture_shows_the_numbers_of_its_table():
    drawn = text_of(svg(drawn_of(STEPS), LOOKS["wide"]))
    for bar in STEPS.bars:
        assert bar.text in drawn


def test_a_picture_that_stands_alone_has_its_name_and_its_source_in_it():
    assert "All · c40net" in text_of(svg(drawn_of(STEPS), ALONE))
    assert "All · c40net" not in text_of(svg(drawn_of(STEPS), LOOKS["wide"]))


def test_the_colours_are_those_of_the_pages():
    light, dark = (svg(drawn_of(CHARTS["one"]), Look(theme)) for theme in ("light", "dark"))
    assert "#0a6b4f" in light
    assert "#57c79d" in dark
    assert "--green" not in light


def test_a_picture_is_drawn_once(monkeypatch):
    svg(drawn_of(STEPS))
    monkeypatch.setattr(drawing, "RENDERER", Path("/nowhere"))
    assert "412" in svg(drawn_of(STEPS))
    with pytest.raises(drawing.CannotDrawError):
        svg(drawn_of(CHARTS["one"]))


def test_names_do_not_run_as_formulas_in_a_spreadsheet():
    table = Table(["City", "Officials"], [[words("=1+1"), Cell("3", 3)]])
    assert table.as_csv().splitlines()[1] == "'=1+1,3"


@pytest.fixture
def counted(member, network, other_network, manager):
    """Two days of figures: Jakarta and Lima in Public Transport, Lima in Cool Cities too."""
    lima = make_official("Luz Lima", make_city("Lima", country="PE", region="latin-america", latitude=-12, longitude=-77))
    give_seat(lima, network)
    give_seat(lima, other_network)
    compute_snapshots(days=[today() - timedelta(days=7), today()])


def test_each_picture_can_be_had_as_svg_png_and_csv(counted, signed_in):
    browser = signed_in(None)
    for key in ("multiplier", "map", "officials-reached-over-time"):
        for kind, start in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", "\ufeff".encode())):
            response = browser.get(f"/reach/pictures/{key}.{kind}")
            assert (response.status_code, response.content[: len(start)]) == (200, start), (key, kind)
            assert f"c40net-{key}" in response["Content-Disposition"]
            assert "private" in response["Cache-Control"]


def test_what_visitors_see_first_is_drawn_before_they_come(counted, signed_in, monkeypatch, settings):
    settings.LANGUAGES = [("en", "English")]
    monkeypatch.setattr(tasks, "LOOKS", {"wide": LOOKS["wide"]})
    tasks.draw_pictures()
    monkeypatch.setattr(drawing, "RENDERER", Path("/nowhere"))
    for key in ("multiplier", "map"):
        assert signed_in(None).get(f"/reach/pictures/{key}.svg?period=1-year&look=wide").status_code == 200


def test_the_map_counts_what_the_figure_counts(counted, network, signed_in):
    for query, officials in (("", {"Jakarta": "1", "Lima": "1"}), ("?network=cool-cities", {"Lima": "1"})):
        rows = list(csv.reader(io.StringIO(signed_in(None).get(f"/reach/pictures/map.csv{query}").content.decode("utf-8-sig"))))
        assert {row[0]: row[-1] for row in rows[1:]} == officials


def test_the_page_shows_each_picture_with_its_table_and_files(counted, signed_in):
    page = signed_in(None).get("/reach/").content.decode()
    for part in ("multiplier.svg?period=1-year&amp;look=wide", "multiplier.png", "multiplier.csv", "The numbers as a table", "map.svg"):
        assert part in page


def test_a_practice_that_cities_take_up_one_after_the_other_is_a_line(member, lead, oslo, network, signed_in):
    practice = Practice.objects.create(network=network, name="Bus lanes", slug="bus-lanes", definition="x")
    for number, city in enumerate([oslo, make_city("Lima"), member.official.city]):
        CityMembership.objects.update_or_create(network=network, city=city, defaults={"started_on": today() - timedelta(days=300)})
        action = ClimateAction.objects.create(
            city=city, practice=practice, title="Lanes", stage="adopted", status="published", readers="members", confirmed_at=timezone.now()
        )
        StageChange.objects.create(action=action, stage="adopted", happened_on=today() - timedelta(days=200 - 50 * number))
    compute_due_snapshots()
    found = Pictures(member, since=today() - timedelta(days=365)).spread
    assert [point.number for point in found.chart.lines[0].points] == [0, 1, 2, 3, 3]
    assert found.title == "Bus lanes: 3 cities"
    assert 'id="spread"' in signed_in(member).get("/reach/").content.decode()
    assert 'id="spread"' not in signed_in(None).get("/reach/").content.decode()


def test_a_network_has_pictures_of_its_own(counted, signed_in):
    page = signed_in(None).get("/networks/cool-cities/reach/").content.decode()
    assert "multiplier.svg?network=cool-cities" in page
    assert "1 official in 1 city" in page


def test_a_region_and_a_network_are_one_or_the_other(counted, signed_in):
    assert signed_in(None).get("/reach/?region=latin-america").status_code == 200
    assert signed_in(None).get("/reach/?region=latin-america&network=cool-cities").status_code == 404


@pytest.mark.parametrize("address", ["/reach/pictures/nothing.svg", "/reach/pictures/map.exe", "/reach/pictures/map.svg?look=huge"])
def test_a_picture_that_does_not_exist_is_not_found(address, counted, signed_in):
    assert signed_in(None).get(address).status_code == 404


def test_without_figures_there_is_nothing_to_draw(db, signed_in):
    assert signed_in(None).get("/reach/pictures/multiplier.svg").status_code == 404
    assert "No official has a seat yet" in signed_in(None).get("/reach/map/").content.decode()


def test_a_picture_seen_before_is_not_sent_again(counted, signed_in):
    address = "/reach/pictures/map.svg?look=wide"
    first = signed_in(None).get(address)
    assert signed_in(None).get(address, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_renderer_that_fails_leaves_the_page_and_the_table(counted, signed_in, monkeypatch):
    monkeypatch.setattr(drawing, "RENDERER", Path("/nowhere"))
    browser = signed_in(None)
    in_page = browser.get("/reach/pictures/map.svg?look=wide")
    assert (in_page.status_code, in_page["Content-Type"]) == (503, "image/svg+xml")
    assert "Its numbers are in the table below" in text_of(in_page.content.decode())
    as_file = browser.get("/reach/pictures/map.png")
    assert as_file.status_code == 503
    assert "/reach/pictures/map.csv" in as_file.content.decode()
    assert browser.get("/reach/").status_code == 200
    assert browser.get("/reach/pictures/map.csv").status_code == 200


def test_a_renderer_that_hangs_is_waited_for_once(counted, signed_in, monkeypatch, tmp_path):
    hangs = tmp_path / "renderer.py"
    hangs.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(drawing, "RENDERER", hangs)
    monkeypatch.setattr(drawing, "PATIENCE", 0.5)
    began = time.monotonic()
    answers = [signed_in(None).get(f"/reach/pictures/{key}.svg?look=wide").status_code for key in ("map", "multiplier", "map")]
    assert answers == [503] * 3
    assert time.monotonic() - began < 5


def test_the_renderer_has_none_of_our_secrets(monkeypatch, tmp_path):
    tells = tmp_path / "renderer.py"
    tells.write_text("import os, sys; sys.stdout.write('<svg>' + ' '.join(os.environ) + '</svg>')")
    monkeypatch.setattr(drawing, "RENDERER", tells)
    drawn = svg(drawn_of(CHARTS["one"]))
    assert "SECRET_KEY" not in drawn
    assert "DATABASE_URL" not in drawn


def test_a_picture_is_made_in_another_language_than_that_of_who_asks(counted):
    pictures = Pictures(None, Scope())
    assert pictures.in_language("map", "es").key == "map"


@pytest.mark.parametrize("address", ["/reach/", "/reach/map/", "/networks/public-transport/reach/"])
def test_pages_ask_the_database_as_often_with_many_cities(address, counted, network, signed_in):
    browser = signed_in(None)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(8):
        give_seat(make_official(f"Nia {number}", make_city(f"City {number}")), network)
        give_seat(make_official(f"Max {number}", make_city(f"Town {number}")), make_network(f"Network {number}"))
    with CaptureQueriesContext(connection) as many:
        compute_due_snapshots()
        many.initial_queries = len(connection.queries_log)
        browser.get(address)
    assert len(many) == len(few)
