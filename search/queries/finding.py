"""Finding: of each kind the newest that match are ranked, a thousand at most: a word that is everywhere costs no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank, SearchVectorField
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case, F, FloatField, Func, QuerySet, Value, When
from django.utils.functional import Promise

from access.permissions import Role
from cities.models import Texts
from cities.querysets import fold
from networks.models import Network
from search.queries.asked import Asked, ask
from search.queries.kinds import KINDS, Kind, Source
from search.queries.showing import Found, Line, Shown, shown

FIRST_OF_EACH = 3
ON_A_PAGE = 20
MOST = 1000


class WithNames(Func):
    """The words of a row, and an array of marks."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()

    def __init__(self, words: F, names: Texts) -> None:
        super().__init__(words, Func(names, function="array_to_tsvector", output_field=SearchVectorField()))


@dataclass(frozen=True)
class Narrowing:
    """What is found only of one network, in one language, of one year."""

    network: Network | None = None
    language: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.network or self.language or self.year)


@dataclass(frozen=True)
class Hit:
    of: int
    pk: int
    rank: float
    title: str
    source: Source


@dataclass(frozen=True)
class OfKind:
    """What was found of one kind: how many, and the first few or a page."""

    kind: Kind
    count: int
    is_more: bool
    rows: list[Found]
    page: Page | None = None

    @property
    def key(self) -> str:
        return self.kind.key

    @property
    def name(self) -> Promise:
        return self.kind.name


@dataclass(frozen=True)
class Finds:
    asked: Asked
    kinds: list[OfKind]
    # The one that was asked for, or None.
    chosen: OfKind | None

    @property
    def count(self) -> int:
        return sum(of_kind.count for of_kind in self.kinds)

    @property
    def is_more(self) -> bool:
        return any(of_kind.is_more for of_kind in self.kinds)

    @property
    def best_first(self) -> list[OfKind]:
        """Beginning with the kind that has the best of all."""
        return sorted(self.kinds, key=lambda of_kind: -max((row.rank for row in of_kind.rows), default=0))


def find(words: str, *, user: Any, narrowing: Narrowing | None = None, kind: str = "", number: str | None = None) -> Finds:
    """The first of each kind, or with its key a page of one. Each kind is counted in any case.

    What a person may not see is left out before anything is counted, ranked or cut.
    """
    asked = ask(words, user=user)
    if not asked.matches:
        return Finds(asked, [], None)
    marks, sources = _marks_of(user), _matched(asked)
    found = []
    for one in KINDS:
        hits, is_more = _hits(one, asked, narrowing or Narrowing(), marks, user, sources)
        if hits:
            found.append((one, hits, is_more))
    chosen = next((one for one, _hits, _more in found if one.key == kind), None)
    pages = {one.key: Paginator(hits, ON_A_PAGE if one is chosen else FIRST_OF_EACH) for one, hits, _more in found}
    parts = {one.key: pages[one.key].get_page(number if one is chosen else 1) for one, _hits, _more in found}
    wanted = [chosen] if chosen else [one for one, _hits, _more in found]
    rows = shown([_with_things(one, parts[one.key].object_list, user) for one in wanted], asked)
    kinds = [
        OfKind(one, min(len(hits), MOST), is_more, rows.get(one.key, []), parts[one.key] if one is chosen else None)
        for one, hits, is_more in found
    ]
    return Finds(asked, kinds, next((of_kind for of_kind in kinds if of_kind.kind is chosen), None))


def _marks_of(user: Any) -> list[str]:
    """One of which everything in networks carries that this person may read; none for staff, who may read of all."""
    if user.is_authenticated and Role.STAFF in user.roles:
        return []
    return ["'@label:public'", *(f"'@in:{pk}'" for pk in Network.objects.shared_with(user).values_list("pk", flat=True))]


def _matched(asked: Asked) -> set[Source]:
    """Those of which anything matches, whoever may see it: of the rest it need not be asked who may see what, which costs more."""
    sources = {source.model._meta.db_table: source for kind in KINDS for source in kind.sources if not source.names}
    named = {source for kind in KINDS for source in kind.sources if source.names}
    asks = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} WHERE searched @@ %s::tsquery LIMIT 1)" for table in sources)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asks, [asked.matches] * len(sources))
        return named | {sources[table] for (table,) in cursor.fetchall()}


def _hits(kind: Kind, asked: Asked, narrowing: Narrowing, marks: list[str], user: Any, sources: set[Source]) -> tuple[list[Hit], bool]:
    best: dict[int, Hit] = {}
    is_more = False
    for source in kind.sources:
        things = _narrowed(kind, source, narrowing, user) if source in sources else None
        if things is None:
            continue
        matching = asked.matching(*(marks if source.is_marked else []))
        if source.names:
            things = things.alias(with_names=WithNames(F("searched"), source.names)).filter(with_names=matching)
        else:
            things = things.filter(searched=matching)
        newest = things.order_by("-pk").values("pk")[: MOST + 1]
        rows = _ranked(source, newest, asked)
        is_more = is_more or len(rows) > MOST
        for of, pk, rank, title in rows:
            if of not in best or rank > best[of].rank:
                best[of] = Hit(of, pk, rank, title, source)
    hits = sorted(best.values(), key=lambda hit: (-hit.rank, fold(hit.title) if kind.is_by_name else "", -hit.of))
    return hits[:MOST], is_more or len(hits) > MOST


def _narrowed(kind: Kind, source: Source, narrowing: Narrowing, user: Any) -> QuerySet[Any] | None:
    things: Any = source.seen(user)
    if narrowing.network:
        if kind.in_network is None:
            return None
        things = kind.in_network(things, narrowing.network, user)
    if narrowing.year:
        if source.year is None:
            return None
        things = things.filter(**{source.year: narrowing.year})
    if narrowing.language:
        if not kind.has_language:
            return None
        mark = Asked("", (), f"'@language:{narrowing.language}'")
        things = kind.in_language(things, narrowing.language) if kind.in_language else things.filter(searched=mark.matching())
    return things


def _ranked(source: Source, newest: QuerySet[Any], asked: Asked) -> list[tuple[int, int, float, str]]:
    """A name that begins as the words do goes before all others."""
    rank: Any = SearchRank(F("searched"), Asked("", (), asked.ranks).matching(), normalization=Value(1))
    title: Any = Value("")
    if source.title:
        title = F(source.title)
        begins = When(**{f"{source.title}__folded__startswith": fold(asked.words.strip())}, then=Value(1.0))
        rank += Case(begins, default=Value(0.0), output_field=FloatField())
    ranked = newest.model._base_manager.filter(pk__in=newest).annotate(rank=rank, called=title)
    return list(ranked.values_list(source.of, "pk", "rank", "called"))


def _with_things(kind: Kind, hits: Iterable[Hit], user: Any) -> Shown:
    hits = list(hits)
    things = kind.rows.in_bulk([hit.of for hit in hits])
    said: dict[Source, dict[int, Any]] = {}
    for source in kind.sources:
        pks = [hit.pk for hit in hits if hit.source is source]
        said[source] = things if source.of == "pk" else source.seen(user).in_bulk(pks) if pks else {}
    rows = [(hit, things.get(hit.of), said[hit.source].get(hit.pk)) for hit in hits]
    return Shown(kind, [Line(thing, row, hit.source, hit.rank) for hit, thing, row in rows if thing and row])
