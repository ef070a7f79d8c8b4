"""An official of the city writes down what it does, and how far it is."""

from datetime import date, timedelta

import pytest

from actions.models import ClimateAction, Indicator, Milestone
from actions.services import DayAheadError, DayBeforeError, ReasonMissingError, SameStageError, change_stage, create_action, edit_action
from activity.models import Activity
from notices.models import Notice
from officials.models import today
from tests.actions.conftest import LONG_AGO, make_action, make_practice
from tests.conftest import make_official


def test_an_official_writes_down_an_action_as_a_draft(member, jakarta, practice, signed_in):
    sent = {"title": "Bus lanes", "practice": practice.pk, "stage": "idea", "stage_on": "2024-03-01", "emissions_unit": "t"}
    answer = signed_in(member).post("/actions/new/", sent, follow=True)
    action = ClimateAction.objects.get()
    assert (action.city, action.status, action.stage, action.created_by) == (jakarta, "draft", "idea", member)
    assert "Only your city" in answer.content.decode() or "only your city sees" in answer.content.decode()


def test_who_works_for_no_city_writes_none(manager, administrator, signed_in):
    assert signed_in(manager).get("/actions/new/").status_code == 403
    assert signed_in(administrator).post("/actions/new/", {"title": "x"}).status_code == 403


def test_only_practices_of_the_citys_networks_are_offered(member, practice, other_network, signed_in):
    elsewhere = make_practice(other_network, "Cool roofs")
    page = signed_in(member).get("/actions/new/").content.decode()
    assert practice.name in page
    assert elsewhere.name not in page


def test_an_action_can_begin_with_a_practice(member, practice, signed_in):
    page = signed_in(member).get(f"/actions/new/?practice={practice.pk}").content.decode()
    assert f'value="{practice.name}"' in page


def test_a_budget_wants_a_currency_that_there_is(member, practice, signed_in):
    sent = {"title": "x", "stage": "idea", "stage_on": "2024-03-01", "emissions_unit": "t", "budget": "10"}
    browser = signed_in(member)
    assert "Say in which currency" in browser.post("/actions/new/", sent | {"currency": ""}).content.decode()
    assert "No currency has these letters" in browser.post("/actions/new/", sent | {"currency": "XYZ"}).content.decode()
    assert not ClimateAction.objects.exists()


def test_a_colleague_changes_it(action, lead, jakarta, signed_in):
    signed_in(lead).post(f"/actions/{action.pk}/edit/", {"title": "Electric buses on line 7", "emissions_unit": "t"})
    action.refresh_from_db()
    assert action.title == "Electric buses on line 7"


def test_the_lead_is_told_of_a_draft_once(member, lead, jakarta):
    create_action(city=jakarta, title="Bus lanes", stage="idea", stage_on=today(), by=member)
    assert list(Notice.objects.values_list("user", "kind")) == [(lead.pk, "actions.to_confirm")]


def test_a_lead_is_not_told_of_their_own_draft(lead, jakarta):
    create_action(city=jakarta, title="Bus lanes", stage="idea", stage_on=today(), by=lead)
    assert not Notice.objects.exists()


def test_each_step_is_kept_with_its_day(action, member, signed_in):
    signed_in(member).post(f"/actions/{action.pk}/stage/", {"stage": "adopted", "happened_on": "2025-06-01"})
    action.refresh_from_db()
    assert (action.stage, action.stage_on) == ("adopted", date(2025, 6, 1))
    assert list(action.stage_changes.values_list("stage", "happened_on")) == [("planned", LONG_AGO), ("adopted", date(2025, 6, 1))]
    assert Activity.objects.get(verb="action.adopted").sentence == "Jakarta adopted Electric buses"


def test_a_step_is_not_before_the_last_one_nor_ahead(action, member):
    with pytest.raises(DayBeforeError):
        change_stage(action=action, stage="adopted", happened_on=LONG_AGO - timedelta(days=1), by=member)
    with pytest.raises(DayAheadError):
        change_stage(action=action, stage="adopted", happened_on=today() + timedelta(days=1), by=member)
    with pytest.raises(SameStageError):
        change_stage(action=action, stage="planned", happened_on=today(), by=member)


