"""What is found by words, of all that a person may see: each kind of thing decides itself who sees it and what matches."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actions.models import ClimateAction
from activity.querysets import fold
from cities.models import City
from exchange.models import Question
from networks.models import Network
from officials.models import User
from partnerships.models import Agreement
from workshops.models import Workshop

FIRST_OF_EACH = 5
ON_A_PAGE = 50
SNIPPET = 200


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is found: where its name and its words are, and what else a line about it says."""

    key: str
    name: Promise
    things: QuerySet[Any]
    title: str
    text: Callable[[Any], str]
    beside: Callable[[Any], str]

    def found(self, words: str, user: Any) -> QuerySet[Any]:
        """Those whose name begins so first. What has no letter and no figure finds nothing."""
        if not re.search(r"\w", fold(words)):
            return self.things.none()
        begins = When(**{f"{self.title}__folded__startswith": fold(words)}, then=Value(0))
        things: Any = self.things.all()
        return things.visible_to(user).matching(words).order_by(Case(begins, default=Value(1)), self.title, "pk")


def _about(user: Any) -> str:
    return " · ".join(filter(None, [*user.expertise, user.about, user.offers, user.seeks]))


def _post(user: Any) -> str:
    return ", ".join(word for post in user.current_posts for word in (post.job_title, str(post.city)) if word)


def _area(network: Any) -> str:
    return str(network.area)


def _place(city: Any) -> str:
    return f"{city.country.name} · {city.get_region_display()}"


def _purpose(network: Any) -> str:
    return str(network.purpose)


def _text(found: Any) -> str:
    return str(found.text)


def _network(found: Any) -> str:
    return str(found.network)


def _scope(agreement: Any) -> str:
    return str(agreement.scope)


def _between(agreement: Any) -> str:
    return f"{agreement.partner} · {agreement.network}"


def _stage(action: Any) -> str:
    return f"{action.city} · {action.get_stage_display()}"


def _nothing(_found: Any) -> str:
    return ""


KINDS = [
    Kind("networks", _("Networks"), Network.objects.select_related("area"), "name", _purpose, _area),
    Kind("people", _("People"), User.objects.with_posts(), "full_name", _about, _post),
    Kind("cities", _("Cities"), City.objects.all(), "name", _nothing, _place),
    Kind("questions", _("Questions"), Question.objects.select_related("network"), "title", _text, _network),
    Kind("workshops", _("Workshops"), Workshop.objects.select_related("network"), "title", _text, _network),
    Kind("actions", _("Actions"), ClimateAction.objects.with_names(), "title", _nothing, _stage),
    Kind("agreements", _("Agreements"), Agreement.objects.select_related("partner", "network"), "title", _scope, _between),
]


@dataclass(frozen=True)
class Found:
    url: str
    title: SafeString
    snippet: SafeString
    beside: str


@dataclass(frozen=True)
class Finds:
    """What was found of one kind: the first few, or a page."""

    kind: Kind
    count: int
    rows: list[Found]
    page: Page | None = None


def find(words: str, *, user: Any) -> list[Finds]:
    """The first of each kind of which there is something; two queries for each."""
    finds = []
    for kind in KINDS:
        things = kind.found(words, user)
        if count := things.count():
            finds.append(Finds(kind, count, _rows(kind, things[:FIRST_OF_EACH], words)))
    return finds


def find_of_kind(kind: Kind, words: str, *, user: Any, number: str | None) -> Finds:
    """All of one kind, a page at a time."""
    page = Paginator(kind.found(words, user), ON_A_PAGE).get_page(number)
    return Finds(kind, page.paginator.count, _rows(kind, page.object_list, words), page)


def _rows(kind: Kind, things: Any, words: str) -> list[Found]:
    return [
        Found(
            thing.get_absolute_url(),
            marked(getattr(thing, kind.title), words),
            marked(_around(kind.text(thing), words), words),
            kind.beside(thing),
        )
        for thing in things
    ]


def marked(text: str, words: str) -> SafeString:
    """The text with what was looked for in <mark>, whatever the accents and the case."""
    asked = fold(words).split()
    parts = re.split(r"(\w+)", text)
    return format_html_join("", "{}", ((_mark(part, asked),) for part in parts))


def _mark(part: str, asked: list[str]) -> str | SafeString:
    folded = fold(part)
    return format_html("<mark>{}</mark>", part) if folded and any(word in folded for word in asked) else part


def _around(text: str, words: str) -> str:
    """A part of the text about the first of the words, or its beginning."""
    plain = " ".join(re.sub(r"[#*_>`\[\]|]", " ", text).split())
    asked = fold(words).split()
    at = next((match.start() for match in re.finditer(r"\w+", plain) if any(word in fold(match[0]) for word in asked)), 0)
    start = max(0, plain.rfind(" ", 0, max(0, at - SNIPPET // 3)) + 1) if at > SNIPPET // 3 else 0
    end = start + SNIPPET
    cut = plain[start:end].rsplit(" ", 1)[0] if end < len(plain) else plain[start:]
    return f"{'… ' if start else ''}{cut}{' …' if end < len(plain) else ''}"
