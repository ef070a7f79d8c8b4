"""Finding: of each kind the newest that match are ranked, a thousand at most: a word that is everywhere costs no more."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, Func, QuerySet, Value
from django.utils.functional import Promise

from access.permissions import Role
from cities.models import Texts
from cities.querysets import fold
from networks.models import Network
from search.queries.asked import Asked, Matching, Ready, ask
from search.queries.kinds import KINDS, Kind, Source
from search.queries.showing import Found, Line, Shown, shown

FIRST_OF_EACH = 3
ON_A_PAGE = 20
MOST = 1000
# A table with more rows than that is long.
LONG = 50_000
# Of a long one, so many of the newest rows are looked at before: they tell how often the words are in it, if they are in a few of them.
SAMPLE, FEW = 1000, 5
# The index would first collect all, so where words are very often, so many rows are looked at one by one.
MOST_WALKED = 15_000
# Whether anything is found, whoever may see it; up to which row; and in how many of a sample. What is long is not asked the first, which
# may take walking through all of it.
LOOKED_AT = """
    (SELECT {n}, last, often, often_itself
    FROM (SELECT max(id) AS last FROM {table}) AS rows
    LEFT JOIN LATERAL (
        SELECT count(*) AS often, count(*) FILTER (WHERE searched @@ %s::tsquery) AS often_itself
        FROM (SELECT searched FROM {table} ORDER BY id DESC LIMIT {sample}) AS newest WHERE searched @@ %s::tsquery
    ) AS sample ON last > {long}
    WHERE last > {long} OR EXISTS (SELECT FROM ({all}) AS thing (pk, of, title, words) WHERE words @@ %s::tsquery))
"""
# A name that begins as the words do goes before all others.
RANKED = """
    (SELECT {n}, of, pk, title, ts_rank(words, %s::tsquery, 1) + CASE WHEN starts_with(search_fold(title), %s) THEN 1 ELSE 0 END
    FROM (SELECT * FROM ({seen}) AS seen (pk, of, title, words) WHERE {found} LIMIT {limit}) AS newest)
"""
WALKED = "(words @@ %s::tsquery) IS TRUE AND pk > {since} ORDER BY pk DESC"
# That what it is ordered by is no column keeps PostgreSQL from looking at all one by one.
BY_INDEX = "words @@ %s::tsquery AND pk > {since} ORDER BY pk + 0 DESC"
BY_INDEX_BUT_SMALL = "words @@ %s::tsquery AND (words @@ %s::tsquery) IS TRUE AND pk > {since} ORDER BY pk + 0 DESC"


class WordsOf(Func):
    """The words of a row, with an array of marks where it has some of other tables."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()

    def __init__(self, names: Texts | None) -> None:
        marks = [Func(names, function="array_to_tsvector", output_field=SearchVectorField())] if names else []
        super().__init__(F("searched"), *marks)


@dataclass(frozen=True)
class Narrowing:
    """What is found only of one network, in one language, of one year."""

    network: Network | None = None
    language: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return bool(self.network or self.language or self.year)


@dataclass(frozen=True)
class Try:
    """These words in the rows of a source after this one."""

    words: Matching
    since: int = 0
    is_walked: bool = False
    # Where the words themselves were tried before.
    is_beginning: bool = False

    @property
    def found(self) -> tuple[str, list[str]]:
        if self.is_walked:
            return WALKED.format(since=self.since), [str(self.words)]
        if self.words.small:
            return BY_INDEX_BUT_SMALL.format(since=self.since), [self.words.large, self.words.small]
        return BY_INDEX.format(since=self.since), [self.words.large]


class Hit(NamedTuple):
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

    def add(self, hit: Hit) -> None:
        if hit.of not in self.best or hit.rank > self.best[hit.of].rank:
            self.best[hit.of] = hit

    def in_order(self) -> list[Hit]:
        return sorted(self.best.values(), key=lambda hit: (-hit.rank, fold(hit.title) if self.kind.is_by_name else "", -hit.of))[:MOST]


