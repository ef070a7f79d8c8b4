"""The pictures of reach in a real browser: seen without scripts, asked for each value with a pointer or by keyboard."""

from datetime import timedelta

import pytest

from officials.models import today
from reach.services import compute_snapshots
from tests.conftest import give_seat, make_city, make_official


@pytest.fixture
def counted(transactional_db, member, manager, network):
    for number in range(6):
        give_seat(make_official(f"Nia {number}", make_city(f"City {number}", latitude=10.0 * number, longitude=15.0 * number)), network)
    compute_snapshots(days=[today() - timedelta(days=14), today() - timedelta(days=7), today()])


def test_a_visitor_sees_each_picture_and_asks_for_its_values(counted, new_visitor):
    visitor = new_visitor()
    visitor.opens("/reach/")
    visitor.sees("officials reached by each member of staff")
    box = visitor.page.locator("[data-chart-box]").first
    image = box.locator("img")
    visitor.page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle(), timeout=30_000)

    box.focus()
    box.locator("svg").wait_for(timeout=30_000)
    box.press("ArrowRight")
    assert visitor.page.locator("[data-chart-value]").first.inner_text() != ""
    visitor.looks()


def test_without_scripts_the_pictures_and_their_tables_are_there(counted, chromium, live_server):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/reach/map/")
    assert page.locator("figure.picture img").get_attribute("alt").startswith("A map of the world")
    page.locator("summary").last.click()
    assert page.get_by_role("row").filter(has_text="City 3").is_visible()


def test_the_pages_of_pictures_are_for_everybody(counted, new_visitor, network):
    visitor = new_visitor()
    for address in ("/reach/map/", "/reach/ties/", f"/networks/{network.slug}/reach/"):
        visitor.opens(address)
