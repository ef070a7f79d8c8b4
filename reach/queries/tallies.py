"""The SQL that keeps how many different things each part has, in each scope, when a day closes; of some, how many cities."""

from collections.abc import Collection, Sequence

from reach.queries.figures import Part

_HELD = """since <= %(as_of)s AND until > %(as_of)s AND known_until IS NULL"""
# Where a record counts: all together, its network, its region.
_SCOPES = """
    JOIN LATERAL (
        VALUES (0::bigint, ''::text, true), (counted.network_id, '', counted.network_id <> 0), (0, counted.region, counted.region <> '')
    ) AS scope (network_id, region, is_one) ON is_one
"""
_FOUND = "part, is_again, network_id, region, thing_id, things, cities"
_SCOPE = """CASE GROUPING(network_id) WHEN 0 THEN network_id ELSE 0 END, (CASE GROUPING(region) WHEN 0 THEN region ELSE '' END)::text"""
_BY_SCOPE = """GROUP BY GROUPING SETS ((), (network_id), (region))
HAVING count(*) > 0 AND (GROUPING(network_id, region) = 3 OR network_id <> 0 OR region <> '')"""
# Where each record is a thing of its own, things are as many as records.
THINGS = f"""
SELECT '{{part}}'::text, false, {_SCOPE}, 0::bigint, {{things}}, {{cities}}
FROM reach_counted WHERE part = '{{part}}' AND {_HELD}
{_BY_SCOPE}
"""  # noqa: S608 - of our own words
# Where many records are of one city in one network, all of them are counted once those are together, and those of a thing that had one
# already are told beside it.
RECORDS = f"""
SELECT '{{part}}'::text, false, {_SCOPE}, 0::bigint, sum(records)::bigint, {{cities}}
FROM (
    SELECT network_id, region, city_id, count(*) AS records FROM reach_counted WHERE part = '{{part}}' AND {_HELD}
    GROUP BY network_id, region, city_id
) AS place
{_BY_SCOPE}
"""  # noqa: S608 - of our own words
# Those of all things in a region together, where all records of each are of one city and of different networks, as nearly always; else
# of each such thing by its id.
RECORDS_AGAIN = f"""
SELECT '{{part}}'::text, true, 0::bigint, region, CASE WHEN is_mixed THEN thing_id ELSE 0 END AS thing, sum(again)::bigint, 0::bigint
FROM (
    SELECT thing_id, count(*) - 1 AS again, min(region)::text AS region,
        count(*) > count(DISTINCT network_id) OR min(city_id) <> max(city_id) OR min(region) <> max(region) AS is_mixed
    FROM reach_counted WHERE part = '{{part}}' AND {_HELD} GROUP BY thing_id HAVING count(*) > 1
) AS again
GROUP BY region, thing
"""  # noqa: S608 - of our own words
# A thing counts once in each scope, however many of its records do there: as many as the records without those that it has again.
TALLIES = f"""
INSERT INTO reach_tally (part, network_id, region, things, cities)
SELECT part, network_id, region, sum(things), sum(cities) FROM (
    SELECT part, network_id, region, things, cities FROM reach_things
    UNION ALL SELECT part, network_id, region, things, cities FROM reach_crowded WHERE NOT is_again
    UNION ALL SELECT part, 0, '', -things, 0 FROM reach_crowded WHERE is_again
    UNION ALL SELECT part, 0, region, -things, 0 FROM reach_crowded WHERE is_again AND thing_id = 0 AND region <> ''
    UNION ALL SELECT mixed.part, scope.network_id, scope.region, 1 - count(*), 0
    FROM reach_crowded mixed
    JOIN reach_counted counted ON counted.part = mixed.part AND counted.thing_id = mixed.thing_id AND {_HELD}
    {_SCOPES} WHERE mixed.thing_id <> 0 AND (scope.network_id <> 0 OR scope.region <> '')
    GROUP BY mixed.part, mixed.thing_id, scope.network_id, scope.region
) AS told
GROUP BY part, network_id, region
"""  # noqa: S608 - of our own words


def tallies_anew(parts: Sequence[Part], *, of_cities: Collection[str]) -> list[str]:
    """Of these parts alone the cities are counted.

    Into tables of this reckoning first, since the database reads with one worker alone where it also writes.

    The types are told and the parts are within a FROM, so that its workers share them among themselves; the crowded ones are most of the
    work, and first, lest one worker is left with them.
    """
    makes = []
    for table, is_crowded in (("reach_crowded", True), ("reach_things", False)):
        found = " UNION ALL ".join(
            statement for part in parts if part.source.is_crowded == is_crowded for statement in _counts(part, of_cities)
        )
        makes += [
            f"DROP TABLE IF EXISTS {table}",
            f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS SELECT * FROM ({found}) AS found ({_FOUND})",  # noqa: S608 - of our own words
        ]
    return [*makes, "DELETE FROM reach_tally", TALLIES]


