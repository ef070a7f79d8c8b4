"""A roster as real life sends it: every trap in it ends in a right guess or in a clear question."""

import pytest

from imports import services
from officials.models import Official, User
from tests.imports.conftest import MESSY, compared, imported, row_of, says, statuses

# Of each trap: its first row in the file, what the row would do, the city meant, the networks meant, and what is said of it.
TRAPS = """
 2 new      Dakar               PT     network_succeeded
 3 new      Hong_Kong           CC,AQ  -
 4 conflict Mexico_City         PT     email_letters,city_guessed,network_succeeded
 5 conflict -                   CC     city_near
 6 conflict Hong_Kong           WR,FS  email_letters,city_guessed,language_not_ours
 7 conflict Tel_Aviv-Yafo       -      city_guessed,email_shared
 8 new      Lima                ZE     city_guessed,network_succeeded
 9 new      Lisbon              PT     city_guessed,network_succeeded
10 conflict -                   CC,AQ  city_near
11 error    São_Paulo           PT     email_wrong,network_succeeded
12 new      Milan               CC     city_guessed,language_not_ours
13 new      Rome                WR,FS  city_guessed
14 conflict Basel               -      email_letters,city_former
15 new      Heidelberg          ZE     city_guessed,network_succeeded
16 new      Washington,_DC      PT     city_guessed,network_succeeded
17 conflict -                   CC,AQ  city_near
18 conflict Bengaluru           PT     email_letters,network_succeeded,language_not_ours
19 left_out -                   -      row_empty
20 conflict New_York_City       WR,FS  email_letters,city_guessed
21 new      Johannesburg        -      -
22 new      Dar_es_Salaam       ZE     network_succeeded,person_namesake_elsewhere
23 error    Delhi_NCT           PT     city_guessed,network_succeeded,name_formula
24 conflict Durban_(eThekwini)  CC,AQ  email_letters,city_guessed,language_not_ours,person_namesake_elsewhere
25 error    -                   PT     city_unknown,network_succeeded,person_namesake_elsewhere
26 conflict -                   CC     email_letters,city_of_country,person_namesake_elsewhere
32 new      Tel_Aviv-Yafo       PT     city_guessed,network_succeeded
35 conflict -                   -      email_letters,city_near,person_namesake_elsewhere
36 new      São_Paulo           ZE     network_succeeded,language_not_ours,person_namesake_elsewhere
42 conflict -                   -      city_near,language_not_ours,person_namesake_elsewhere
43 new      Bengaluru           ZE     network_succeeded
44 conflict Bengaluru           PT     email_letters,city_guessed,network_succeeded
45 new      New_York_City       CC,AQ  city_guessed,person_namesake_elsewhere
46 same     New_York_City       -      city_guessed,row_repeats
52 error    Dakar               CC,AQ  name_too_long
"""
NETWORKS = {
    "PT": "Public Transport", "CC": "Cool Cities", "AQ": "Air Quality", "WR": "Waste to Resources", "FS": "Food Systems",
    "ZE": "Zero Emission Vehicles",
}  # fmt: skip
ANSWERS = {5: "city=tshwane", 10: "city=sao-paulo", 14: "city=basel", 17: "city=santiago", 26: "city=nairobi"}


@pytest.fixture
def messy(world, administrator):
    return compared(MESSY.read_bytes(), administrator, name="messy_roster.csv")


def test_every_trap_ends_in_a_right_guess_or_a_clear_question(messy):
    from_plan = services.judge_of(messy)
    for line in TRAPS.strip().splitlines():
        number, status, city, networks, said = line.split()
        row = row_of(messy, int(number))
        seats = [from_plan.networks.by_id[pk].name for pk in row.plan.get("seats", [])]
        meant = from_plan.places.by_id[row.plan["city"]].name if row.plan.get("city") else "-"
        assert row.status == status, number
        assert meant == city.replace("_", " "), number
        assert seats == [NETWORKS[short] for short in networks.split(",") if short != "-"], number
        assert says(row) == [code for code in said.split(",") if code != "-"], number


def test_names_come_without_spaces_around_them_and_in_every_script(messy):
    assert row_of(messy, 32).plan["name"] == "Zoë van der Meer"
    assert row_of(messy, 43).plan["name"] == "李伟"
    assert row_of(messy, 44).plan["name"] == "محمد العلي"


def test_an_address_in_capitals_and_with_accents_is_asked_for_in_plain_letters(messy):
    question = row_of(messy, 14).problems[0]
    assert question["text"] == "sofía.gómez12@city-12.example"
    assert [choice["value"] for choice in question["choices"]] == ["sofia.gomez12@city-12.example"]


def test_near_matches_are_offered(messy):
    offers = {
        number: [c["name"] for p in row_of(messy, number).problems for c in p["choices"] if p["field"] == "city"] for number in ANSWERS
    }
    assert offers == {5: ["Tshwane"], 10: ["São Paulo"], 14: ["Basel"], 17: ["Santiago"], 26: ["Nairobi"]}


def test_an_answer_holds_for_all_rows_that_ask_the_same(messy, administrator):
    count = services.answer(row=row_of(messy, 5), question="city", value="tshwane", by=administrator)
    assert count == 3
    assert {row_of(messy, number).status for number in (5, 30, 55)} == {"new"}


def answer_all(import_, by) -> None:
    for row in import_.rows.filter(status="conflict").in_file_order():
        for problem in row_of(import_, row.number).problems:
            choice = problem["choices"][0] if problem["choices"] and problem["level"] == "question" else None
            if choice:
                services.answer(row=row_of(import_, row.number), question=choice["answer"], value=choice["value"], by=by)


def test_once_everything_is_answered_all_but_the_errors_is_imported_and_a_second_upload_changes_nothing(messy, administrator):
    services.fix_row(row=row_of(messy, 7), cells=row_of(messy, 7).cells | {"email": "kenji.khan5@city-5.example"}, by=administrator)
    services.fix_row(row=row_of(messy, 11), cells=row_of(messy, 11).cells | {"email": "thabo.nair9@city-9.example"}, by=administrator)
    answer_all(messy, administrator)
    left = {number: status for number, status in statuses(messy).items() if status not in {"new", "same", "left_out"}}
    assert left == {23: "error", 25: "error", 50: "error", 52: "error"}
    imported(messy, administrator)
    assert messy.status == "done"
    assert messy.rows.imported().count() == 54
    assert Official.objects.count() == 54
    assert User.objects.get(email="lucia.berg4@city-4.example").full_name == "Lucía Berg"
    assert User.objects.get(email="kenji.khan5@city-5.example").official.city.name == "Tel Aviv-Yafo"

    again = compared(MESSY.read_bytes(), administrator)

    assert {number: status for number, status in statuses(again).items() if status != "same"} == left | {19: "left_out"}
    assert again.rows.to_import().count() == 0
