"""Each reason as a picture of its figures today, and each figure as a line over time. Nothing is counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from babel.dates import format_date
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from reach.queries import FIGURE, FIGURES, REASONS, Figure, History, Reason, Scope, Value
from reach.queries.pictures.charts import Bar, Bars, Line, Lines, Pair, Pairs, Point
from reach.queries.pictures.picture import Cell, Chart, Picture, Table, words

OVER_TIME = "-over-time"
# Steps of one way, each a part of the one before.
LADDER = ["cities-reached", "cities-present", "cities-contributed", "cities-acted"]
# What a value is made of stands beside its bar where it is no more than this.
FEW = 3
# What it costs a city together, and what it would cost alone.
TOGETHER, ALONE = "cost-per-city-pooled", "cost-per-city-alone"


@dataclass(frozen=True)
class Shown:
    """A reason on the page: its figures today, as far as they are counted for the scope, and what is drawn of them."""

    reason: Reason
    headline: Value | None
    others: list[Value]
    picture: Picture
    over_time: Picture | None


def shown(reason: Reason, values: dict[str, Value], histories: dict[str, History], scope: Scope) -> Shown:
    of_reason = [values[figure.key] for figure in FIGURES if figure.reason == reason.key and figure.key in values]
    headline = values.get(reason.figure or "") or (of_reason[0] if of_reason else None)
    history = histories.get(headline.figure.key) if headline else None
    return Shown(
        reason=reason,
        headline=headline,
        others=[value for value in of_reason if value is not headline],
        picture=of_today(reason, of_reason, headline, scope),
        over_time=over_time(history, scope) if history and history.is_drawn else None,
    )


def said_day(day: date, length: Literal["medium", "long"] = "long") -> str:
    """'26 November 2026': English is that of the world."""
    language = get_language() or "en"
    return format_date(day, length, locale="en_GB" if language == "en" else to_locale(language))


def source_of(scope: Scope, day: date | None) -> str:
    parts = [str(scope), said_day(day) if day else "", "c40net"]
    return " · ".join(part for part in parts if part)


def said(value: Value) -> str:
    """'62 officials reached by each member of staff', or that it cannot be said."""
    if value.number is None:
        return _("%(figure)s: %(why)s") % {"figure": value.figure.name, "why": value}
    return _("%(value)s %(unit)s") % {"value": value, "unit": value.figure.unit}


def of_today(reason: Reason, values: Sequence[Value], headline: Value | None, scope: Scope) -> Picture:
    rows = [[words(value.figure.name), Cell(str(value), value.number), words(value.made_of)] for value in values]
    return Picture(
        key=reason.key,
        title=said(headline) if headline and headline.number is not None else str(reason.claim),
        says=". ".join(said(value) for value in values) or str(_("No figure yet")),
        source=source_of(scope, headline.as_of if headline else None),
        table=Table([str(_("Figure")), str(_("Value")), str(_("Made of"))], rows),
        chart=_chart({value.figure.key: value for value in values}),
    )


def _chart(values: dict[str, Value]) -> Chart | None:
    """A ladder where there is one, pairs where something is compared, else the shares; what has no value is no bar."""
    ladder = [values[key] for key in LADDER if key in values and values[key].number is not None]
    if len(ladder) > 1:
        return Bars([_rung(value, ladder[0] if at else None) for at, value in enumerate(ladder)], are_steps=True)
    if all(key in values and values[key].number is not None for key in (TOGETHER, ALONE)):
        together, alone = values[TOGETHER], values[ALONE]
        both = Bar(_("paid together"), str(together), "", together.number), Bar(_("alone"), str(alone), "", alone.number)
        return Pairs([Pair(_("US dollars for each city"), *both)])
    known = [value for value in values.values() if value.number is not None]
    shares = [value for value in known if value.figure.is_share]
    if shares:
        return Bars([_bar(value, of=100) for value in shares])
    counts = [value for value in known if len(value.figure.value.measures) == 1]
    return Bars([_bar(value) for value in counts]) if counts else None


def _bar(value: Value, *, of: float | None = None) -> Bar:
    note = value.made_of if 1 < len(value.parts) <= FEW else ""
    return Bar(str(value.figure.name), str(value), note, value.number, of)


def _rung(value: Value, reached: Value | None) -> Bar:
    """Beside the cities reached: no step is a part of the one before."""
    note = ""
    if reached and reached.number and value.number is not None:
        share = round(100 * value.number / reached.number)
        note = _("%(share)s %% of the cities reached") % {"share": share}
    return Bar(str(value.figure.name), str(value), note, value.number)


def over_time(history: History, scope: Scope) -> Picture:
    if not history.values:
        return Picture(key=f"{history.figure.key}{OVER_TIME}", title=str(history.figure.name), says=_("No figures in this period."))
    points = [Point(value.as_of, said_day(value.as_of, "medium"), value.number, str(value)) for value in history.values]
    first, last = history.values[0], history.values[-1]
    told = {"figure": history.figure.name, "first": first, "since": said_day(first.as_of), "last": last, "day": said_day(last.as_of)}
    return Picture(
        key=f"{history.figure.key}{OVER_TIME}",
        title=str(history.figure.name),
        says=_("%(figure)s over time: %(first)s on %(since)s, %(last)s on %(day)s") % told,
        source=source_of(scope, last.as_of),
        table=Table(
            [str(_("Day (UTC)")), str(history.figure.name)],
            [[Cell(said_day(value.as_of), value.as_of.isoformat()), Cell(str(value), value.number)] for value in reversed(history.values)],
        ),
        chart=Lines([Line(str(history.figure.name), points)]) if history.is_drawn else None,
    )


def headline_figures() -> list[Figure]:
    """The figure that speaks for each reason; where none is named, its first."""
    found = []
    for reason in REASONS:
        of_reason = [figure for figure in FIGURES if figure.reason == reason.key]
        if of_reason:
            found.append(FIGURE.get(reason.figure or "", of_reason[0]))
    return found
