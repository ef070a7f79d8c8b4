"""The SQL that keeps how many different things and cities each part has, in each scope, when a day closes."""

from collections.abc import Sequence

from reach.queries.figures import Part

_HELD = """since <= %(as_of)s AND until > %(as_of)s AND known_until IS NULL"""
# Where each record is a thing of its own, things are as many as rows.
ANEW = f"""
SELECT '{{part}}'::text AS part, CASE GROUPING(network_id) WHEN 0 THEN network_id ELSE 0 END AS network_id,
    (CASE GROUPING(region) WHEN 0 THEN region ELSE '' END)::text AS region, {{things}} AS things,
    count(DISTINCT nullif(city_id, 0)) AS cities
FROM reach_counted WHERE part = '{{part}}' AND {_HELD}
GROUP BY GROUPING SETS ((), (network_id), (region))
HAVING count(*) > 0 AND (GROUPING(network_id, region) = 3 OR network_id <> 0 OR region <> '')
"""  # noqa: S608 - of our own words


def tallies_anew(parts: Sequence[Part]) -> list[str]:
    """Into a table of this reckoning first, since the database reads with one worker alone where it also writes.

    The types are told and the parts are within a FROM, so that its workers share them among themselves.
    """
    found = " UNION ALL ".join(
        ANEW.format(part=part.key, things="count(DISTINCT thing_id)" if part.source.has_things_again else "count(*)") for part in parts
    )
    return [
        "DROP TABLE IF EXISTS reach_tally_anew",
        f"CREATE TEMPORARY TABLE reach_tally_anew ON COMMIT DROP AS SELECT * FROM ({found}) AS tally",  # noqa: S608 - of our own words
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
