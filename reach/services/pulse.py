"""The pulse: three short statements a quarter. What each answered is kept nowhere, so that nobody can be asked to hand it over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from networks.models import Network, Seat
from notices.services import owe
from officials.models import Official, User, today
from reach.models import FULLY, NOT_AT_ALL, PulseAnswered, PulseRound, PulseStatement, PulseTally
from reach.queries.pulse import ENOUGH_ANSWERS, answers_to

# The clock asks once a quarter; whoever runs a network may ask sooner, but not twice in two months.
EVERY, AT_LEAST_APART = timedelta(days=91), timedelta(days=60)
LASTS = timedelta(days=21)


class PulseError(Exception):
    """A rule of the pulse stands against this."""


class AskedLatelyError(PulseError):
    """Members were asked less than two months ago, or are being asked now."""


class TooFewMembersError(PulseError):
    """Fewer answers than are shown would ever come."""


class PulseClosedError(PulseError):
    """It was over before the answer came."""


class AlreadyAnsweredError(PulseError):
    """One answer for each person and round."""


@transaction.atomic
def open_pulse(*, network: Network, by: User | None) -> PulseRound:
    """Ask the members, and owe each of them one mail."""
    Network.objects.select_for_update().get(pk=network.pk)
    if network.pulse_rounds.filter(Q(closed_at=None) | Q(opened_at__gt=timezone.now() - AT_LEAST_APART)).exists():
        raise AskedLatelyError
    members = members_of(network)
    if members.count() < ENOUGH_ANSWERS:
        raise TooFewMembersError
    asked = PulseRound.objects.create(network=network, opened_by=by, last_day=today() + LASTS)
    PulseTally.objects.bulk_create(
        PulseTally(round=asked, statement=statement, score=score) for statement in PulseStatement for score in range(NOT_AT_ALL, FULLY + 1)
    )
    record(Verb.PULSE_OPENED, by=by, subject=asked, network=network)
    owe("reach.pulse_opened", to=members, subject=asked, network=network, key="pulse")
    return asked


@transaction.atomic
def answer_pulse(*, asked: PulseRound, official: Official, scores: Mapping[str, int]) -> None:
    """One more for each score. The log gets no line: it would say when.

    Whoever answers holds the round until it is written, so that none comes in after it is closed and read.
    """
    if PulseRound.objects.open(today()).select_for_update(of=["self"]).filter(pk=asked.pk).first() is None:
        raise PulseClosedError
    if asked.answered.filter(official__user=official.user_id).exists():
        raise AlreadyAnsweredError
    PulseAnswered.objects.create(round=asked, official=official)
    for statement in PulseStatement:
        asked.tallies.filter(statement=statement, score=scores[statement]).update(count=F("count") + 1)


def keep_pulses(*, now: datetime) -> None:
    """Close those that are over, and ask where nobody did for a quarter. Each in a transaction of its own."""
    for asked in PulseRound.objects.to_close(now.date()):
        _close(asked, now)
    asked_lately = PulseRound.objects.filter(opened_at__gt=now - EVERY)
    for network in Network.objects.open().top_level().exclude(pk__in=asked_lately.values("network")).order_by("pk"):
        if members_of(network).count() >= ENOUGH_ANSWERS:
            _open_by_clock(network)


def members_of(network: Network) -> Any:
    """Who may answer: the people who hold a seat there for a city that they work for today."""
    seats = Seat.objects.active().filter(network=network, official__ended_on=None).exclude(official__verified_at=None)
    return User.objects.filter(pk__in=seats.values("official__user"), is_active=True)


def _open_by_clock(network: Network) -> None:
    """Unless somebody did meanwhile."""
    try:
        open_pulse(network=network, by=None)
    except PulseError:
        return


@transaction.atomic
def _close(asked: PulseRound, now: datetime) -> None:
    """Once, however often the clock runs."""
    locked = PulseRound.objects.to_close(now.date()).select_for_update(of=["self"], skip_locked=True).filter(pk=asked.pk).first()
    if locked:
        locked.closed_at, locked.members = now, members_of(locked.network).count()
        locked.save(update_fields=["closed_at", "members"])
        enough = answers_to(locked) >= ENOUGH_ANSWERS
        record(Verb.PULSE_CLOSED if enough else Verb.PULSE_UNANSWERED, by=None, subject=locked, network=locked.network)
