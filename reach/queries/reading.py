"""What figures were on a day, and over time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.lists import format_list
from django.core.cache import cache
from django.db import connections
from django.db.models import F, QuerySet
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from access.querysets import prepared
from networks.models import Network
from reach.models import Reckoning, Snapshot, SnapshotFigure, numbers_of
from reach.queries.definitions import FIGURE, FIGURES, PARTS, REASONS
from reach.queries.figures import CITY, Figure, Reason
from reach.queries.scopes import EVERYTHING, Scope
from reach.queries.statements import SNAPSHOTS, figures_of, places_of
from reach.querysets import PROGRESS

# One day, as it is known at a reckoning.
A_DAY = "SELECT 0 AS id, %(as_of)s::date AS as_of, %(reckoning)s::bigint AS reckoning"


def made_of(parts: dict[str, float | None]) -> str:
    """'868 officials in 97 cities, 14 staff', as far as these parts go."""
    said = {key: words for key, number in parts.items() if (words := _counted(key, number))}
    if "officials" in said and "cities" in said:
        cities = said.pop("cities")
        said["officials"] = _("%(officials)s in %(cities)s") % {"officials": said["officials"], "cities": cities}
    language = get_language() or "en"
    # With commas alone, as English lists what has a unit; of Spanish babel knows only half of that.
    return format_list(list(said.values()), style="unit" if language == "en" else "standard", locale=to_locale(language))


def _counted(key: str, number: float | None) -> str:
    if number is None:
        return ""
    shown = number_format(int(number), force_grouping=True)
    words = _words(key)
    if words is None and (key == "cities" or key.endswith("-cities")):
        return ngettext("%(number)s city", "%(number)s cities", int(number)) % {"number": shown}
    return str(words % {"number": int(number)}).replace(str(int(number)), shown, 1) if words else ""


def _words(key: str) -> Any:
    if key in PARTS:
        return PARTS[key].counted
    part, _dash, what = key.rpartition("-")
    return getattr(PARTS.get(part), f"in_{what}", None)


@dataclass(frozen=True)
class Value:
    """What a figure was on a day, in a scope."""

    figure: Figure
    scope: Scope
    as_of: date
    number: float | None
    parts: dict[str, float]

    def __str__(self) -> str:
        return self.figure.text(self.number)

    @property
    def network(self) -> Network | None:
        return self.scope.network

    @property
    def made_of(self) -> str:
        return made_of({measure.key: self.parts[measure.key] for measure in self.figure.measures if measure.key in self.parts})

    @property
    def plain_number(self) -> str:
        """For machines: the same in every language."""
        return "" if self.number is None else f"{self.number:.10g}"


@dataclass(frozen=True)
class History:
    """One figure over time, oldest first."""

    figure: Figure
    values: list[Value] = field(default_factory=list)

    @property
    def latest(self) -> Value | None:
        return self.values[-1] if self.values else None

    @property
    def is_drawn(self) -> bool:
        """Fewer than two numbers are text, not a chart."""
        return sum(value.number is not None for value in self.values) > 1


@dataclass(frozen=True)
class Counting:
    """How far the counting is: when figures were last computed, and whether some are being computed."""

    last: Snapshot | None
    is_due: bool
    # How many parts are read, and of how many, while a worker is at it.
    progress: tuple[int, int] | None


def counting() -> Counting:
    return Counting(
        last=Snapshot.objects.computed().newest_first().first(), is_due=Snapshot.objects.due().exists(), progress=cache.get(PROGRESS)
    )


def histories(
    *, figures: Sequence[Figure], scope: Scope = EVERYTHING, since: date | None, until: date | None = None, each: str
) -> list[History]:
    """These figures since that day, with the last value of each week or month, so that pages stay small."""
    snapshots = Snapshot.objects.computed().last_of_each(each)
    if since:
        snapshots = snapshots.filter(as_of__gte=since)
    if until:
        snapshots = snapshots.filter(as_of__lte=until)
    found = {figure.key: History(figure) for figure in figures}
    # Which days is asked first: a planner that knows nothing of new tables may otherwise look for them anew in each of millions of rows.
    for value in _values(figures, scope, list(snapshots.values_list("pk", flat=True))):
        found[value.figure.key].values.append(value)
    return list(found.values())


def by_network(*, figure: Figure, user: Any) -> list[Value]:
    """A figure today for each network that this person may see, highest first."""
    rows = SnapshotFigure.objects.filter(snapshot__in=_latest().values("pk"), figure=figure.key, network__isnull=False)
    rows = rows.visible_to(user).select_related("network").annotate(as_of=F("snapshot__as_of"))
    in_order = rows.order_by(F("value").desc(nulls_last=True), "network__name")
    return [Value(figure, Scope(network=row.network), row.as_of, row.value, row.parts) for row in in_order]


def reasons() -> list[tuple[Reason, Value | None]]:
    """The five reasons, each with its figure today, where it has one."""
    values = headlines()
    return [(reason, values.get(reason.figure or "")) for reason in REASONS]


def of_networks(networks: Sequence[Network]) -> list[tuple[Network, list[Value]]]:
    """Each with what can be said today of the five reasons, in their order; networks of which nothing can be said are left out."""
    keys = [reason.figure for reason in REASONS if reason.figure]
    rows = SnapshotFigure.objects.filter(snapshot__in=_latest().values("pk"), figure__in=keys, network__in=networks, value__isnull=False)
    found: dict[int | None, list[Value]] = defaultdict(list)
    for row in sorted(rows.select_related("snapshot", "network"), key=lambda row: keys.index(row.figure)):
        found[row.network_id].append(_value(row, Scope(network=row.network)))
    return [(network, found[network.pk]) for network in networks if network.pk in found]


def headline(figure: Figure, scope: Scope) -> Value | None:
    """What was told of the last day that was computed, if anything was."""
    for row in _of_last_day(figure.key, scope.network and scope.network.pk, scope.region):
        return _value(row, scope)
    return None


@prepared
def _of_last_day(figure: str, network: int | None, region: str) -> QuerySet[SnapshotFigure]:
    kept = SnapshotFigure.objects.filter(network=network, region=region, figure=figure)
    return kept.filter(snapshot__in=_latest().values("pk")).select_related("snapshot")


def headlines(scope: Scope = EVERYTHING, *, until: date | None = None) -> dict[str, Value]:
    """Every figure of the last day that was computed, or the last until that day, by its key; empty where none was yet."""
    return {value.figure.key: value for value in _values(FIGURES, scope, _latest(until).values("pk"))}


def as_known_now(*, figures: Sequence[Figure], scope: Scope, as_of: date) -> dict[str, Value]:
    """These figures of any day, from the dated record as it is known today; empty before the first count."""
    last = Reckoning.objects.order_by("-pk").first()
    if last is None:
        return {}
    rows = _counted_anew(figures, scope, A_DAY, {"as_of": as_of, "reckoning": last.pk})
    return {key: Value(FIGURE[key], scope, as_of, number, parts) for _day, key, number, parts in rows}


def on(*, figure: Figure, scope: Scope, snapshot: Snapshot) -> Value | None:
    """What was told of that day, if anything was."""
    values = _values([figure], scope, [snapshot.pk])
    return values[0] if values else None


def _values(figures: Sequence[Figure], scope: Scope, snapshots: Any) -> list[Value]:
    """Of these snapshots, by their ids or by a query for them; in order of time."""
    if scope.kind == CITY:
        days = dict(Snapshot.objects.filter(pk__in=snapshots, reckoning__isnull=False).values_list("pk", "as_of"))
        rows = _counted_anew(figures, scope, SNAPSHOTS, {"snapshots": list(days)})
        values = [Value(FIGURE[key], scope, days[day], number, parts) for day, key, number, parts in rows]
        return sorted(values, key=lambda value: value.as_of)
    kept = scope.figures.filter(snapshot__in=snapshots, figure__in=[figure.key for figure in figures])
    return [_value(row, scope) for row in kept.select_related("snapshot").order_by("snapshot__as_of")]


def _counted_anew(figures: Sequence[Figure], scope: Scope, days: str, params: dict[str, Any]) -> list[tuple[int, str, Any, Any]]:
    told = [figure for figure in figures if scope.kind in figure.scopes]
    if not told:
        return []
    statement, more = figures_of(told, where=scope.where, days=days)
    with connections[Snapshot.objects.db].cursor() as cursor:
        cursor.execute(statement, {**more, **params})
        found = [(day, numbers) for day, _network, _region, numbers in cursor]
    places = places_of(told)
    return [(day, said["figure"], *numbers_of(said, numbers)) for day, numbers in found for said in places]


def _latest(until: date | None = None) -> QuerySet[Snapshot]:
    snapshots = Snapshot.objects.computed().newest_first()
    return (snapshots.filter(as_of__lte=until) if until else snapshots)[:1]


def _value(row: SnapshotFigure, scope: Scope) -> Value:
    return Value(FIGURE[row.figure], scope, row.snapshot.as_of, row.value, row.parts)
