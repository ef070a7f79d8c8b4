"""How long questions wait for another city, and who answers; what came of introductions. Each figure is defined here alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, Value
from django.utils import timezone

from access.querysets import prepared
from exchange.models import Outcome, Question, Reply

WAITS_LONG = timedelta(days=5)
PERIOD = timedelta(days=365)


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class ExchangeFigures:
    """Of the last 365 days. A question counts as answered once somebody of another city has replied."""

    asked: int
    answered_by_peers: int
    answered_by_staff_only: int
    unanswered_for_five_days: int
    # Half of those that were answered waited no longer than this.
    median_wait: timedelta | None


def exchange_figures(questions: Any) -> ExchangeFigures:
    """Of these questions, hidden ones left out; one query."""
    now = timezone.now()
    return ExchangeFigures(**_since(now - PERIOD, questions).aggregate(**_counted(now - WAITS_LONG)))


def figures_of_network(network: int, *, user: Any) -> ExchangeFigures:
    """The same of what this reader sees there."""
    now = timezone.now()
    (found,) = _figures(user, network, now - PERIOD, now - WAITS_LONG)
    del found["all"]
    return ExchangeFigures(**found)


@prepared
def _figures(user: Any, network: int, since: datetime, waits_since: datetime) -> Any:
    questions = Question.objects.visible_to(user).in_network(network)
    return _since(since, questions).values(all=Value(1)).annotate(**_counted(waits_since))


def figures_by_network(questions: Any) -> dict[int, ExchangeFigures]:
    """The same for each network that has any; one query."""
    now = timezone.now()
    rows = _since(now - PERIOD, questions).order_by().values("network").annotate(**_counted(now - WAITS_LONG))
    return {row.pop("network"): ExchangeFigures(**row) for row in rows}


def _since(since: datetime, questions: Any) -> Any:
    by_staff = Exists(Reply.objects.filter(question=OuterRef("pk"), official=None, hidden_at=None))
    return questions.filter(posted_at__gte=since, hidden_at=None).annotate(by_staff=by_staff)


def _counted(waits_since: datetime) -> dict[str, Any]:
    """The definition of each; `waits_since`: what was asked before waits long."""
    answered, waits = Q(answered_at__isnull=False), Q(answered_at=None, closed_at=None)
    return {
        "asked": Count("pk"),
        "answered_by_peers": Count("pk", filter=answered),
        "answered_by_staff_only": Count("pk", filter=Q(answered_at=None, by_staff=True)),
        "unanswered_for_five_days": Count("pk", filter=waits & Q(posted_at__lt=waits_since)),
        "median_wait": Median(F("answered_at") - F("posted_at"), filter=answered),
    }


def waiting_long(questions: Any) -> Any:
    """Open ones of which another city has said nothing for five days, the oldest first."""
    return questions.open().unanswered().filter(posted_at__lt=timezone.now() - WAITS_LONG).order_by("posted_at", "pk")


@dataclass(frozen=True)
class IntroductionFigures:
    """Of those made in the last 365 days and not taken back. Met, or useful: as at least one of the two says."""

    made: int
    in_touch: int
    met: int
    useful: int


def introduction_figures(introductions: Any) -> IntroductionFigures:
    """Of these introductions; one query."""
    said = Outcome.objects.filter(introduction=OuterRef("pk"))
    of_year = introductions.filter(made_at__gte=timezone.now() - PERIOD).exclude(status="withdrawn")
    found = of_year.annotate(has_met=Exists(said.filter(met=True)), was_useful=Exists(said.filter(useful=True))).aggregate(
        made=Count("pk"),
        in_touch=Count("pk", filter=Q(status="agreed")),
        met=Count("pk", filter=Q(has_met=True)),
        useful=Count("pk", filter=Q(was_useful=True)),
    )
    return IntroductionFigures(**found)
