"""What each reach figure means, and what was counted. Pages, mail and exports read the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from networks.models import Network
from reach.models import Snapshot, SnapshotFigure

Words = str | Promise


class Kind(models.TextChoices):
    """How a figure comes to be known."""

    RECORD = "record", _("record")
    SELF_REPORT = "self-report", _("self-report")
    ESTIMATE = "estimate", _("estimate")

    @property
    def meaning(self) -> Words:
        return KIND_MEANINGS[self]


KIND_MEANINGS: dict[Kind, Words] = {
    Kind.RECORD: _("Counted from what c40net records when it happens. Nobody was asked."),
    Kind.SELF_REPORT: _("Counted from what cities say of themselves."),
    Kind.ESTIMATE: _("Calculated with assumptions, which the definition names."),
}


@dataclass(frozen=True)
class Reason:
    """One of the five reasons networks work."""

    key: str
    name: Words
    claim: Words
    # The figure that speaks for it, where there is one.
    figure: str | None = None


REASONS = [
    Reason(
        "multiplier",
        _("Multiplier"),
        _("A few staff reach hundreds of officials in dozens of cities, and peers reach each other without staff."),
        figure="officials-per-staff",
    ),
    Reason("peer-pressure", _("Peer pressure, the good kind"), _("Cities see what their peers have done, and follow.")),
    Reason("scale", _("Economies of scale"), _("Several cities sign one agreement with a technical assistance partner.")),
    Reason("ownership", _("Ownership"), _("A city leads its own policy and adapts what its peers know.")),
    Reason("trust", _("Trust"), _("Information flows quickly between people who trust each other, and staff protect that.")),
]


@dataclass(frozen=True)
class Figure:
    """A number with its definition. Whoever changes what it counts gives it the next version, here and in querysets.COUNT."""

    key: str
    reason: str
    kind: Kind
    name: Words
    # What stands after the number.
    unit: Words
    definition: Words
    counts: Words
    does_not_count: Words
    formula: Words
    source: Words
    version: int
    # Said where there is no value.
    unsaid: Words = ""

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("reach_figure", args=[self.key])

    def text(self, value: float | None) -> str:
        """The value as it is shown everywhere: counts are whole, ratios below ten have one decimal."""
        if value is None:
            return str(self.unsaid)
        is_whole = value.is_integer() or round(value, 1) >= 10  # noqa: PLR2004
        places = 0 if is_whole else 1
        return number_format(round(value, places), decimal_pos=places, force_grouping=True)


PEOPLE = _("People with an active seat in a network when the day closes (UTC). A person in four networks counts once.")
NOT_PEOPLE = _("Staff, requests that wait for an answer, requests that were declined, and people who left, from the day they left.")

FIGURES = [
    Figure(
        key="officials-per-staff",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Officials reached by each member of staff"),
        unit=_("officials reached by each member of staff"),
        definition=_("How many city officials the networks reach for each member of staff who runs one."),
        counts=_("The officials reached, and the people who run a network on that day. Somebody who runs three networks counts once."),
        does_not_count=_("Staff who run no network. Everybody whom “officials reached” does not count."),
        formula=_("Officials reached ÷ staff who run a network"),
        source=_("Seats and stewardships, with their dates"),
        version=1,
        unsaid=_("no staff"),
    ),
    Figure(
        key="officials-reached",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Officials reached"),
        unit=_("officials reached"),
        definition=_("How many city officials take part in a network."),
        counts=PEOPLE,
        does_not_count=NOT_PEOPLE,
        formula=_("Number of different people with an active seat"),
        source=_("Seats, with the time each started and ended"),
        version=1,
    ),
    Figure(
        key="cities-reached",
        reason="multiplier",
        kind=Kind.RECORD,
        name=_("Cities reached"),
        unit=_("cities reached"),
        definition=_("How many cities have at least one official in a network."),
        counts=_("The cities of the officials reached. A city with forty officials in four networks counts once."),
        does_not_count=_("Member cities, and cities listed in a network, none of whose officials has an active seat."),
        formula=_("Number of different cities of the officials reached"),
        source=_("Seats, and the city for which each official works"),
        version=1,
    ),
]
FIGURE = {figure.key: figure for figure in FIGURES}


def made_of(parts: dict[str, int]) -> str:
    """'868 officials in 97 cities, 14 staff', as far as these parts go."""
    words = {
        "officials": ngettext("%(number)s official", "%(number)s officials", parts.get("officials", 0)),
        "cities": ngettext("%(number)s city", "%(number)s cities", parts.get("cities", 0)),
        "staff": ngettext("%(number)s member of staff", "%(number)s staff", parts.get("staff", 0)),
    }
    said = {part: words[part] % {"number": number_format(number, force_grouping=True)} for part, number in parts.items()}
    if "cities" not in said:
        return said["officials"]
    if "staff" not in said:
        return _("%(officials)s in %(cities)s") % said
    return _("%(officials)s in %(cities)s, %(staff)s") % said


@dataclass(frozen=True)
class Value:
    """What a figure was on a day, for one network or all together."""

    figure: Figure
    network: Network | None
    as_of: date
    number: float | None
    parts: dict[str, int]

    def __str__(self) -> str:
        return self.figure.text(self.number)

    @property
    def made_of(self) -> str:
        return made_of(self.parts)

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


def counting() -> Counting:
    return Counting(last=Snapshot.objects.computed().newest_first().first(), is_due=Snapshot.objects.due().exists())


def histories(*, figures: Sequence[Figure], network: Network | None, since: date | None, each: str) -> list[History]:
    """These figures since that day, with the last value of each week or month, so that pages stay small."""
    snapshots = Snapshot.objects.computed()
    if since:
        snapshots = snapshots.filter(as_of__gte=since)
    found = {figure.key: History(figure) for figure in figures}
    for row in _rows(snapshots.last_of_each(each), figures).of(network).order_by("snapshot__as_of"):
        found[row.figure].values.append(_value(row))
    return list(found.values())


def by_network(*, figure: Figure, user: Any) -> list[Value]:
    """A figure today for each network that this person may see, highest first."""
    rows = _rows(_latest(), [figure]).visible_to(user).filter(network__isnull=False)
    return [_value(row) for row in rows.order_by(F("value").desc(nulls_last=True), "network__name")]


def reasons() -> list[tuple[Reason, Value | None]]:
    """The five reasons, each with its figure today, where it has one."""
    values = headlines()
    return [(reason, values.get(reason.figure or "")) for reason in REASONS]


def headlines(*, network: Network | None = None) -> dict[str, Value]:
    """Every figure today, by its key; empty where none was computed yet."""
    return {row.figure: _value(row) for row in _rows(_latest(), FIGURES).of(network)}


def _latest() -> QuerySet[Snapshot]:
    return Snapshot.objects.computed().newest_first()[:1]


def _rows(snapshots: QuerySet[Snapshot], figures: Sequence[Figure]) -> Any:
    rows = SnapshotFigure.objects.filter(snapshot__in=snapshots.values("pk"), figure__in=[figure.key for figure in figures])
    return rows.select_related("snapshot", "network")


def _value(row: SnapshotFigure) -> Value:
    return Value(
        figure=FIGURE[row.figure],
        network=row.network,
        as_of=row.snapshot.as_of,
        number=row.value,
        parts=row.parts,
    )
