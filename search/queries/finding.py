"""Finding: of each kind the newest that match are ranked, a thousand at most: a word that is everywhere costs no more."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.contrib.postgres.search import SearchVectorExact, SearchVectorField
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.functional import Promise

from access.permissions import Role
from cities.models import Texts
from cities.querysets import fold
from networks.models import Network
from search.queries.asked import Asked, Ready, ask
from search.queries.kinds import KINDS, Kind, Source
from search.queries.showing import Found, Line, Shown, shown

FIRST_OF_EACH = 3
ON_A_PAGE = 20
MOST = 1000
# Stands where the words come in a statement that is the same for all.
ANYTHING = "anything"
LAST = 2**63 - 1
# A table with more rows than that is long.
LONG = 50_000
# Of a long one, so many of the newest rows are looked at before: they tell how often the words are in it, if they are in a few of them.
SAMPLE, FEW = 2000, 10
# The index would first collect all, so where words are very often, so many rows are looked at one by one.
MOST_WALKED = 15_000
# A name that begins as the words do goes before all others.
RANKED = """
    (SELECT {n}, newest.of, newest.pk, newest.title,
        ts_rank(thing.searched, %s::tsquery, 1) + CASE WHEN starts_with(search_fold(newest.title), %s) THEN 1 ELSE 0 END
    FROM (SELECT * FROM ({rows}) AS parts LIMIT {limit}) AS newest JOIN {table} AS thing ON thing.id = newest.pk)
"""
# Where words are often, there are enough in the last rows.
NEWEST = "(SELECT pk, of, title FROM ({seen}) AS seen (pk, of, title) WHERE pk > {since} ORDER BY pk DESC LIMIT {limit}) UNION ALL "
# The rest, run only where there were not enough. That what it is ordered by is no column keeps PostgreSQL from looking at all one by one.
OLDER = "(SELECT pk, of, title FROM ({seen}) AS seen (pk, of, title) WHERE pk <= {since} ORDER BY pk + 0 DESC LIMIT {limit})"
# Whether anything is found, whoever may see it; up to which row; and how many of a sample. What is long is not asked the first, which
# may take walking through all of it.
LOOKED_AT = """
    (SELECT {n}, last, CASE WHEN last > {long} THEN (
        SELECT count(*) FROM (SELECT searched FROM {table} ORDER BY id DESC LIMIT {sample}) AS newest WHERE searched @@ %s::tsquery
    ) END FROM (SELECT max(id) AS last FROM {table}) AS rows WHERE last > {long} OR EXISTS ({anything}))
"""


class WithNames(Func):
    """The words of a row, and an array of marks."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()

    def __init__(self, words: F, names: Texts) -> None:
        super().__init__(words, Func(names, function="array_to_tsvector", output_field=SearchVectorField()))


class Walked(Func):
    """A condition that no index answers."""

    template = "(%(expressions)s) IS TRUE"
    output_field = BooleanField()


@dataclass(frozen=True)
class Narrowing:
    """What is found only of one network, in one language, of one year."""

    network: Network | None = None
    language: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.network or self.language or self.year)


@dataclass(frozen=True)
class Newest:
    """The last rows of a source, since this one, that likely have enough. Since the first, where that is not so."""

    since: int
    is_walked: bool


@dataclass(frozen=True)
class Hit:
    of: int
    pk: int
    rank: float
    title: str
    source: Source


@dataclass
class Hits:
    """What was found of one kind, by the thing that it belongs to; `is_more` than is looked at."""

    kind: Kind
    best: dict[int, Hit] = field(default_factory=dict)
    is_more: bool = False

    def in_order(self) -> list[Hit]:
        return sorted(self.best.values(), key=lambda hit: (-hit.rank, fold(hit.title) if self.kind.is_by_name else "", -hit.of))[:MOST]


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
    with Network.objects.known(user):
        asked = ask(words, user=user)
        found = _found(asked, narrowing or Narrowing(), user) if asked.matches else []
    chosen = next((hits.kind for hits in found if hits.kind.key == kind), None)
    kinds, wanted = [], []
    for hits in found:
        is_chosen = hits.kind is chosen
        page = Paginator(hits.in_order(), ON_A_PAGE if is_chosen else FIRST_OF_EACH).get_page(number if is_chosen else 1)
        kinds.append(OfKind(hits.kind, page.paginator.count, hits.is_more or len(hits.best) > MOST, [], page if is_chosen else None))
        if is_chosen or chosen is None:
            wanted.append(_with_things(hits.kind, page.object_list))
    rows = shown(wanted, asked)
    kinds = [replace(of_kind, rows=rows.get(of_kind.key, [])) for of_kind in kinds]
    return Finds(asked, kinds, next((of_kind for of_kind in kinds if of_kind.kind is chosen), None))


