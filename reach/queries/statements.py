"""The SQL that figures become: one statement counts every figure of any number of days, and gives a row for each scope."""

from collections.abc import Sequence
from typing import Any

from cities.models import Region
from reach.queries.figures import ALL, NETWORK, REGION, Figure

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
SELECT day_id, nullif(scope_network, 0) AS network_id, scope_region AS region, CASE kind {told} END AS figures
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
    SELECT id AS day_id, 0::bigint AS scope_network, '' AS scope_region, 'all' AS kind FROM day
    UNION ALL SELECT day.id, network.id, '', 'network' FROM day JOIN networks_network network
        ON network.started_on <= as_of AND (network.ended_on IS NULL OR network.ended_on > as_of)
    UNION SELECT day_id, scope_network, '', 'network' FROM measured WHERE scope_network <> 0
    UNION ALL SELECT day.id, 0, region, 'region' FROM day CROSS JOIN unnest(%(regions)s::text[]) AS region
"""
KEEP = "INSERT INTO reach_snapshotscope (snapshot_id, network_id, region, figures) "
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
        kinds=[ALL, NETWORK, REGION],
        held=HELD_NOW if from_tallies else HELD,
        tally=KEPT_TALLY if from_tallies else TALLY,
    )
    return KEEP + statement, {**_params(figures), "regions": Region.values}


def figures_of(figures: Sequence[Figure], *, kind: str, where: dict[str, Any], days: str) -> tuple[str, dict[str, Any]]:
    """Counts these figures of some days for one scope, from what is counted there."""
    statement = _figures(
        figures,
        days=days,
        where="".join(f" AND counted.{column} = %({column})s" for column in where),
        scope="0::bigint AS scope_network, '' AS scope_region",
        by=[""],
        scopes=f"SELECT id AS day_id, 0::bigint AS scope_network, '' AS scope_region, '{kind}' AS kind FROM day",  # noqa: S608 - of our own words
        kinds=[kind],
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
    kinds: Sequence[str],
    held: str = HELD,
    tally: str = TALLY,
) -> str:
    measures = list(dict.fromkeys((measure.part, measure.what) for figure in figures for measure in figure.measures))
    columns = {measure: f"m{i}" for i, measure in enumerate(measures)}
    # What is not there is none; a median of nothing is nothing.
    numbers = {measure: column if measure[1] == "median" else f"coalesce({column}, 0)" for measure, column in columns.items()}
    return FIGURES_OF.format(
        days=days,
        held=held,
        where=where,
        scope=scope,
        tally=tally.format(scope=scope, sets=", ".join(f"(day_id, part{_and(column)})" for column in by)),
        sets_of_weighed=", ".join(f"(day_id, nth{_and(column)})" for column in by),
        scopes=scopes,
        measures=", ".join(f"(max({what}) FILTER (WHERE part = '{part}'))::float8 AS {column}" for (part, what), column in columns.items()),
        told=" ".join(f"WHEN '{kind}' THEN {_told_of(kind, figures, numbers)}" for kind in kinds),
    )


def _and(column: str) -> str:
    return f", {column}" if column else ""


def _told_of(kind: str, figures: Sequence[Figure], numbers: dict[tuple[str, str], str]) -> str:
    """What SnapshotScope.figures holds, of those that make sense for it. The database reads JSON in half the time it composes it."""
    told = {figure.key: _told(figure, numbers) for figure in figures if kind in figure.scopes}
    return f"('{_object(told)}')::jsonb"


def _told(figure: Figure, numbers: dict[tuple[str, str], str]) -> str:
    made_of = [numbers[measure.part, measure.what] for measure in figure.measures]
    parts = {measure.key: _number(number) for measure, number in zip(figure.measures, made_of, strict=True)}
    value = _number(f"({figure.value.sql.format(*made_of)})::float8")
    return _object({"value": value, "parts": _object(parts), "version": str(figure.version)})


# What stands between the quotes of a text.


def _object(pairs: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in pairs.items()) + "}"


def _number(sql: str) -> str:
    return f"' || coalesce(({sql})::text, 'null') || '"


def _params(figures: Sequence[Figure]) -> dict[str, list[str]]:
    measures = [measure for figure in figures for measure in figure.measures]
    weighed = {measure.part for measure in measures if measure.what in {"total", "median"}}
    return {"parts": sorted({measure.part for measure in measures}), "weighed": sorted(weighed)}