@dataclass
class Search:
    """Of one source: its rows that the person may see, and what is tried one after the other until there are enough."""

    source: Source
    hits: Hits
    seen: str
    params: tuple[Any, ...]
    tries: list[Try]
    found: set[int] = field(default_factory=set)

    @property
    def has_enough(self) -> bool:
        return len(self.found) > MOST

    @property
    def goes_on(self) -> bool:
        """What only begins so is looked for where the word itself does not fill a page."""
        if self.has_enough or not self.tries:
            return False
        return len(self.hits.best) < ON_A_PAGE or not self.tries[0].is_beginning


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
    return ["'@label:public'", *(f"'@in:{pk}'" for pk in Network.objects.ids_shared_with(user))]


def _looked_at(asked: Asked, marks: list[str]) -> dict[Source, list[Try]]:
    """Those of which anything may match: of the rest it need not be asked who may see what, which costs more."""
    sources = [source for kind in KINDS for source in kind.sources]
    parts, params = [], []
    for n, source in enumerate(sources):
        rows, of_rows = _all(source)
        parts.append(LOOKED_AT.format(n=n, table=source.model._meta.db_table, long=LONG, sample=SAMPLE, all=rows))
        either = _with_marks(asked.matches, source, marks)
        params += [str(asked.itself or asked.matches), str(either), *of_rows, str(asked.matches)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {sources[n]: _tries(asked, sources[n], marks, *counts) for n, *counts in cursor.fetchall()}


def _tries(asked: Asked, source: Source, marks: list[str], last: int, often: int | None, often_itself: int | None) -> list[Try]:
    """Where words are often, there are enough in the last rows. In a long table a word itself is looked for before what only begins so."""
    tries = _newest_and_all(_with_marks(asked.matches, source, marks), last, often or 0)
    if asked.itself and last > LONG:
        itself = _newest_and_all(_with_marks(asked.itself, source, marks), last, often_itself or 0)
        return itself + [replace(one, is_beginning=True) for one in tries]
    return tries


def _newest_and_all(words: Matching, last: int, often: int) -> list[Try]:
    """First half as many again as there must be if the rest is like the sample."""
    count = SAMPLE * MOST * 3 // 2 // often if often >= FEW else last
    newest = [Try(words, last - count, count <= MOST_WALKED)] if count < last else []
    return [*newest, Try(words)]


def _with_marks(words: Matching, source: Source, marks: list[str]) -> Matching:
    return words.with_one_of(marks) if source.is_marked else words


@cache
def _all(source: Source) -> tuple[str, tuple[Any, ...]]:
    return _rows(source, source.model._base_manager.all())


def _rows(source: Source, things: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """pk, of, title, words."""
    rows = things.order_by().values_list("pk", source.of, source.title or Value(""), WordsOf(source.names))
    return rows.query.sql_with_params()


def _found(asked: Asked, narrowing: Narrowing, user: Any) -> list[Hits]:
    looked_at = _looked_at(asked, _marks_of(user))
    found = [Hits(kind) for kind in KINDS]
    searches = []
    for hits in found:
        for source in hits.kind.sources:
            things = _narrowed(hits.kind, source, narrowing, user) if source in looked_at else None
            if things is not None:
                with suppress(EmptyResultSet):
                    searches.append(Search(source, hits, *_rows(source, things), looked_at[source]))
    while searches:
        _try(searches, asked)
        searches = [search for search in searches if search.goes_on]
    return [hits for hits in found if hits.best]


def _try(searches: list[Search], asked: Asked) -> None:
    """The next of each, all in one query."""
    parts, params = [], []
    for n, search in enumerate(searches):
        one = search.tries.pop(0)
        found, words = one.found
        parts.append(RANKED.format(n=n, seen=search.seen, found=found, limit=MOST + 1))
        params += [asked.ranks, fold(asked.words.strip()), *search.params, *words]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for n, of, pk, title, rank in cursor.fetchall():
            search = searches[n]
            search.found.add(pk)
            search.hits.add(Hit(of, pk, rank, title, search.source))
    for search in searches:
        search.hits.is_more |= search.has_enough


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
