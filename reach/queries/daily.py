"""The SQL of a day: what the log says has changed is read anew, and what that changes is added to the last tallies."""

from collections.abc import Sequence
from hashlib import sha256

from reach.queries.figures import Part, Source
from reach.queries.statements import FOUND, REPLACE

# Lines of the log that are read twice: a number is taken before its line is committed, so that a lower one may come after a higher.
OVERLAP = 1000

TOUCHED = """
WITH log AS MATERIALIZED (
    SELECT verb, actor_id, official_id, person_id, network_id, city_id, subject_id FROM activity_activity WHERE id > %(log_read_to)s
), touched AS MATERIALIZED ({touched})"""
# What happens to a city may be told of every part that has something there.
OF_CITY = """
UNION SELECT counted.source_id FROM log JOIN reach_counted counted
    ON counted.city_id IN (log.city_id, log.subject_id) AND counted.part = %(part)s AND known_until IS NULL WHERE starts_with(verb, 'city.')
"""


def up_to_the_day(part: Part) -> str:
    """As `up_to_date`, of what the log touched since the last reckoning."""
    # An array, not a join: it reaches into the rows, and the few are looked up there by their ids. A source is made of the few.
    found = FOUND.format(rows=part.rows, only="" if part.source else " AND row.source_id = ANY(ARRAY(SELECT touched.id FROM touched))")
    known = REPLACE.format(only=" AND counted.source_id IN (SELECT touched.id FROM touched)")
    return TOUCHED.format(touched=part.touched + OF_CITY) + ", " + found + known


def read_once(source: Source, *, of_the_day: bool) -> list[str]:
    """The table of a source, whole or as far as a day needs it."""
    rows = source.rows.format(only=source.of_the_day if of_the_day else "")
    touched = TOUCHED.format(touched=source.touched) if of_the_day else ""
    name = source.name
    return [f"DROP TABLE IF EXISTS {name}", f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {touched}{rows}", f"ANALYZE {name}"]


# How many different things and cities each part has, in each scope, when a day closes.
_HELD = """since <= %(as_of)s AND until > %(as_of)s AND known_until IS NULL"""
# Into a table of this reckoning, since the database reads with one worker alone where it also writes.
TALLIES_ANEW = [
    "DROP TABLE IF EXISTS reach_tally_anew",
    f"""
CREATE TEMPORARY TABLE reach_tally_anew ON COMMIT DROP AS
SELECT part, CASE GROUPING(network_id) WHEN 0 THEN network_id ELSE 0 END AS network_id,
    CASE GROUPING(region) WHEN 0 THEN region ELSE '' END AS region, count(DISTINCT thing_id) AS things,
    count(DISTINCT nullif(city_id, 0)) AS cities
FROM reach_counted WHERE {_HELD}
GROUP BY GROUPING SETS ((part), (part, network_id), (part, region))
HAVING GROUPING(network_id, region) = 3 OR network_id <> 0 OR region <> ''
""",  # noqa: S608 - of our own words
    "DELETE FROM reach_tally",
    "INSERT INTO reach_tally (part, network_id, region, things, cities) SELECT * FROM reach_tally_anew",
]
# A thing that has begun or ended since the last tallies is looked up in each of its scopes: it may still, or already, count there.
_THEN = """since <= %(last_day)s AND until > %(last_day)s AND known_from <= %(last)s
        AND (known_until IS NULL OR known_until > %(last)s)"""
_SCOPES = "(0::bigint, ''::text), (changed.network_id, ''), (0, changed.region)"
TALLIES_OF_THE_DAY = f"""
WITH moved AS MATERIALIZED (
    SELECT * FROM reach_counted WHERE known_from > %(last)s
    UNION SELECT * FROM reach_counted WHERE known_until > %(last)s
    UNION SELECT * FROM reach_counted WHERE since > %(last_day)s AND since <= %(as_of)s AND known_until IS NULL
    UNION SELECT * FROM reach_counted WHERE until > %(last_day)s AND until <= %(as_of)s AND known_until IS NULL
), changed AS MATERIALIZED (
    SELECT part, thing_id, city_id, network_id, region FROM moved WHERE ({_THEN}) IS DISTINCT FROM ({_HELD})
), thing AS (
    SELECT DISTINCT part, thing_id, scope.network_id, scope.region
    FROM changed CROSS JOIN LATERAL (VALUES {_SCOPES}) AS scope (network_id, region)
), city AS (
    SELECT DISTINCT part, city_id, scope.network_id, scope.region
    FROM changed CROSS JOIN LATERAL (VALUES {_SCOPES}) AS scope (network_id, region)
    WHERE city_id <> 0
), change AS (
    SELECT part, network_id, region, is_now::int - was::int AS things, 0 AS cities FROM thing CROSS JOIN LATERAL (
        SELECT coalesce(bool_or({_THEN}), false) AS was, coalesce(bool_or({_HELD}), false) AS is_now FROM reach_counted counted
        WHERE counted.part = thing.part AND counted.thing_id = thing.thing_id
            AND thing.network_id IN (0, counted.network_id) AND thing.region IN ('', counted.region)
    ) held
    UNION ALL
    SELECT part, network_id, region, 0, EXISTS (
        SELECT FROM reach_counted counted WHERE counted.part = city.part AND counted.city_id = city.city_id
            AND city.network_id IN (0, counted.network_id) AND city.region IN ('', counted.region) AND {_HELD}
    )::int - EXISTS (
        SELECT FROM reach_counted counted WHERE counted.part = city.part AND counted.city_id = city.city_id
            AND city.network_id IN (0, counted.network_id) AND city.region IN ('', counted.region) AND {_THEN}
    )::int FROM city
)
INSERT INTO reach_tally AS tally (part, network_id, region, things, cities)
SELECT part, network_id, region, sum(things), sum(cities) FROM change GROUP BY part, network_id, region
ON CONFLICT (part, network_id, region) DO UPDATE SET things = tally.things + excluded.things, cities = tally.cities + excluded.cities
"""  # noqa: S608 - of our own words


def definitions_of(parts: Sequence[Part]) -> str:
    """Changes with the definitions: tallies of others are no help."""
    return sha256("".join(part.key + part.rows + (part.source.rows if part.source else "") for part in parts).encode()).hexdigest()
