"""How many different things and cities there are in each scope, against sets of plain rows."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from reach.models import FOREVER, Counted, Reckoning, Tally
from reach.queries import PARTS
from reach.queries.tallies import tallies_anew, tallies_of_the_day

YESTERDAY, TODAY = date(2026, 3, 1), date(2026, 3, 2)
# A part where a thing has several records, one that counts for years, and two where each record is a thing of its own.
TALLIED = ["officials", "present", "questions", "introductions"]
OF_CITIES = {"officials", "present", "questions"}


def records(chance: random.Random, *, reckonings: list[int]) -> list[Counted]:
    """People with seats in several networks and cities, also twice in one, of the same region and of others; and what is of no city."""
    regions = {1: "europe", 2: "europe", 3: "africa", 0: ""}
    made = []
    for source in range(300):
        part, city = chance.choice(TALLIED), chance.choice([0, 1, 2, 3])
        since = chance.choice([TODAY - timedelta(days=9), YESTERDAY, TODAY])
        until = chance.choice([since + timedelta(days=1), TODAY, TODAY + timedelta(days=1), FOREVER])
        if until <= since:
            continue
        known_from = chance.choice(reckonings)
        made.append(
            Counted(
                part=part, source_id=source, thing_id=source if part in {"questions", "introductions"} else chance.randint(1, 40), network_id=chance.randint(0, 3),
                city_id=city, region=regions[city], amount=0, since=since, until=until, known_from=known_from,
                known_until=chance.choice([None, None, *[later for later in reckonings if later > known_from]]),
            )
        )  # fmt: skip
    return Counted.objects.bulk_create(made)


def told_apart(rows: list[Counted]) -> dict[tuple[str, int, str], tuple[int, int]]:
    things, cities = {}, {}
    for row in rows:
        for scope in {(row.part, 0, ""), (row.part, row.network_id, ""), (row.part, 0, row.region)}:
            things.setdefault(scope, set()).add(row.thing_id)
            cities.setdefault(scope, set()).update({row.city_id} - {0})
    return {scope: (len(things[scope]), len(cities[scope]) if scope[0] in OF_CITIES else 0) for scope in things}


def tallies() -> dict[tuple[str, int, str], tuple[int, int]]:
    rows = Tally.objects.exclude(things=0, cities=0)
    return {(row.part, row.network_id, row.region): (row.things, row.cities) for row in rows}


def tally_anew(day: date) -> None:
    with connection.cursor() as cursor:
        for statement in tallies_anew(list(PARTS.values()), of_cities=OF_CITIES):
            cursor.execute(statement, {"as_of": day})


@pytest.mark.parametrize("seed", range(10))
def test_each_thing_and_city_counts_once_in_each_scope(seed, db):
    rows = records(random.Random(seed), reckonings=[1])  # noqa: S311 - chance, no secret
    tally_anew(TODAY)
    assert tallies() == told_apart([row for row in rows if row.since <= TODAY < row.until and row.known_until is None])


@pytest.mark.parametrize("seed", range(10))
def test_a_day_changes_the_tallies_as_much_as_what_began_and_ended(seed, db):
    last, this = (Reckoning.objects.create().pk for _ in range(2))
    rows = records(random.Random(seed), reckonings=[last, this])  # noqa: S311 - chance, no secret
    # As they were yesterday, when nothing was known of this reckoning.
    Counted.objects.filter(known_from=this).update(since=FOREVER - timedelta(days=1), until=FOREVER)
    Counted.objects.filter(known_until=this).update(known_until=None)
    tally_anew(YESTERDAY)
    Counted.objects.bulk_update(rows, ["since", "until", "known_until"])
    with connection.cursor() as cursor:
        statement, params = tallies_of_the_day(list(PARTS.values()), of_cities=OF_CITIES)
        cursor.execute(statement, {**params, "as_of": TODAY, "last": last, "last_day": YESTERDAY})
    assert tallies() == told_apart([row for row in rows if row.since <= TODAY < row.until and row.known_until is None])
