"""An official looks at what peers do, walks through it by keyboard, and takes one of it home; at two widths."""

from datetime import date

import pytest

from actions.models import ClimateAction, Stage
from tests.actions.conftest import make_action, make_practice
from tests.conftest import PASSWORD, give_seat, make_city, make_official

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def corridor(network):
    """Of Lima, adopted; Lima is also on bus lanes."""
    lima = make_city("Lima", region="latin-america")
    give_seat(make_official("Lucho Lima", lima), network)
    make_action(lima, "Red lanes", practice=make_practice(network, "Bus lanes"), stage=Stage.DONE)
    practice = make_practice(network, "BRT corridor")
    return make_action(lima, "Corridor of the south", practice=practice, stage=Stage.ADOPTED, stage_on=date(2024, 3, 9), text="Stations.")


def test_from_a_peers_cell_to_a_draft_of_my_city(new_visitor, member, network, corridor):
    visitor = new_visitor()
    visitor.signs_in(member.email, PASSWORD)
    visitor.opens(f"/networks/{network.slug}/progress/")
    page = visitor.page
    page.get_by_role("link", name="BRT corridor in Lima: adopted, March 2024").focus()
    assert page.locator("[data-matrix-value]").inner_text() == "BRT corridor in Lima: adopted, March 2024"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Bus lanes in Lima: done, March 2024"
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    visitor.looks()
    visitor.sees("Corridor of the south")
    visitor.follows("Adapt this for my city")
    visitor.fills(What_is_kept="The stations", What_is_changed="Narrow lanes", Why_it_is_changed="Old streets")
    visitor.presses("Begin the draft")
    visitor.sees("Adapted from")
    visitor.follows("The whole lineage")
    visitor.sees("Adapted from Lima: Corridor of the south.")
    assert ClimateAction.objects.get(city=member.official.city).adaptations.get().changed == "Narrow lanes"