def _marks_of(user: Any) -> list[str]:
    """One of which everything in networks carries that this person may read; none for staff, who may read of all."""
    if user.is_authenticated and Role.STAFF in user.roles:
        return []
    return ["'@label:public'", *(f"'@in:{pk}'" for pk in Network.objects.shared_with(user).values_list("pk", flat=True))]


def _looked_at(asked: Asked, marks: list[str]) -> dict[Source, Newest]:
    """Those of which anything may match: of the rest it need not be asked who may see what, which costs more."""
    sources = [source for kind in KINDS for source in kind.sources]
    parts, params = [], []
    for n, source in enumerate(sources):
        anything, of_anything = _anything(source)
        table = source.model._meta.db_table
        parts.append(LOOKED_AT.format(n=n, table=table, long=LONG, sample=SAMPLE, anything=anything))
        params += [_with_marks(asked, source, marks), *(asked.matches if param == ANYTHING else param for param in of_anything)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {sources[n]: _newest(last, often or 0) for n, last, often in cursor.fetchall()}


def _newest(last: int, often: int) -> Newest:
    """Half as many again as there must be if the rest is like the sample."""
    count = SAMPLE * MOST * 3 // 2 // often if often >= FEW else last
    return Newest(last - count, count <= MOST_WALKED) if count < last else Newest(0, is_walked=False)


def _with_marks(asked: Asked, source: Source, marks: list[str]) -> str:
    return asked.matching(*(marks if source.is_marked else []))


@cache
def _anything(source: Source) -> tuple[str, tuple[Any, ...]]:
    """Is the same for everybody, but for the words."""
    return _matching(source, source.model._base_manager.all(), Ready(ANYTHING)).values("pk").query.sql_with_params()


def _matching(source: Source, things: QuerySet[Any], words: Ready, *, walked: bool = False) -> QuerySet[Any]:
    if source.names:
        return things.alias(with_names=WithNames(F("searched"), source.names)).filter(with_names=words)
    return things.filter(Walked(SearchVectorExact(F("searched"), words))) if walked else things.filter(searched=words)


def _rows(source: Source, things: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    return things.order_by().values_list("pk", source.of, source.title or Value("")).query.sql_with_params()


def _found(asked: Asked, narrowing: Narrowing, user: Any) -> list[Hits]:
    """All in one query."""
    marks = _marks_of(user)
    looked_at = _looked_at(asked, marks)
    found = [Hits(kind) for kind in KINDS]
    sources = [(hits, source) for hits in found for source in hits.kind.sources if source in looked_at]
    parts, params = [], []
    for n, (hits, source) in enumerate(sources):
        things = _narrowed(hits.kind, source, narrowing, user)
        if things is None:
            continue
        words, newest = Ready(_with_marks(asked, source, marks)), looked_at[source]
        with suppress(EmptyResultSet):
            seen, seen_params = _rows(source, _matching(source, things, words))
            rows = OLDER.format(seen=seen, since=newest.since or LAST, limit=MOST + 1)
            if newest.since:
                last, last_params = (
                    _rows(source, _matching(source, things, words, walked=True)) if newest.is_walked else (seen, seen_params)
                )
                rows = NEWEST.format(seen=last, since=newest.since, limit=MOST + 1) + rows
                seen_params = last_params + seen_params
            parts.append(RANKED.format(n=n, rows=rows, limit=MOST + 1, table=source.model._meta.db_table))
            params += [asked.ranks, fold(asked.words.strip()), *seen_params]
    if not parts:
        return []
    counts: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for n, of, pk, title, rank in cursor.fetchall():
            hits, source = sources[n]
            counts[n] += 1
            if of not in hits.best or rank > hits.best[of].rank:
                hits.best[of] = Hit(of, pk, rank, title, source)
    for n, count in counts.items():
        sources[n][0].is_more |= count > MOST
    return [hits for hits in found if hits.best]


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
        things = (
            kind.in_language(things, narrowing.language)
            if kind.in_language
            else things.filter(searched=Ready(f"'@language:{narrowing.language}'"))
        )
    return things


def _with_things(kind: Kind, hits: Iterable[Hit]) -> Shown:
    """They were found to be seen by the person just now."""
    hits = list(hits)
    things = kind.rows.in_bulk([hit.of for hit in hits])
    said: dict[Source, dict[int, Any]] = {}
    for source in kind.sources:
        pks = [hit.pk for hit in hits if hit.source is source]
        said[source] = things if source.of == "pk" else source.model._base_manager.in_bulk(pks) if pks else {}
    rows = [(hit, things.get(hit.of), said[hit.source].get(hit.pk)) for hit in hits]
    return Shown(kind, [Line(thing, row, hit.source, hit.rank) for hit, thing, row in rows if thing and row])
