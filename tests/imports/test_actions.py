"""A list of actions goes the same way as a roster: drafts of an official's own city, proposals of the secretariat."""

import pytest

from actions.models import ClimateAction, Proposal
from activity.models import Activity
from imports import services
from imports.models import Import
from notices.models import Notice
from officials.models import today
from tests.actions.conftest import make_action, make_practice
from tests.imports.conftest import compared, imported, row_of, statuses, undone

HEAD = "City;Title;Practice;Stage;Since;Description;Department;Emissions avoided;Budget;Currency"
BUSES = "Jakarta;Electric buses;Bus lanes;in progress;2025-03;We buy buses.;Transport Agency;1.2 kt CO2e;2,500,000;usd"


def actions(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


@pytest.fixture(autouse=True)
def practice(network):
    return make_practice(network, "Bus lanes")


def test_an_official_imports_drafts_of_their_city_and_takes_them_back(member, jakarta, practice):
    import_ = compared(actions(BUSES, ";Trams;;;;;;;;"), member, kind="actions")
    assert statuses(import_) == {2: "new", 3: "new"}
    imported(import_, member)
    made = ClimateAction.objects.get(title="Electric buses")
    assert (made.city, made.status, made.stage, made.practice) == (jakarta, "draft", "under_way", practice)
    assert (made.emissions_in_tonnes, made.emissions_unit, made.budget, made.currency) == (
        1200,
        "kt",
        2_500_000,
        "USD",
    )
    assert [change.happened_on.isoformat() for change in made.stage_changes.all()] == ["2025-03-01"]
    undone(import_, member)
    assert not ClimateAction.objects.exists()


def test_an_official_reads_what_each_row_would_do_and_imports_it(member, signed_in):
    import_ = compared(actions(BUSES, ";Trams;Light rail;dreaming;;;;;;"), member, kind="actions")
    page = signed_in(member).get(f"/manage/imports/{import_.pk}/").content.decode()
    assert "Electric buses" in page
    assert "“dreaming” is no stage that we know. How far is it?" in page
    signed_in(member).post(f"/manage/imports/{import_.pk}/commit/")
    assert signed_in(member).get(f"/manage/imports/{import_.pk}/").status_code == 200


def test_what_somebody_changed_since_stays(member, lead, jakarta):
    import_ = compared(actions(BUSES, ";Trams;;;;;;;;"), member, kind="actions")
    imported(import_, member)
    ClimateAction.objects.filter(title="Trams").update(changed_at=import_.uploaded_at)
    undone(import_, member)
    assert list(ClimateAction.objects.values_list("title", flat=True)) == ["Trams"]
    assert row_of(import_, 3).outcome == "kept"


def test_the_secretariat_imports_proposals_of_which_each_city_is_told_once(manager, member, jakarta):
    import_ = compared(actions(BUSES, "Jakarta;Trams;;;;;;;;"), manager, kind="actions")
    imported(import_, manager)
    assert not ClimateAction.objects.exists()
    assert list(Proposal.objects.values_list("city__name", "status")) == [("Jakarta", "waiting")] * 2
    assert list(Notice.objects.filter(kind="actions.proposed").values_list("user", "details")) == [(member.pk, {"more": 1})]
    undone(import_, manager)
    assert set(Proposal.objects.values_list("status", flat=True)) == {"taken_back"}
    assert Activity.objects.filter(verb="proposal.made").count() == 2


def test_an_official_imports_nothing_of_another_city(member, oslo):
    import_ = compared(actions("Oslo;Trams;;;;;;;;"), member, kind="actions")
    assert statuses(import_) == {2: "error"}
    assert [problem["code"] for problem in row_of(import_, 2).problems] == ["city_not_yours", "day_missing"]


def test_doubts_are_asked_and_answered_for_all_rows_at_once(member, practice):
    import_ = compared(actions(";One;Bus lane;doing it;2025;;;;;", ";Two;Bus lane;doing it;2025;;;;;"), member, kind="actions")
    assert statuses(import_) == {2: "conflict", 3: "conflict"}
    services.answer(row=row_of(import_, 2), question="stage:doing it", value="under_way", by=member)
    services.answer(row=row_of(import_, 2), question="practice:bus lane", value="bus lanes", by=member)
    assert statuses(import_) == {2: "new", 3: "new"}
    assert row_of(import_, 3).plan["values"]["practice"] == practice.pk


@pytest.mark.parametrize(
    "row",
    [
        ";;;;;;;;;",
        ";=Trams;;;;;;;;",
        ";Trams;;;2030-01-01;;;;;",
        ";Trams;;;31.12.2025x;;;;;",
        ";Trams;;;;;;many;;",
        ";Trams;;;;;;;1e400;",
        ";Trams;;;;;;;-5;",
        ";Trams;;;;;;;5;XYZ",
    ],
)
def test_what_cannot_be_is_an_error_and_never_imported(member, row):
    import_ = compared(actions(row, ";Trams 2;;;;;;;;"), member, kind="actions")
    assert statuses(import_)[2] in {"error", "left_out"}


def test_what_is_there_already_and_what_repeats_is_the_same(member, jakarta):
    make_action(jakarta, "Electric buses", published=False)
    import_ = compared(actions(BUSES, ";Trams;;;;;;;;", ";trams;;;;;;;;"), member, kind="actions")
    assert statuses(import_) == {2: "same", 3: "new", 4: "same"}


def test_staff_learn_nothing_of_a_citys_drafts(manager, member, jakarta):
    make_action(jakarta, "Electric buses", published=False)
    assert statuses(compared(actions(BUSES), manager, kind="actions")) == {2: "new"}


def test_without_a_day_it_counts_from_today(member):
    import_ = compared(actions(";Trams;;adopted;;;;;;"), member, kind="actions")
    imported(import_, member)
    assert ClimateAction.objects.get().stage_on == today()


def test_a_citys_list_is_seen_by_who_uploaded_it_alone(member, lead, manager, administrator):
    import_ = compared(actions(BUSES), member, kind="actions")
    for reader in (lead, manager, administrator):
        assert not Import.objects.visible_to(reader).filter(pk=import_.pk).exists()
    assert Import.objects.visible_to(member).filter(pk=import_.pk).exists()


def test_an_official_uploads_no_roster(member, signed_in):
    page = signed_in(member).get("/manage/imports/").content.decode()
    assert "Officials and their networks" not in page
