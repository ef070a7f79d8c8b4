"""Who could answer a question, and which questions somebody could answer."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Case, Count, Exists, Func, IntegerField, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.querysets import Folded, fold
from exchange.models import IN_CONFIDENCE, LATELY, MOST_ASKED, Asked, Introduction, Question, Reply
from officials.models import Official, User, language_name
from officials.querysets import WORDS

SUGGESTIONS = 5
LONG_WORD = 4
MOST_WORDS = 20


class LikeAny(Func):
    """Whether a text is like any of these."""

    template = "(%(expressions)s))"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()


@dataclass(frozen=True)
class Suggestion:
    official: Official
    reasons: list[str]


def suggested(question: Question) -> list[Suggestion]:
    """Peers of the network who know of it, have answered before, or are near, the most fitting first; never who was asked often lately.

    Of what was said in confidence nothing counts, since it would tell who wrote it, or that there is something.
    """
    since = timezone.now() - LATELY
    lately = Asked.objects.filter(official=OuterRef("pk"), asked_at__gte=since)
    introduced = Introduction.objects.filter(giver=OuterRef("pk"), made_at__gte=since).exclude(status="withdrawn")
    asker = question.official
    members = Official.objects.current().verified().in_networks([question.network]).exclude(user=question.author)
    if asker:
        members = members.exclude(city=asker.city_id)
    involved = Q(user__in=question.replies.exclude(label__in=IN_CONFIDENCE).values("author")) | Q(pk__in=question.asked.values("official"))
    found = (
        members.exclude(involved)
        .annotate(
            asked_lately=_count(lately, "official") + _count(introduced, "giver"),
            knows=Case(When(user__in=_knowing(question).values("pk"), then=Value(1)), default=Value(0), output_field=IntegerField()),
            answered=_count(
                Reply.objects.filter(official=OuterRef("pk"), question__network=question.network_id, hidden_at=None)
                .exclude(label__in=IN_CONFIDENCE)
                .exclude(question__label__in=IN_CONFIDENCE),
                "official",
            ),
            near=Case(When(city__region=asker.city.region if asker else "", then=Value(1)), default=Value(0), output_field=IntegerField()),
            speaks_it=Exists(User.objects.filter(pk=OuterRef("user"), speaks__overlap=question.author.speaks or ["-"])),
        )
        .filter(Q(knows=1) | Q(answered__gt=0) | Q(near=1), asked_lately__lt=MOST_ASKED)
        .order_by("-knows", "-answered", "-near", "-speaks_it", "asked_lately", "pk")
        .with_people()
    )
    return [Suggestion(official, _reasons(official, question)) for official in found[:SUGGESTIONS] if _may_read(official, question)]


def _may_read(official: Official, question: Question) -> bool:
    """A question for named cities is for their officials; the members of a network read the rest."""
    return question.label != "cities" or question.named_cities.filter(pk=official.city_id).exists()


def _reasons(official: Any, question: Question) -> list[str]:
    reasons = []
    if official.knows:
        reasons.append(_("knows about it"))
    if official.answered:
        reasons.append(
            ngettext("has answered %(n)s question here", "has answered %(n)s questions here", official.answered) % {"n": official.answered}
        )
    if official.near:
        reasons.append(_("works in the same region"))
    shared = [language for language in official.user.speaks if language in question.author.speaks]
    if shared and not question.hides_author:
        reasons.append(_("works in %(language)s too") % {"language": language_name(shared[0])})
    return reasons


def could_answer(user: Any, questions: Any, known: Any = None) -> Any:
    """Of these those of other cities that nobody has answered: where the reader was asked, then what they know about, the oldest first.

    `known` stands for what_they_know(user) where the user stands for many.
    """
    if user.official is None:
        return questions.annotate(asks_me=Value(value=False)).none()
    known = known or Cast(Value(what_they_know(user)), ArrayField(TextField()))
    asked = Exists(Asked.objects.filter(question=OuterRef("pk"), official=user.official, declined_at=None))
    words = Folded(Concat("title", Value(" "), Cast("tags", TextField()), output_field=TextField()))
    # A question without a name is shown to the asker's colleagues like to all: leaving it out would tell whose it is.
    mine = Q(official__city=user.official.city_id) & ~Q(label="chatham") | Q(author=user)
    answered = Exists(Reply.objects.filter(question=OuterRef("pk"), author=user))
    waiting = questions.open().unanswered().exclude(mine).exclude(answered)
    return (
        waiting.annotate(asks_me=asked, fits=LikeAny(words, known))
        .filter(Q(asks_me=True) | Q(fits=True))
        .order_by("-asks_me", "-fits", "posted_at")
    )


def what_they_know(user: User) -> list[str]:
    """In words, each as LIKE has it."""
    words = _words(" ".join([*user.expertise, user.offers]))
    return [f"%{word}%".replace("_", r"\_") for word in words]


def _knowing(question: Question) -> Any:
    """Whose expertise, or words about themself, have one of the question's words."""
    words = _words(" ".join([question.title, *question.tags]))
    if not words:
        return User.objects.none()
    query = SearchQuery(" | ".join(f"'{word}'" for word in words), search_type="raw", config="simple")
    return User.objects.alias(words=WORDS).filter(words=query)


def _words(text: str) -> list[str]:
    """Those that are long enough to say something."""
    found = dict.fromkeys(word for word in re.findall(r"\w+", fold(text)) if len(word) >= LONG_WORD)
    return list(found)[:MOST_WORDS]


def _count(rows: Any, by: str) -> Any:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)