def _counts(part: Part, of_cities: Collection[str]) -> list[str]:
    cities = "count(DISTINCT nullif(city_id, 0))" if part.key in of_cities else "0::bigint"
    if part.source.is_crowded:
        return [RECORDS.format(part=part.key, cities=cities), RECORDS_AGAIN.format(part=part.key)]
    things = "count(DISTINCT thing_id)" if part.source.has_things_again else "count(*)"
    return [THINGS.format(part=part.key, things=things, cities=cities)]


# What began or ended since the last tallies changes the number of a scope where nothing else of the same thing, or city, counted there
# before and still does. What did both there changes nothing.
_THEN = """since <= %(last_day)s AND until > %(last_day)s AND known_from <= %(last)s
        AND (known_until IS NULL OR known_until > %(last)s)"""
_STILL = """counted.since <= %(last_day)s AND counted.until > %(as_of)s AND counted.known_from <= %(last)s
            AND counted.known_until IS NULL"""
# Any other of the same is looked for once: where there is none every scope changes; where there is one, not the number of all together,
# nor that of its region. The OFFSET keeps it from being looked for in each scope, and {where} stands twice for the index counted_cities.
_CHANGES = f"""
    SELECT part, network_id, region, CASE WHEN began THEN 1 ELSE -1 END AS change FROM (
        SELECT part, {{key}}, scope.network_id, scope.region, bool_or(is_now) AS began, min(other) AS other
        FROM (
            SELECT part, {{key}}, network_id, region, is_now, (
                SELECT region FROM reach_counted counted
                WHERE counted.part = changed.part AND counted.{{key}} = changed.{{key}} AND {_STILL} LIMIT 1
            ) AS other
            FROM changed WHERE {{where}} OFFSET 0
        ) counted {_SCOPES}
        GROUP BY part, {{key}}, scope.network_id, scope.region HAVING bool_or(is_now) = bool_and(is_now)
    ) moved WHERE other IS NULL OR CASE
        WHEN network_id <> 0 THEN NOT EXISTS (
            SELECT FROM reach_counted counted WHERE {{where}} AND counted.part = moved.part AND counted.{{key}} = moved.{{key}}
                AND counted.network_id = moved.network_id AND {_STILL}
        )
        WHEN region NOT IN ('', other) THEN NOT EXISTS (
            SELECT FROM reach_counted counted WHERE counted.part = moved.part AND counted.{{key}} = moved.{{key}}
                AND counted.region = moved.region AND {_STILL}
        )
    END
"""  # noqa: S608 - of our own words
_OF_THINGS = _CHANGES.format(key="thing_id", where="part = ANY(%(again)s)")
_OF_CITIES = _CHANGES.format(key="city_id", where="city_id <> 0 AND part = ANY(%(of_cities)s)")
TALLIES_OF_THE_DAY = f"""
WITH moved AS (
    SELECT * FROM reach_counted WHERE known_from > %(last)s
    UNION ALL SELECT * FROM reach_counted WHERE known_until > %(last)s AND known_from <= %(last)s
    UNION ALL SELECT * FROM reach_counted
    WHERE since > %(last_day)s AND since <= %(as_of)s AND known_until IS NULL AND known_from <= %(last)s
    UNION ALL SELECT * FROM reach_counted
    WHERE until > %(last_day)s AND until <= %(as_of)s AND since <= %(last_day)s AND known_until IS NULL AND known_from <= %(last)s
), changed AS MATERIALIZED (
    SELECT part, thing_id, city_id, network_id, region, ({_HELD}) AS is_now FROM moved WHERE ({_THEN}) IS DISTINCT FROM ({_HELD})
), change AS (
    SELECT part, network_id, region, change AS things, 0 AS cities
    FROM ({_OF_THINGS}) of_things
    UNION ALL SELECT part, scope.network_id, scope.region, CASE WHEN is_now THEN 1 ELSE -1 END, 0
    FROM changed counted {_SCOPES} WHERE part <> ALL(%(again)s)
    UNION ALL SELECT part, network_id, region, 0, change FROM ({_OF_CITIES}) of_cities
)
INSERT INTO reach_tally AS tally (part, network_id, region, things, cities)
SELECT part, network_id, region, sum(things), sum(cities) FROM change GROUP BY part, network_id, region
ON CONFLICT (part, network_id, region) DO UPDATE SET things = tally.things + excluded.things, cities = tally.cities + excluded.cities
"""  # noqa: S608 - of our own words


def tallies_of_the_day(parts: Sequence[Part], *, of_cities: Collection[str]) -> tuple[str, dict[str, list[str]]]:
    """Where each record is a thing of its own, no other is looked for; nor is one of the same city where nobody asks how many there are."""
    return TALLIES_OF_THE_DAY, {"again": [part.key for part in parts if part.source.has_things_again], "of_cities": sorted(of_cities)}
