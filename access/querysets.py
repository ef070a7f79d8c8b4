"""Queries that are composed and compiled once, and then only told who asks and for what.

To say in SQL who may see what takes Django longer than it takes PostgreSQL to answer, and for all readers of one kind it says the same. So
a query is composed for a stand-in: a reader of this kind with numbers that stand for theirs, of whom nothing else is there. What would
depend on more, on the clock or on the reader's time zone is an error, so that nothing of one reader stays in what another one asks.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from itertools import count
from typing import Any, Never
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import DEFERRED
from django.http import Http404
from django.utils import timezone

# As large as no id is, words that nobody writes, and a zone in which no city lies.
FIRST = 2**61
WORDS = "\x02stand-in "
ELSEWHERE = ZoneInfo("Antarctica/Troll")
PLACES = re.compile("(%%|%s)")
VALUES = (int, str, datetime, date)
KNOWN = ("joined", "waited for", "run")


class prepared:  # noqa: N801 - a decorator
    """Of a function that composes a query: gives its rows. Told are readers, ids, words, moments, and lists of ids or words.

    None, true, false, an empty list and a model decide how the query is composed; of all else only the kind does. It is composed each time
    for a reader who is not a page's, since their networks are not known (see NetworkQuerySet.known), and for a number that no id can be, of
    which Django knows that there are no rows.
    """

    def __init__(self, compose: Callable[..., Any]) -> None:
        update_wrapper(self, compose)
        self.compose = compose
        self.compiled: dict[tuple[Hashable, ...], _Compiled | None] = {}

    def __call__(self, *told: Any) -> list[Any]:
        if any(map(_is_for_itself, told)):
            return list(self.compose(*told))
        compiled, values = self.prepare(told)
        return compiled.rows(values) if compiled else []

    def prepare(self, told: Sequence[Any]) -> tuple["_Compiled | None", list[Any]]:
        """The query for what is told, and the values to fill it with. None: there can be no rows."""
        values: list[Any] = []
        kinds = tuple(_kind(one, values) for one in told)
        if kinds not in self.compiled:
            self.compiled[kinds] = _compile(self.compose, kinds)
        return self.compiled[kinds], values


def the_one(rows: Iterable[Any]) -> Any:
    """The first of them; 404 where there is none."""
    for row in rows:
        return row
    raise Http404


@dataclass(frozen=True)
class _Compiled:
    composed: Any
    compiler: Any
    sql: str
    params: Sequence[Any]
    # Which of the params stands for which of the values.
    places: dict[int, int]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        compiler = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        found = _answer(compiler, *self.filled(values))
        compiler.execute_sql = lambda *_args, **_kwargs: [found]
        rows = self.composed.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(rows)

    def filled(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """A list of ids takes as many places as it has ids, as IN wants it."""
        params: list[Any] = []
        spread: dict[int, int] = {}
        for place, param in enumerate(self.params):
            value = values[self.places[place]] if place in self.places else param
            if isinstance(value, list) and not isinstance(param, list):
                ids = dict.fromkeys(value)
                spread[place] = len(ids)
                params += map(type(param), ids)
            else:
                params.append(type(param)(value) if isinstance(value, int) else value)
        return _spread(self.sql, spread) if spread else self.sql, tuple(params)


def _answer(compiler: Any, sql: str, params: Sequence[Any]) -> list[Any]:
    """The database prepares the statement too (see prepare_threshold in the settings), so that it plans once what it is asked often."""
    with compiler.connection.cursor() as cursor:
        # Django's own would write the values into the statement.
        cursor.cursor = ServerBindingCursor(compiler.connection.connection)  # type: ignore[call-arg]
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return [row[: compiler.col_count] for row in found] if compiler.has_extra_select else found


def _spread(sql: str, spread: dict[int, int]) -> str:
    place = count()
    return "".join(", ".join(["%s"] * spread.get(next(place), 1)) if piece == "%s" else piece for piece in PLACES.split(sql))


def _compile(compose: Callable[..., Any], kinds: Sequence[Hashable]) -> _Compiled | None:
    """None, where there can be no rows."""
    signs = _Signs()
    told = [signs.stand_in(kind) for kind in kinds]
    with timezone.override(ELSEWHERE), connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse):
        composed = compose(*told)
        compiler = composed.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
    return _Compiled(composed, compiler, sql, params, signs.places(params))


def _refuse(_execute: Any, sql: str, *_more: Any) -> Never:
    raise TypeError(f"A prepared query asks the database while it is composed: {sql}")


@dataclass(frozen=True)
class _Reader:
    """What decides, of who reads, how a query is composed. Classes are told since this app knows none of them."""

    user: type
    is_signed_in: bool
    post: type | None = None
    city: type | None = None
    is_verified: bool = False
    is_lead: bool = False
    term: type | None = None
    is_administrator: bool = False
    # Which networks are some at all.
    known: tuple[bool, ...] = ()


def _is_for_itself(told: Any) -> bool:
    if isinstance(told, int):
        return abs(told) >= FIRST
    return getattr(told, "is_authenticated", False) and not hasattr(told, "known_networks")


def _kind(told: Any, values: list[Any]) -> Hashable:
    """What decides how a query is composed; its values, in an order of which _Signs.stand_in has the like, come to these."""
    if told is None or isinstance(told, bool | type):
        return told
    if hasattr(told, "is_authenticated"):
        return _kind_of_reader(told, values)
    values.append(told)
    if isinstance(told, list):
        return list, type(told[0]) if told else None
    return next(kind for kind in VALUES if isinstance(told, kind))


def _kind_of_reader(user: Any, values: list[Any]) -> _Reader:
    if not user.is_authenticated:
        return _Reader(user.__class__, is_signed_in=False)
    post, term = user.official, user.staff
    known = user.known_networks()
    values += [user.pk, user.email]
    values += [post.pk, post.city_id] if post else []
    values += [term.pk] if term else []
    values += [known[name] for name in KNOWN]
    return _Reader(
        user.__class__,
        is_signed_in=True,
        post=post and post.__class__,
        city=post and post.city.__class__,
        is_verified=bool(post and post.is_verified),
        is_lead=bool(post and post.is_lead),
        term=term and term.__class__,
        is_administrator=user.is_administrator,
        known=tuple(bool(known[name]) for name in KNOWN),
    )


class _Signs:
    """What stands for values while a query is composed."""

    def __init__(self) -> None:
        self.number_of: dict[Any, int] = {}

    def sign(self, kind: type) -> Any:
        number = len(self.number_of)
        moment = datetime(9000, 1, 1, tzinfo=UTC) + timedelta(days=number)
        made = {int: FIRST + number, str: f"{WORDS}{number}", datetime: moment, date: moment.date()}[kind]
        self.number_of[made] = number
        return made

    def list_of(self, kind: type | None) -> list[Any]:
        """None: an empty one."""
        sign = self.sign(kind or int)
        return [sign] if kind else []

    def stand_in(self, kind: Any) -> Any:
        if isinstance(kind, _Reader):
            return self.reader(kind)
        if isinstance(kind, tuple):
            return self.list_of(kind[1])
        return self.sign(kind) if kind in VALUES else kind

    def reader(self, kind: _Reader) -> Any:
        if not kind.is_signed_in:
            return kind.user()
        user = _only(kind.user, id=self.sign(int), email=self.sign(str))
        user.official = user.staff = None
        if kind.post:
            user.official = _only(
                kind.post, id=self.sign(int), city_id=self.sign(int), user_id=user.pk, is_lead=kind.is_lead,
                ended_on=None, verified_at=datetime.max.replace(tzinfo=UTC) if kind.is_verified else None,
            )  # fmt: skip
            user.official.city = _only(kind.city, id=user.official.city_id)
        if kind.term:
            user.staff = _only(kind.term, id=self.sign(int), user_id=user.pk, is_administrator=kind.is_administrator, ended_on=None)
        known: dict[str, Any] = {name: self.list_of(int if some else None) for name, some in zip(KNOWN, kind.known, strict=True)}
        user.known_networks = lambda: known
        return user

    def places(self, params: Sequence[Any]) -> dict[int, int]:
        """Which of the params are signs; an error, if one was made of a sign, of a moment or of the reader's time zone."""
        found = {}
        for place, param in enumerate(params):
            value = param[0] if isinstance(param, list) and len(param) == 1 else param
            if isinstance(value, Hashable) and value in self.number_of:
                found[place] = self.number_of[value]
            elif (
                isinstance(value, date)
                or (isinstance(value, int) and value >= FIRST)
                or (isinstance(value, str) and (WORDS in value or value == ELSEWHERE.key))
            ):
                raise TypeError(f"A prepared query depends on {value!r}")
        return found


def _only(model: Any, **fields: Any) -> Any:
    """One of this model of whom only these fields are there: any other would be asked of the database."""
    return model(**dict.fromkeys((field.attname for field in model._meta.concrete_fields), DEFERRED) | fields)
