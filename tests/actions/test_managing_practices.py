"""Those who run a network keep its catalogue of practices."""

import pytest

from actions.models import ClimateAction, Practice
from actions.services import CannotMergeError, merge_practices
from tests.actions.conftest import make_action, make_practice


def test_a_manager_adds_a_practice_that_members_find(manager, member, network, signed_in):
    signed_in(manager).post("/manage/networks/public-transport/practices/", {"name": "Night buses", "definition": "Buses at night."})
    assert "Buses at night." in signed_in(member).get("/networks/public-transport/practices/").content.decode()


def test_two_practices_have_two_names_whatever_the_case(manager, practice, signed_in):
    sent = {"name": practice.name.upper(), "definition": "x"}
    page = signed_in(manager).post("/manage/networks/public-transport/practices/", sent).content.decode()
    assert "of this name already" in page
    assert Practice.objects.count() == 1


def test_names_in_any_letters_have_an_address(manager, network, signed_in):
    for name in ("夜间公交", "ночной автобус"):
        signed_in(manager).post("/manage/networks/public-transport/practices/", {"name": name, "definition": "x"})
    assert sorted(Practice.objects.values_list("slug", flat=True)) == ["practice", "practice-2"]


def test_what_is_no_longer_offered_keeps_its_actions(manager, member, action, practice, signed_in):
    address = f"/manage/networks/public-transport/practices/{practice.pk}/"
    signed_in(manager).post(address, {"name": practice.name, "definition": practice.definition})
    assert practice.name not in signed_in(member).get("/actions/new/").content.decode()
    assert practice.name in signed_in(member).get(action.get_absolute_url()).content.decode()
    signed_in(member).post(f"/actions/{action.pk}/edit/", {"title": "Buses", "practice": practice.pk, "emissions_unit": "t"})
    action.refresh_from_db()
    assert (action.title, action.practice) == ("Buses", practice)


def test_merging_moves_the_actions_and_keeps_the_name_as_another_word(manager, member, action, practice, network, jakarta, signed_in):
    other = make_practice(network, "BRT")
    make_action(jakarta, "Corridor 3", practice=other)
    signed_in(manager).post(f"/manage/networks/public-transport/practices/{other.pk}/merge/", {"survivor": practice.pk})
    assert set(ClimateAction.objects.values_list("practice", flat=True)) == {practice.pk}
    page = signed_in(member).get("/networks/public-transport/practices/").content.decode()
    assert "also called BRT" in " ".join(page.split())
    other.refresh_from_db()
    assert (other.merged_into, other.is_active) == (practice, False)


def test_practices_of_two_networks_are_not_merged(manager, practice, other_network):
    elsewhere = make_practice(other_network, "Cool roofs")
    with pytest.raises(CannotMergeError):
        merge_practices(survivor=practice, duplicate=elsewhere, by=manager)
    with pytest.raises(CannotMergeError):
        merge_practices(survivor=practice, duplicate=practice, by=manager)


def test_the_catalogue_is_searched_by_its_words(member, practice, network, signed_in):
    make_practice(network, "Night buses")
    page = signed_in(member).get("/networks/public-transport/practices/?q=night").content.decode()
    assert "Night buses" in page
    assert practice.name not in page
