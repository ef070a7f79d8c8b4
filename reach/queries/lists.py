"""What a figure counted: the rows behind a number, as they were known when it was told, and as far as the reader may see which they are."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from itertools import chain, islice
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Case, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from activity.queries import BOM, harmless
from cities.models import City, Region
from networks.models import Network
from reach.models import Counted, Reckoning, Snapshot
from reach.queries import reading
from reach.queries.definitions import PARTS
from reach.queries.figures import Figure, Measure, Part, Words
from reach.queries.scopes import Scope

ON_A_PAGE, AT_ONCE = 50, 2000


@dataclass(frozen=True)
class Row:
    """One of what was counted. What the reader may not know of it is empty."""

    words: str
    url: str
    city: City | None
    region: str
    networks: list[Network]
    since: date | None
    amount: float


@dataclass(frozen=True)
class Listing:
    """One of the numbers of which a figure is made, with its list. Each is listed once, and there are as many as the number says."""

    figure: Figure
    scope: Scope
    as_of: date
    measure: Measure
    known_at: int
    value: reading.Value
    # Null: that day was never counted, so this is the record as it is today.
    snapshot: Snapshot | None
    user: Any = field(repr=False)
    words: str = ""

    @property
    def part(self) -> Part:
        return PARTS[self.measure.part]

    @property
    def is_of_cities(self) -> bool:
        return self.measure.what == "cities"

    @property
    def has_amounts(self) -> bool:
        return self.measure.what in {"total", "median"}

    @property
    def number(self) -> float | None:
        return self.value.parts.get(self.measure.key)

    @property
    def name(self) -> Words:
        """The heading of the list."""
        return _("Cities") if self.is_of_cities else self.part.name

    @property
    def shown_number(self) -> str:
        return "–" if self.number is None else number_format(round(self.number, 1), force_grouping=True)

    @property
    def parts(self) -> list["Listing"]:
        """The other lists of the same figure, and this one."""
        return [replace(self, measure=measure) for measure in self.figure.measures]

    @property
    def is_kept(self) -> bool:
        """What was counted was kept with the number."""
        return self.snapshot is None or self.snapshot.reckoning_id is not None

    @property
    def records(self) -> QuerySet[Counted]:
        return records(self.measure, self.scope).on(self.as_of, known_at=self.known_at)

    @property
    def rows(self) -> Any:
        """Under their cities; those of which the reader may know nothing come first."""
        return self._matching(self._each(self.records)).order_by("name", "-seen", "key")

    def rows_of(self, keys: list[int]) -> dict[int, Row]:
        """These as they were ever known to count that day."""
        ever = records(self.measure, self.scope).filter(since__lte=self.as_of, until__gt=self.as_of, **{f"{_key(self.measure)}__in": keys})
        found = list(self._each(ever))
        return {row["key"]: named for row, named in zip(found, self._named(found), strict=True)}

    def _each(self, found: QuerySet[Counted]) -> Any:
        city = City.objects.filter(pk=OuterRef("city_id")).values("name")[:1]
        marked = found.annotate(sees=self._sees, city_name=Subquery(city))
        return marked.values(key=F(_key(self.measure))).annotate(
            seen=BoolOr("sees"),
            name=self._told(Min, "city_name", "", models.TextField()),
            place=self._told(Min, "city_id", 0, models.BigIntegerField()),
            area=self._told(Min, "region", "", models.TextField()),
            of=self._told(ArrayAgg, "network_id", None, ArrayField(models.BigIntegerField()), distinct=True),
            first=self._told(Min, "since", None, models.DateField()),
            most=Max("amount"),
        )

    @property
    def _sees(self) -> Case:
        """Whether the reader may know which thing a row is."""
        may = Q(thing_id__in=_visible(self.part.of, self.user))
        if self.part.record:
            may &= Q(source_id__in=_visible(self.part.record, self.user))
        return Case(When(may, then=Value(True)), default=Value(False))

    def _told(self, aggregate: Any, column: str, untold: Any, field: Any, **how: Any) -> Any:
        """Of a thing that the reader sees, what the rows say in which they see it; of another what everybody may know."""
        seen = When(seen=True, then=aggregate(column, filter=Q(sees=True), **how))
        otherwise = aggregate(column, **how) if self.part.shows_place else Value(untold)
        return Case(seen, default=otherwise, output_field=field)

    def _matching(self, rows: Any) -> Any:
        """A row that tells nothing matches no words: else it would tell."""
        if not self.words:
            return rows
        found = Q(place__in=City.objects.matching(self.words).values("pk"))
        things = self.part.of.objects.all()
        if not self.is_of_cities and hasattr(things, "matching"):
            found |= Q(seen=True, key__in=_visible(self.part.of, self.user, self.words))
        return rows.filter(found)

    def page(self, number: str | None) -> tuple[Page[Any], list[Row]]:
        page = Paginator(self.rows, ON_A_PAGE).get_page(number)
        return page, self._named(list(page.object_list))

    def csv(self) -> Iterator[str]:
        """In pieces, each named with the same few queries. What is in the reader's language is settled now."""
        headings = [
            str(self.part.name),
            _("City"),
            _("Region"),
            _("Networks"),
            _("Counts since"),
            *([_("Amount")] if self.has_amounts else []),
        ]
        rows = self.rows.iterator(chunk_size=AT_ONCE)
        some = iter(lambda: list(islice(rows, AT_ONCE)), [])
        pieces = (_lines(self._cells(row) for row in self._named(piece)) for piece in some)
        return chain([BOM + _lines([headings])], pieces)

    def _cells(self, row: Row) -> list[str]:
        networks = "; ".join(network.name for network in row.networks)
        told = [row.words, str(row.city or ""), row.region, networks, row.since.isoformat() if row.since else ""]
        return [harmless(cell) for cell in told] + ([f"{row.amount:.10g}"] if self.has_amounts else [])

    def _named(self, rows: list[dict[str, Any]]) -> list[Row]:
        """Three queries, however many rows."""
        cities = City.objects.in_bulk({row["place"] for row in rows})
        ids = {network for row in rows for network in row["of"] or []}
        networks = Network.objects.visible_to(self.user).in_bulk(ids)
        things = {} if self.is_of_cities else self.part.of.objects.in_bulk([row["key"] for row in rows if row["seen"]])
        return [self._row(row, cities, networks, things) for row in rows]

    def _row(self, row: dict[str, Any], cities: dict[int, City], networks: dict[int, Network], things: dict[int, Any]) -> Row:
        city = cities.get(row["place"])
        thing = city if self.is_of_cities else things.get(row["key"])
        unseen: Words = _("a city") if self.is_of_cities else self.part.unseen
        return Row(
            words=str(thing or unseen),
            url=thing.get_absolute_url() if thing and hasattr(thing, "get_absolute_url") else "",
            city=city,
            region=str(Region(row["area"]).label) if row["area"] else "",
            networks=sorted((networks[pk] for pk in row["of"] or [] if pk in networks), key=lambda network: network.name),
            since=row["first"],
            amount=row["most"],
        )


