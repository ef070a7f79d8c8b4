"""What somebody typed, as PostgreSQL asks for it: each word in every language that it has a stemmer for, since nobody says theirs."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection

from actions.models import Practice
from cities.models import STEMMED, City
from cities.querysets import fold
from networks.models import Area, Network
from partnerships.models import Partner

LONGEST, MOST_CLAUSES, MOST_NAMED = 200, 12, 100
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"\x00": " "})
CLAUSE = re.compile(r'(-?)("[^"]*"?|[^\s"]+)')
LEXEME = re.compile(r"'((?:[^']|'')*)'")
BEGINNING = re.compile(r"\w{3,}")
FORMS = """
    SELECT clause.n, code, websearch_to_tsquery(search_config(code), search_to_stem(code, clause.words))::text
    FROM unnest(%s::text[]) WITH ORDINALITY AS clause (words, n), unnest(%s::text[]) AS code
    ORDER BY clause.n, code
"""
# By the words of its title only: what is about buses is not found as if it were called so.
NAMED = """
    (SELECT asked.n, '@{kind}:' || thing.id FROM {table} AS thing
    JOIN unnest(%s::tsquery[]) WITH ORDINALITY AS asked (words, n)
    ON thing.searched @@ asked.words AND ts_filter(thing.searched, '{{a}}') @@ asked.words
    WHERE thing.id IN ({seen}) LIMIT {most})
"""


class Ready(SearchQuery):
    """A query that PostgreSQL has parsed before."""

    template = "(%(expressions)s)::tsquery"


@dataclass(frozen=True)
class Clause:
    """A word, or a phrase in quotes."""

    words: str
    is_unwanted: bool
    is_alternative: bool  # to the one before


@dataclass(frozen=True)
class Matching:
    """What must be in a row, for PostgreSQL: all of it. Small words are nearly everywhere, so that an index is not asked for them."""

    large: str
    small: str = ""

    def __bool__(self) -> bool:
        return bool(self.large)

    def __str__(self) -> str:
        return f"{self.large} & {self.small}" if self.small else self.large

    def with_one_of(self, marks: list[str]) -> "Matching":
        return replace(self, large=f"{self.large} & ({' | '.join(marks)})") if marks else self


@dataclass(frozen=True)
class Asked:
    """What is asked for. Nothing is found without `matches`; `ranks` is for PostgreSQL too."""

    words: str
    clauses: tuple[Clause, ...]
    matches: Matching = Matching("")
    # As `matches`, but the last word is no beginning. Empty where it is none in any case.
    itself: Matching = Matching("")
    ranks: str = ""
    is_cut: bool = False

    @property
    def wanted(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.is_unwanted]

    @property
    def is_only_unwanted(self) -> bool:
        return bool(self.clauses) and not self.wanted

    @property
    def stems(self) -> set[str]:
        return {lexeme.replace("''", "'") for lexeme in LEXEME.findall(self.ranks)}

    @property
    def beginning(self) -> str:
        """Of a word that may go on: the last, as long as nothing follows it."""
        last = self.clauses[-1] if self.clauses else None
        if last is None or last.is_unwanted or not BEGINNING.fullmatch(last.words) or self.words[-1:].isspace():
            return ""
        return fold(last.words)


def ask(words: str, *, user: Any) -> Asked:
    """Never fails, whatever the words are: what is no word is left out."""
    words = words.translate(QUOTES)
    found = CLAUSE.findall(words[:LONGEST])
    asked = Asked(words, _clauses(found[:MOST_CLAUSES]), is_cut=len(words.strip()) > LONGEST or len(found) > MOST_CLAUSES)
    if not asked.wanted:
        return asked
    forms = _forms(asked.clauses)
    kept = tuple(clause for clause, of_one in zip(asked.clauses, forms, strict=True) if any(of_one.values()))
    forms = [of_one for of_one in forms if any(of_one.values())]
    asked = Asked(words, kept, is_cut=asked.is_cut)
    return _built(asked, forms, user) if asked.wanted else asked


def _clauses(found: list[tuple[str, str]]) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    is_alternative = False
    for minus, words in found:
        if words.lower() == "or" and clauses and not minus:
            is_alternative = True
            continue
        clauses.append(Clause(words, bool(minus), is_alternative and not minus and not clauses[-1].is_unwanted))
        is_alternative = False
    return tuple(clauses)


def _forms(clauses: tuple[Clause, ...]) -> list[dict[str, str]]:
    """Of each clause: language → what it is there; nothing where it is a word as small as “the”."""
    forms: list[dict[str, str]] = [{} for _ in clauses]
    with connection.cursor() as cursor:
        cursor.execute(FORMS, [[clause.words for clause in clauses], ["simple", *STEMMED]])
        for n, code, form in cursor.fetchall():
            forms[n - 1][code] = form
    return forms


def _built(asked: Asked, forms: list[dict[str, str]], user: Any) -> Asked:
    words = [_any_of(of_one.values()) for of_one in forms]
    last = words[-1]
    if asked.beginning:
        words[-1] += f" | '{asked.beginning}':*"
    wanted = [n for n, clause in enumerate(asked.clauses) if not clause.is_unwanted]
    named = dict(zip(wanted, _named([words[n] for n in wanted], user), strict=True))
    return replace(
        asked,
        matches=_matching(asked.clauses, forms, words, named),
        itself=_matching(asked.clauses, forms, [*words[:-1], last], named) if asked.beginning else Matching(""),
        ranks=" | ".join(words[n] for n in wanted),
    )


def _matching(clauses: tuple[Clause, ...], forms: list[dict[str, str]], words: list[str], named: dict[int, list[str]]) -> Matching:
    # A small word is not looked for where it is small, unless there is nothing else to look for.
    may_be_small = any(all(forms[n].values()) for n in named)
    groups: list[list[str]] = []
    for n, marks in named.items():
        small = [f"'@language:{code}'" for code, form in forms[n].items() if not form] if may_be_small else []
        if not (clauses[n].is_alternative and groups):
            groups.append([])
        groups[-1] += [words[n], *marks, *small]
    parts = [f"({' | '.join(group)})" for group in groups]
    large = [part for part in parts if "'@language:" not in part] or parts
    unwanted = [f"!({words[n]})" for n, clause in enumerate(clauses) if clause.is_unwanted]
    return Matching(" & ".join([*large, *unwanted]), " & ".join(part for part in parts if part not in large))


def _any_of(forms: Any) -> str:
    return " | ".join(f"({form})" for form in dict.fromkeys(forms) if form)


def _named(words: list[str], user: Any) -> list[list[str]]:
    """For each clause the marks of what is called so: a word may be in a workshop's title or be its city's name."""
    named: list[list[str]] = [[] for _ in words]
    parts, params = [], []
    for kind, things in (
        ("city", City.objects.visible_to(user)),
        ("network", Network.objects.visible_to(user)),
        ("area", Area.objects.all()),
        ("practice", Practice.objects.visible_to(user)),
        ("partner", Partner.objects.all()),
    ):
        try:
            seen, seen_params = things.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(NAMED.format(kind=kind, table=things.model._meta.db_table, seen=seen, most=MOST_NAMED))
        params += [words, *seen_params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for n, mark in cursor.fetchall():
            named[n - 1].append(f"'{mark}'")
    return named
