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


# What began or ended since the last tallies changes the number of a scope where nothing else of the same thing, or city, counted there
# before and still does. What did both there changes nothing.
_THEN = """since <= %(last_day)s AND until > %(last_day)s AND known_from <= %(last)s
        AND (known_until IS NULL OR known_until > %(last)s)"""
_STILL = """counted.since <= %(last_day)s AND counted.until > %(as_of)s AND counted.known_from <= %(last)s
            AND counted.known_until IS NULL"""
_CHANGES = f"""
    SELECT part, network_id, region, CASE WHEN began THEN 1 ELSE -1 END AS change FROM (
        SELECT part, {{key}}, scope.network_id, scope.region, bool_or(is_now) AS began
        FROM changed CROSS JOIN LATERAL (VALUES (0::bigint, ''::text), (network_id, ''), (0, region)) AS scope (network_id, region)
        WHERE {{key}} <> 0 GROUP BY part, {{key}}, scope.network_id, scope.region HAVING bool_or(is_now) = bool_and(is_now)
    ) moved WHERE NOT EXISTS (
        SELECT FROM reach_counted counted WHERE counted.part = moved.part AND counted.{{key}} = moved.{{key}}
            AND moved.network_id IN (0, counted.network_id) AND moved.region IN ('', counted.region) AND {_STILL}
    )
"""  # noqa: S608 - of our own words
TALLIES_OF_THE_DAY = f"""
WITH moved AS (
    SELECT * FROM reach_counted WHERE known_from > %(last)s
    UNION SELECT * FROM reach_counted WHERE known_until > %(last)s
    UNION SELECT * FROM reach_counted WHERE since > %(last_day)s AND since <= %(as_of)s AND known_until IS NULL
    UNION SELECT * FROM reach_counted WHERE until > %(last_day)s AND until <= %(as_of)s AND known_until IS NULL
), changed AS MATERIALIZED (
    SELECT part, thing_id, city_id, network_id, region, ({_HELD}) AS is_now FROM moved WHERE ({_THEN}) IS DISTINCT FROM ({_HELD})
), change AS (
    SELECT part, network_id, region, change AS things, 0 AS cities FROM ({_CHANGES.format(key="thing_id")}) of_things
    UNION ALL SELECT part, network_id, region, 0, change FROM ({_CHANGES.format(key="city_id")}) of_cities
)
INSERT INTO reach_tally AS tally (part, network_id, region, things, cities)
SELECT part, network_id, region, sum(things), sum(cities) FROM change GROUP BY part, network_id, region
ON CONFLICT (part, network_id, region) DO UPDATE SET things = tally.things + excluded.things, cities = tally.cities + excluded.cities
"""  # noqa: S608 - of our own words