@pytest.mark.parametrize("stage", ["idea", "stopped"])
def test_going_back_and_stopping_want_a_reason(action, member, stage, signed_in):
    with pytest.raises(ReasonMissingError):
        change_stage(action=action, stage=stage, happened_on=today(), by=member)
    page = signed_in(member).post(f"/actions/{action.pk}/stage/", {"stage": stage, "happened_on": "2025-06-01"}).content.decode()
    assert "Say why" in page
    signed_in(member).post(f"/actions/{action.pk}/stage/", {"stage": stage, "happened_on": "2025-06-01", "reason": "No money."})
    action.refresh_from_db()
    assert action.stage == stage
    assert "No money." in signed_in(member).get(action.get_absolute_url()).content.decode()


def test_what_somebody_else_changed_meanwhile_is_not_lost(action, member, lead):
    change_stage(action=action, stage="adopted", happened_on=today(), by=member)
    edit_action(action=action, title="Buses", by=lead)
    action.refresh_from_db()
    assert (action.stage, action.title) == ("adopted", "Buses")


def test_a_milestone_is_added_reached_and_removed(action, member, signed_in):
    browser = signed_in(member)
    browser.post(f"/actions/{action.pk}/milestones/", {"title": "First ten buses", "due_on": "2026-01-01"})
    milestone = Milestone.objects.get()
    browser.post(f"/actions/{action.pk}/milestones/{milestone.pk}/", {"title": "First ten buses", "done_on": "2025-12-01"})
    assert Activity.objects.filter(verb="action.milestone").count() == 1
    assert "Reached" in browser.get(action.get_absolute_url()).content.decode()
    browser.post(f"/actions/{action.pk}/milestones/{milestone.pk}/remove/")
    assert not Milestone.objects.exists()


@pytest.mark.parametrize("unit", ["km", "m²", "MWh/year", "%", "t CO₂e", "number of trees", "passenger km/day", "°C", "kWh/m²"])
def test_units_that_there_are_are_taken(action, member, unit, signed_in):
    signed_in(member).post(f"/actions/{action.pk}/indicators/", {"name": "Measured", "unit": unit})
    assert Indicator.objects.get().unit == unit


@pytest.mark.parametrize("unit", ["kilometros", "9**9**9**9", "m^9^9^9", "__import__", "km km km km km km", "5 km", "()"])
def test_units_that_nobody_knows_are_not(action, member, unit, signed_in):
    page = signed_in(member).post(f"/actions/{action.pk}/indicators/", {"name": "Measured", "unit": unit}).content.decode()
    assert "No unit has this name" in page
    assert not Indicator.objects.exists()


def test_an_indicator_has_one_value_a_year(action, member, signed_in):
    browser = signed_in(member)
    browser.post(f"/actions/{action.pk}/indicators/", {"name": "Bus lanes", "unit": "km", "target": "40"})
    indicator = Indicator.objects.get()
    for year, value in [(2024, "10"), (2025, "12"), (2024, "11")]:
        browser.post(f"/actions/{action.pk}/indicators/{indicator.pk}/", {"year": year, "value": value})
    assert list(indicator.values.values_list("year", "value")) == [(2024, 11), (2025, 12)]
    browser.post(f"/actions/{action.pk}/indicators/{indicator.pk}/values/{indicator.values.first().pk}/remove/")
    assert list(indicator.values.values_list("year", flat=True)) == [2025]


def test_two_indicators_of_an_action_have_two_names(action, member, signed_in):
    browser = signed_in(member)
    for _ in range(2):
        page = browser.post(f"/actions/{action.pk}/indicators/", {"name": "Bus lanes", "unit": "km"})
    assert "of this name already" in page.content.decode()
    assert Indicator.objects.count() == 1


def test_officials_of_another_city_change_nothing(action, oslo, network, signed_in):
    peer = make_official("Per Peer", oslo)
    action.readers = "public"
    action.save()
    for part in ("edit", "stage", "milestones", "indicators", "documents", "influence"):
        assert signed_in(peer).get(f"/actions/{action.pk}/{part}/").status_code == 403


def test_list_and_card_show_the_citys_actions(action, member, signed_in, jakarta):
    make_action(jakarta, "Bus lanes", published=False)
    for page in ("/cities/jakarta/actions/", "/cities/jakarta/"):
        shown = signed_in(member).get(page).content.decode()
        assert "Electric buses" in shown
        assert "Bus lanes" in shown
