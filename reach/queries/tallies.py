"""The SQL that keeps how many different things and cities each part has, in each scope, when a day closes."""

from collections.abc import Sequence

from reach.queries.figures import Part

# How many different things and cities each part has, in each scope, when a day closes.
_HELD = """since <= %(as_of)s AND until > %(as_of)s AND known_until IS NULL"""
_BY_SCOPE = """CASE GROUPING(network_id) WHEN 0 THEN network_id ELSE 0 END AS network_id,
    CASE GROUPING(region) WHEN 0 THEN region ELSE '' END AS region"""
_SCOPES_WITH_A_NAME = "HAVING GROUPING(network_id, region) = 3 OR network_id <> 0 OR region <> ''"
# Where each record is a thing of its own, things are as many as rows, and cities are few beside them.
ROWS_AND_CITIES = f"""
SELECT part, {_BY_SCOPE}, CASE WHEN part = ANY(%(told_apart)s) THEN 0 ELSE sum(rows) END AS things,
    count(DISTINCT nullif(city_id, 0)) AS cities
FROM (
    SELECT part, network_id, region, city_id, count(*) AS rows FROM reach_counted WHERE {_HELD} GROUP BY part, network_id, region, city_id
) AS place
GROUP BY GROUPING SETS ((part), (part, network_id), (part, region)) {_SCOPES_WITH_A_NAME}
"""  # noqa: S608 - of our own words
THINGS_APART = f"""
SELECT '{{part}}', {_BY_SCOPE}, count(DISTINCT thing_id), 0 FROM reach_counted WHERE part = '{{part}}' AND {_HELD}
GROUP BY GROUPING SETS ((), (network_id), (region)) {_SCOPES_WITH_A_NAME}
"""  # noqa: S608 - of our own words


def tallies_anew(parts: Sequence[Part]) -> tuple[list[str], dict[str, list[str]]]:
    """Into a table of this reckoning first, since the database reads with one worker alone where it also writes."""
    apart = [part.key for part in parts if part.source.has_things_again]
    found = " UNION ALL ".join([ROWS_AND_CITIES, *(THINGS_APART.format(part=key) for key in apart)])
    return [
        "DROP TABLE IF EXISTS reach_tally_anew",
        f"CREATE TEMPORARY TABLE reach_tally_anew ON COMMIT DROP AS {found}",
        "DELETE FROM reach_tally",
        """
INSERT INTO reach_tally (part, network_id, region, things, cities)
SELECT part, network_id, region, sum(things), sum(cities) FROM reach_tally_anew GROUP BY part, network_id, region
HAVING sum(things) > 0
""",
    ], {"told_apart": apart}


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
