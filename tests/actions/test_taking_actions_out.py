"""Actions as files: for administrators, and for a city its own; nobody reads there what the page would not show."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from actions.models import Adaptation, ClimateAction
from actions.services import say_influence
from tests.actions.conftest import make_action
from tests.conftest import make_city, make_official


@pytest.fixture
def taken_out(signed_in, administrator):
    def take(user=administrator, **sent) -> list[dict[str, str]]:
        answer = signed_in(user).post(reverse("report_export"), {"what": "actions", "format": "csv", **sent})
        return rows_of(answer)

    return take


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_an_administrator_takes_out_published_actions_with_their_stages(action, draft, taken_out):
    (row,) = taken_out()
    assert (row["City"], row["Title"], row["Practice"], row["Stage"], row["Planned since"]) == (
        "Jakarta", "Electric buses", "Bus rapid transit corridor", "Planned", "2024-03-01",
    )  # fmt: skip
    assert (row["Budget"], row["Currency"], row["Emissions avoided a year"], row["Unit"]) == (
        "2500000.00",
        "IDR",
        "1200.000",
        "t CO₂e a year",
    )


def test_a_part_that_is_for_the_city_only_is_empty(action, taken_out):
    ClimateAction.objects.update(budget_for="city", text_for="city")
    (row,) = taken_out()
    assert (row["Budget"], row["Currency"], row["What the city does, and why"]) == ("", "", "")
    assert row["Department"] == "Transport Agency"


def test_what_is_for_the_city_only_is_not_taken_out(action, taken_out):
    ClimateAction.objects.update(readers="city")
    assert taken_out() == []


def test_credit_goes_with_every_row(action, taken_out, signed_in):
    lima = make_city("Lima")
    adapted = make_action(lima, "Electric buses for the hills", readers="public")
    Adaptation.objects.create(action=adapted, origin=action)
    row = next(row for row in taken_out() if row["City"] == "Lima")
    assert row["Adapted from"] == "Electric buses (Jakarta)"
    ClimateAction.objects.filter(pk=action.pk).update(readers="city")
    (row,) = taken_out()
    assert row["Adapted from"] == "Jakarta"
    (own,) = rows_of(signed_in(make_official("Lia Lima", lima)).get("/cities/lima/actions/export/"))
    assert own["Adapted from"] == "Jakarta"


def test_influence_is_told_as_the_citys_own_word(action, member, network, taken_out):
    say_influence(action=action, network=network, part="led", how="", by=member)
    (row,) = taken_out()
    assert row["What networks had to do with it, in the city's own word"] == "Public Transport: led directly to it"


def test_it_can_be_of_some_networks(action, member, network, taken_out):
    make_action(make_city("Lima"), "Trams", readers="public")
    assert len(taken_out(networks=[network.slug])) == 1


def test_a_city_takes_out_its_own_with_drafts_and_all_parts(action, draft, member, outsider, signed_in):
    ClimateAction.objects.update(budget_for="city", readers="city")
    rows = rows_of(signed_in(member).get("/cities/jakarta/actions/export/"))
    assert [(row["Title"], row["State"], row["Budget"]) for row in rows] == [
        ("Bus lanes", "Draft", ""),
        ("Electric buses", "Confirmed", "2500000.00"),
    ]
    assert signed_in(outsider).get("/cities/jakarta/actions/export/").status_code == 403


def test_a_formula_is_harmless(jakarta, taken_out):
    make_action(jakarta, '=HYPERLINK("http://x.example")')
    (row,) = taken_out()
    assert row["Title"].startswith("'=")


def test_a_spreadsheet_program_opens_it(action, administrator, signed_in):
    answer = signed_in(administrator).post(reverse("report_export"), {"what": "actions", "format": "xlsx"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"
