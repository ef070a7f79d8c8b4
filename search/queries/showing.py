"""Lines about what was found, with the words that were looked for marked where they stand."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from django.db import connection
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cities.models import STEMMED
from cities.querysets import fold
from exchange.models import Reply
from search.queries.asked import Asked
from search.queries.kinds import Kind, Source

SNIPPET = 200
MOST_LOOKED_UP = 1000
WORD = re.compile(r"\w+")
MARKUP = re.compile(r"\]\([^)\s]*\)|[#*_>`\[\]|]")
# A stem is the beginning of its words, up to some letters at the end: "cities" is "citi".
SAME_BEGINNING = 3
STEMS = """
    SELECT DISTINCT word FROM unnest(%s::text[]) AS word, unnest(%s::text[]) AS code
    WHERE tsvector_to_array(to_tsvector(search_config(code), search_to_stem(code, word))) && %s::text[]
"""


@dataclass(frozen=True)
class Found:
    url: str
    title: SafeString
    snippet: SafeString
    beside: str
    when: datetime | None
    where: Promise | str
    rank: float


@dataclass(frozen=True)
class Line:
    """A thing that was found, and the row in which its words are: itself, a reply, its text in a language."""

    thing: Any
    row: Any
    source: Source
    rank: float

    @property
    def url(self) -> str:
        anchor = f"#reply-{self.row.pk}" if isinstance(self.row, Reply) else ""
        return f"{self.thing.get_absolute_url()}{anchor}"

    @cached_property
    def title(self) -> str:
        return normalize("NFC", getattr(self.row, self.source.title) if self.source.title else str(self.thing))

    @cached_property
    def text(self) -> str:
        return plain(self.source.text(self.row))


@dataclass(frozen=True)
class Shown:
    kind: Kind
    lines: list[Line]


def shown(parts: list[Shown], asked: Asked) -> dict[str, list[Found]]:
    """The lines of each kind; one query for the words of all."""
    texts = [text for part in parts for line in part.lines for text in (line.title, line.text)]
    pattern = _pattern(_marked_words(texts, asked))
    return {part.kind.key: [_found(part.kind, line, pattern) for line in part.lines] for part in parts}


def _found(kind: Kind, line: Line, pattern: re.Pattern[str] | None) -> Found:
    title, snippet = marked(line.title, pattern), marked(_around(line.text, pattern), pattern)
    return Found(line.url, title, snippet, kind.beside(line.thing), kind.when(line.thing), line.source.where, line.rank)


def plain(text: str) -> str:
    """Without what makes Markdown of it."""
    return " ".join(MARKUP.sub(" ", normalize("NFC", text)).split())


def _marked_words(texts: list[str], asked: Asked) -> set[str]:
    """Those of the texts that are found by what was asked: in small letters, with their accents."""
    stems, beginning = asked.stems, asked.beginning
    beginnings = {stem[:SAME_BEGINNING] for stem in stems}
    words: dict[str, list[str]] = {}
    for word in {word for text in texts for word in WORD.findall(text.lower())}:
        words.setdefault(fold(word), []).append(word)
    certain = {word for word in words if word in stems or (beginning and word.startswith(beginning))}
    perhaps = sorted(word for word in words.keys() - certain if word[:SAME_BEGINNING] in beginnings)[:MOST_LOOKED_UP]
    if perhaps:
        with connection.cursor() as cursor:
            cursor.execute(STEMS, [perhaps, STEMMED, sorted(stems)])
            certain |= {word for (word,) in cursor.fetchall()}
    return {word for folded in certain for word in words[folded]}


def _pattern(words: set[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE) if words else None


def marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """The text with these words in <mark>, and nothing else in it that a browser would take for its own."""
    parts = pattern.split(text) if pattern else [text]
    # Every second part is one of the words.
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", part) if n % 2 else part,) for n, part in enumerate(parts)))


def _around(text: str, pattern: re.Pattern[str] | None) -> str:
    """A part of the text about the first of the words, or its beginning."""
    match = pattern.search(text) if pattern else None
    at = match.start() if match else 0
    start = text.rfind(" ", 0, at - SNIPPET // 3) + 1 if at > SNIPPET // 3 else 0
    end = start + SNIPPET
    cut = text[start:end].rsplit(" ", 1)[0] if end < len(text) else text[start:]
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
