"""What members said of their network, as far as it may be read: closed rounds with enough answers, whole, and nothing finer."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Sum
from django.db.models.functions import Coalesce

from networks.models import Network
from officials.models import today
from reach.models import FULLY, NOT_AT_ALL, PulseAnswered, PulseRound, PulseStatement, PulseTally

# Fewer would say who said what. No choice of region, city or day makes a smaller group, and no open round is read, so that there is
# nothing to subtract.
ENOUGH_ANSWERS = 5
AGREES, DISAGREES = 4, 2


@dataclass(frozen=True)
class Said:
    """What members said of one statement, from 1 (not at all) to 5 (fully)."""

    statement: PulseStatement
    mean: float
    agree: int
    neither: int
    disagree: int


@dataclass(frozen=True)
class PulseResult:
    """`said` is empty where too few answered."""

    round: PulseRound
    answers: int
    said: tuple[Said, ...]


def pulse_results(network: Network) -> list[PulseResult]:
    """The newest first. Two queries."""
    rounds = list(PulseRound.objects.closed().filter(network=network))
    counts: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for tally in PulseTally.objects.filter(round__in=[asked.pk for asked in rounds]):
        counts[tally.round_id][tally.statement][tally.score] = tally.count
    return [_result(asked, counts[asked.pk]) for asked in rounds]


def answers_to(asked: PulseRound) -> int:
    return asked.tallies.filter(statement=PulseStatement.OPENLY).aggregate(n=Coalesce(Sum("count"), 0))["n"]


def _result(asked: PulseRound, counts: dict[str, dict[int, int]]) -> PulseResult:
    answers = sum(counts[PulseStatement.OPENLY].values())
    if answers < ENOUGH_ANSWERS:
        return PulseResult(asked, answers, ())
    return PulseResult(asked, answers, tuple(_said(statement, counts[statement], answers) for statement in PulseStatement))


def _said(statement: PulseStatement, counts: dict[int, int], answers: int) -> Said:
    agree = sum(counts[score] for score in range(AGREES, FULLY + 1))
    disagree = sum(counts[score] for score in range(NOT_AT_ALL, DISAGREES + 1))
    mean = sum(score * count for score, count in counts.items()) / answers
    return Said(statement, mean, agree, answers - agree - disagree, disagree)


@dataclass(frozen=True)
class PulseStanding:
    """Whether a network asks its members now, and what this person has to do with it."""

    open: PulseRound | None
    waits: bool
    has_answered: bool


def pulse_standing(network: Network, user: Any) -> PulseStanding:
    asked = PulseRound.objects.open(today()).filter(network=network).first()
    if asked is None:
        return PulseStanding(None, waits=False, has_answered=False)
    waits = Exists(PulseRound.objects.waiting_for(user, today()).filter(pk=asked.pk))
    has_answered = Exists(PulseAnswered.objects.filter(round=asked, official__user=user))
    return PulseStanding(asked, *PulseRound.objects.filter(pk=asked.pk).values_list(waits, has_answered).get())


def pulses_that_wait(user: Any) -> list[PulseRound]:
    """That this person may still answer, what ends first before the others."""
    return list(PulseRound.objects.waiting_for(user, today()).order_by("last_day", "network__name"))
