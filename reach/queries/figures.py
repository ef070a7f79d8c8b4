"""The words and numbers of which every figure is made: see the head of the package for how they go together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# Keeps a query within another apart from it. A plain 0 is an integer, which has to be made a bigint; until then the database takes it for a
# real one, and would not share the work among its workers.
APART = "OFFSET bigint '0'"


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
    # The figure that speaks for it on the first page, where there is one.
    figure: str | None = None


@dataclass(frozen=True)
class Source:
    """What one part or several are read from, in one scan of the record: see the head of the package for its SQL."""

    rows: str
    # The ids of its records that the log says have changed, FROM log: a source without it is compared whole each day.
    touched: str = ""
    # Whether several records may be of one thing, as a person's seats are.
    has_things_again: bool = False
    # Whether many of its records are of one city in one network, as seats are: see tallies.py.
    is_crowded: bool = False
    # In place of {only} in `rows`, what a day needs of a query within: the outermost is told already.
    of_the_day: str = ""
    # There too: what is needed for all that counts on %(day)s or later, where this is much less than there is.
    that_last: str = ""


@dataclass(frozen=True)
class Part:
    """A set of things that count, each from a day to a day: of which rows of its source, and how its columns differ from those there."""

    key: str
    # "people with an active seat": a heading of the list of them.
    name: Words
    # "%(number)s official", "%(number)s officials": what `ngettext_lazy(…, "number")` gives.
    counted: Any
    # What is counted once. Its `objects.visible_to(user)` decides who reads which one it is.
    of: Any
    # What stands for one that the reader may not see.
    unseen: Words
    source: Source
    where: str = "true"
    city: str = "city_id"
    amount: str = "0"
    since: str = "since"
    until: str = "until"
    # What source_id is an id of, where its `objects.visible_to(user)` too decides who reads which thing it is: not everybody who knows a
    # person may know of each of their seats.
    record: Any = None
    # Whether everybody may know of which city and network a row is, also where they may not see the thing itself.
    shows_place: bool = False
    # "%(number)s city answered": the number of their cities, where "%(number)s cities" would not say which, and what their amounts come to.
    in_cities: Any = None
    in_total: Any = None

    @property
    def label(self) -> str:
        """The field with the words for one of them."""
        fields = {field.name for field in self.of._meta.get_fields()}
        return next((name for name in ("full_name", "title", "name") if name in fields), "pk")


@dataclass(frozen=True)
class Measure:
    """A number over a part: of how many different things, of how many different cities, or of their amounts the total or the median."""

    part: str
    what: str = "things"
    # Among the parts of a figure.
    key: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or (self.part if self.what == "things" else f"{self.part}-{self.what}"))


def things(part: str) -> Measure:
    return Measure(part)


def cities(part: str, *, key: str = "") -> Measure:
    return Measure(part, "cities", key)


def total(part: str) -> Measure:
    return Measure(part, "total")


def median(part: str) -> Measure:
    return Measure(part, "median")


@dataclass(frozen=True)
class Formula:
    """How a figure's value is made of measures: SQL in which {0}, {1} … are they. What cannot be said is NULL."""

    sql: str
    measures: tuple[Measure, ...]
    # Said beside it, and not needed for it.
    beside: tuple[Measure, ...] = ()


def number(of: Measure, *, beside: Sequence[Measure] = ()) -> Formula:
    return Formula("{0}", (of,), tuple(beside))


def ratio(of: Measure, per: Measure, *, beside: Sequence[Measure] = ()) -> Formula:
    return Formula("{0} / nullif({1}, 0)", (of, per), tuple(beside))


def share(of: Sequence[Measure], *, and_others: Sequence[Measure] = (), among: Measure | None = None) -> Formula:
    """In per cent: of these and others together, or among those of a wider part."""
    some = " + ".join(f"{{{i}}}" for i in range(len(of)))
    if among:
        return Formula(f"100 * ({some}) / nullif({{{len(of)}}}, 0)", (*of, among))
    everything = " + ".join(f"{{{i}}}" for i in range(len(of) + len(and_others)))
    return Formula(f"100 * ({some}) / nullif({everything}, 0)", (*of, *and_others))


def from_enough(formula: Formula, *, of: Measure, fewest: int) -> Formula:
    """Not said where fewer are counted: so few say little, or say who they are."""
    every = formula.measures + formula.beside
    place = every.index(of) if of in every else len(every)
    beside = formula.beside if of in every else (*formula.beside, of)
    return Formula(f"{formula.sql} * CASE WHEN {{{place}}} >= {fewest} THEN 1 END", formula.measures, beside)


UNSAID = _("cannot be said")
ALL, NETWORK, REGION, CITY = "all", "network", "region", "city"


@dataclass(frozen=True)
class Figure:
    """A number with its definition. Whoever changes what it counts gives it the next version."""

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
    value: Formula
    # What it can and cannot show, in a plain sentence, where there is more to say than its kind says.
    limits: Words = ""
    # Said where there is no value.
    unsaid: Words = UNSAID
    # For what it makes sense.
    scopes: frozenset[str] = field(default=frozenset({ALL, NETWORK, REGION}))

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("reach_figure", args=[self.key])

    @property
    def is_share(self) -> bool:
        return self.value.sql.startswith("100 *")

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.value.measures + self.value.beside

    def text(self, value: float | None) -> str:
        """The value as it is shown everywhere: counts are whole, ratios below ten have one decimal."""
        if value is None:
            return str(self.unsaid)
        is_whole = value.is_integer() or round(value, 1) >= 10  # noqa: PLR2004
        places = 0 if is_whole else 1
        text = number_format(round(value, places), decimal_pos=places, force_grouping=True)
        return str(_("%(number)s %%") % {"number": text}) if self.is_share else text
