"""The SQL that figures become: one statement counts every figure of any number of days, and gives a row for each scope."""

from collections.abc import Sequence
from typing import Any

from cities.models import Region
from reach.queries.figures import Figure

_ON_ITS_DAY = "counted.part = ANY(%(parts)s) AND counted.since <= day.as_of AND counted.until > day.as_of"
HELD = f"""{_ON_ITS_DAY}
        AND counted.known_from <= day.reckoning AND (counted.known_until IS NULL OR counted.known_until > day.reckoning)"""
# As the last reckoning knows it.
HELD_NOW = f"{_ON_ITS_DAY} AND counted.known_until IS NULL"

FIGURES_OF = """
WITH day AS ({days}), counted AS NOT MATERIALIZED (
    SELECT day.id AS day_id, part, thing_id, network_id, nullif(city_id, 0) AS city_id, region, amount
    FROM day JOIN reach_counted counted ON {held}{where}
), tally AS ({tally}), weighed AS (
    SELECT day_id, nth, {scope}, sum(amount) AS total, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median
    FROM (SELECT *, array_position(%(weighed)s::text[], part::text) AS nth FROM counted WHERE part = ANY(%(weighed)s)) AS counted
    GROUP BY GROUPING SETS ({sets_of_weighed})
), measured AS MATERIALIZED (
    SELECT day_id, scope_network, scope_region, {measures} FROM (
        SELECT day_id, scope_network, scope_region, part, things, cities, NULL::float8 AS total, NULL::float8 AS median FROM tally
        UNION ALL SELECT day_id, scope_network, scope_region, (%(weighed)s::text[])[nth], NULL, NULL, total, median FROM weighed
    ) AS measure GROUP BY day_id, scope_network, scope_region
), scope AS ({scopes})
SELECT day_id, nullif(scope_network, 0) AS network_id, scope_region AS region, ARRAY[{numbers}]::float8[] AS numbers
FROM scope LEFT JOIN measured USING (day_id, scope_network, scope_region)
"""
TALLY = """
    SELECT day_id, part, {scope}, count(DISTINCT thing_id) AS things, count(DISTINCT city_id) AS cities
    FROM counted GROUP BY GROUPING SETS ({sets})
"""
# Of the last day, from what is kept up to it.
KEPT_TALLY = """
    SELECT day.id AS day_id, part, network_id AS scope_network, region AS scope_region, things, cities FROM day CROSS JOIN reach_tally
"""
# All together, each network, each region.
SCOPES = """
    SELECT id AS day_id, 0::bigint AS scope_network, '' AS scope_region FROM day
    UNION ALL SELECT day.id, network.id, '' FROM day JOIN networks_network network
        ON network.started_on <= as_of AND (network.ended_on IS NULL OR network.ended_on > as_of)
    UNION SELECT day_id, scope_network, '' FROM measured WHERE scope_network <> 0
    UNION ALL SELECT day.id, 0, region FROM day CROSS JOIN unnest(%(regions)s::text[]) AS region
"""
KEEP = "INSERT INTO reach_snapshotscope (snapshot_id, network_id, region, numbers) "
SNAPSHOTS = "SELECT id, as_of, reckoning_id AS reckoning FROM reach_snapshot WHERE id = ANY(%(snapshots)s)"


def keep_figures(figures: Sequence[Figure], *, from_tallies: bool) -> tuple[str, dict[str, list[str]]]:
    """Counts these figures of some snapshots for every scope, and keeps them; those of the last day from its tallies."""
    statement = _figures(
        figures,
        days=SNAPSHOTS,
        where="",
        scope="CASE WHEN GROUPING(network_id) = 0 THEN nullif(network_id, 0) ELSE 0 END AS scope_network, "
        "CASE WHEN GROUPING(region) = 0 THEN nullif(region, '') ELSE '' END AS scope_region",
        by=["network_id", "region", ""],
        scopes=SCOPES,
        held=HELD_NOW if from_tallies else HELD,
        tally=KEPT_TALLY if from_tallies else TALLY,
    )
    return KEEP + statement, {**_params(figures), "regions": Region.values}


def figures_of(figures: Sequence[Figure], *, where: dict[str, Any], days: str) -> tuple[str, dict[str, Any]]:
    """Counts these figures of some days for one scope, from what is counted there."""
    statement = _figures(
        figures,
        days=days,
        where="".join(f" AND counted.{column} = %({column})s" for column in where),
        scope="0::bigint AS scope_network, '' AS scope_region",
        by=[""],
        scopes="SELECT id AS day_id, 0::bigint AS scope_network, '' AS scope_region FROM day",
    )
    return statement, {**_params(figures), **where}


def _figures(
    figures: Sequence[Figure],
    *,
    days: str,
    where: str,
    scope: str,
    by: list[str],
    scopes: str,
    held: str = HELD,
    tally: str = TALLY,
) -> str:
    columns = {measure: f"m{i}" for i, measure in enumerate(_measures(figures))}
    # What is not there is none; a median of nothing is nothing.
    numbers = {measure: column if measure[1] == "median" else f"coalesce({column}, 0)" for measure, column in columns.items()}
    values = [figure.value.sql.format(*(numbers[measure.part, measure.what] for measure in figure.measures)) for figure in figures]
    return FIGURES_OF.format(
        days=days,
        held=held,
        where=where,
        scope=scope,
        tally=tally.format(scope=scope, sets=", ".join(f"(day_id, part{_and(column)})" for column in by)),
        sets_of_weighed=", ".join(f"(day_id, nth{_and(column)})" for column in by),
        scopes=scopes,
        measures=", ".join(f"(max({what}) FILTER (WHERE part = '{part}'))::float8 AS {column}" for (part, what), column in columns.items()),
        numbers=", ".join([*values, *numbers.values()]),
    )


def _and(column: str) -> str:
    return f", {column}" if column else ""


def places_of(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Where these statements put each figure's value and parts among the numbers of a scope: the `figures` of a FigureSet."""
    places = {measure: place for place, measure in enumerate(_measures(figures), len(figures) + 1)}
    return [
        {
            "figure": figure.key,
            "version": figure.version,
            "scopes": sorted(figure.scopes),
            "value": place,
            "parts": {measure.key: places[measure.part, measure.what] for measure in figure.measures},
        }
        for place, figure in enumerate(figures, 1)
    ]


def _measures(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((measure.part, measure.what) for figure in figures for measure in figure.measures))


def _params(figures: Sequence[Figure]) -> dict[str, list[str]]:
    measures = [measure for figure in figures for measure in figure.measures]
    weighed = {measure.part for measure in measures if measure.what in {"total", "median"}}
    return {"parts": sorted({measure.part for measure in measures}), "weighed": sorted(weighed)}
