from datetime import timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext

from exchange.models import OUTCOME_AFTER, Introduction, PostReport, Question, Resource
from exchange.queries import exchange_figures, introduction_figures, lines_to_answer, listed, shown, waiting_long
from files.models import File
from networks.models import Network
from officials.models import language_name

register = template.Library()
CARD_ROWS = 3


@register.filter
def waited(wait: timedelta) -> str:
    """'3 hours', or from two days on '4 days'."""
    hours = max(1, round(wait / timedelta(hours=1)))
    if hours < 48:  # noqa: PLR2004
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def replies(count: int) -> str:
    """'1 reply', '12 replies'."""
    return _replies(count, get_language())


@lru_cache
def _replies(count: int, _language: str | None) -> str:
    return ngettext("%(n)s reply", "%(n)s replies", count) % {"n": number_format(count)}


@register.filter
def language(code: str) -> str:
    return language_name(code)


@register.filter
def ending(file: File) -> str:
    """'PDF': what kind of file it is, as people say it."""
    return PurePath(file.name).suffix.removeprefix(".").upper()


@register.inclusion_tag("exchange/_could_answer.html", takes_context=True)
def questions_to_answer(context: dict[str, Any], network: Network | None = None) -> dict[str, Any]:
    """What the reader could answer, in this network or in all of theirs; three rows."""
    return {"questions": lines_to_answer(network.pk if network else None, user=context["user"])[:CARD_ROWS]}


@register.inclusion_tag("exchange/_my_questions.html", takes_context=True)
def my_questions(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader asked lately, with what was replied; three rows."""
    user = context["user"]
    mine = Question.objects.visible_to(user).filter(author=user)
    return {"questions": shown(listed(mine.latest_first(), user=user)[:CARD_ROWS], user=user)}


@register.inclusion_tag("exchange/_to_look_after.html", takes_context=True)
def exchange_to_look_after(context: dict[str, Any]) -> dict[str, Any]:
    """How much waits for those who run networks: reports, and questions without an answer for five days."""
    run = Question.objects.filter(network__in=Network.objects.run_by(context["user"]))
    of_these = PostReport.objects.filter(decided_at=None)
    reports = of_these.filter(question__in=run.values("pk")) | of_these.filter(reply__question__in=run.values("pk"))
    reports |= of_these.filter(resource__network__in=Network.objects.run_by(context["user"]))
    return {"report_count": reports.count(), "figures": exchange_figures(run), "waiting_count": waiting_long(run).count()}


@register.inclusion_tag("exchange/_my_introductions.html", takes_context=True)
def my_introductions(context: dict[str, Any]) -> dict[str, Any]:
    """Whom the reader was introduced to and has not answered, and of which meetings they have said nothing; three of each."""
    user = context["user"]
    asked = Introduction.objects.of_person(user).agreed().filter(settled_at__lte=timezone.now() - OUTCOME_AFTER).without_word_of(user)
    rows = {"waiting": Introduction.objects.waiting_for(user), "to_report": asked}
    return {name: [(one, one.other_than(user)) for one in found.with_people().latest_first()[:CARD_ROWS]] for name, found in rows.items()}


@register.inclusion_tag("exchange/_introductions_to_look_after.html", takes_context=True)
def introductions_to_look_after(context: dict[str, Any]) -> dict[str, Any]:
    """What those who run networks have to know of the introductions there."""
    run = Network.objects.run_by(context["user"])
    made = Introduction.objects.filter(network__in=run.values("pk"))
    return {"run": context["run"], "waiting_count": made.open().count(), "figures": introduction_figures(made)}


@register.inclusion_tag("exchange/_new_resources.html", takes_context=True)
def new_resources(context: dict[str, Any]) -> dict[str, Any]:
    """What was shared lately in the reader's networks; three rows."""
    user = context["user"]
    resources = Resource.objects.visible_to(user).there().filter(network__in=Network.objects.joined_by(user))
    return {"resources": list(resources.select_related("network", "city").newest_first()[:CARD_ROWS])}