def records(measure: Measure, scope: Scope) -> Any:
    """What was ever known to count for this number in this scope."""
    found = Counted.objects.filter(part=measure.part, **scope.where)
    return found.exclude(city_id=0) if measure.what == "cities" else found


def counted(*, figure: Figure, scope: Scope, as_of: date, user: Any, part: str = "", words: str = "") -> Listing | None:
    """What this figure counted on that day; `part` is the key of one of its measures, else the first. None: nothing is counted yet."""
    last = Reckoning.objects.order_by("-pk").first()
    if last is None:
        return None
    measure = next((measure for measure in figure.measures if measure.key == part), figure.measures[0])
    snapshot = Snapshot.objects.computed().filter(as_of=as_of).first()
    told = reading.on(figure=figure, scope=scope, snapshot=snapshot) if snapshot else None
    if told is None:
        snapshot = None
    value = told or reading.as_known_now(figures=[figure], scope=scope, as_of=as_of)[figure.key]
    known_at = snapshot.reckoning_id if snapshot and snapshot.reckoning_id else last.pk
    return Listing(figure, scope, as_of, measure, known_at, value, snapshot, user, words)


def _key(measure: Measure) -> str:
    return "city_id" if measure.what == "cities" else "thing_id"


def _visible(model: Any, user: Any, words: str = "") -> Any:
    found = model.objects.visible_to(user)
    return (found.matching(words) if words else found).values("pk")


def _lines(rows: Iterable[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
