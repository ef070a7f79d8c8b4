"""What members of the sample world say of their networks: who has answered is drawn by chance, and how many chose what."""

from collections import Counter
from datetime import timedelta

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import is_account
from networks.models import Network, Seat
from reach.models import PulseAnswered, PulseRound, PulseStatement, PulseTally
from reach.queries.pulse import ENOUGH_ANSWERS
from reach.services.pulse import EVERY, LASTS

# By turns a network asks now, or has asked some weeks ago; before that once a quarter.
BEGUN = (10, 45)
ROUNDS = 6
# How often each score is chosen, from 1 to 5.
CHOSEN = {PulseStatement.OPENLY: (2, 5, 15, 42, 36), PulseStatement.HELPS: (2, 7, 22, 44, 25), PulseStatement.WHOM: (4, 12, 27, 37, 20)}


def ask_members(clock: Clock, networks: list[Network], seats: list[Seat]) -> list[Activity]:
    """Returns what the log has of it."""
    rounds: list[PulseRound] = []
    answered: list[PulseAnswered] = []
    tallies: list[PulseTally] = []
    for number, network in enumerate(networks):
        there = [seat for seat in seats if seat.network == network and seat.status == Seat.Status.ACTIVE]
        for turn in range(ROUNDS):
            asked = _begin(clock, network, there, days=BEGUN[number % 2] + EVERY.days * turn)
            if asked:
                rounds.append(asked)
                answered += _answers(clock, asked, there)
                tallies += _tallies(clock, asked, sum(one.round is asked for one in answered))
    PulseRound.objects.bulk_create(rounds)
    PulseAnswered.objects.bulk_create(answered)
    PulseTally.objects.bulk_create(tallies)
    enough = {asked.pk for asked in rounds if sum(one.round is asked for one in answered) >= ENOUGH_ANSWERS}
    return [line for asked in rounds for line in _lines(asked, is_enough=asked.pk in enough)]


def _begin(clock: Clock, network: Network, there: list[Seat], *, days: int) -> PulseRound | None:
    """Unless there were too few members then."""
    begun = clock.days_ago(days)
    members = sum(seat.started_at is not None and seat.started_at < begun for seat in there)
    if members < ENOUGH_ANSWERS:
        return None
    is_over = begun + LASTS < clock.now
    return PulseRound(
        network=network, opened_at=begun, last_day=begun.date() + LASTS, closed_at=begun + LASTS + timedelta(days=1) if is_over else None,
        members=members if is_over else None,
    )  # fmt: skip


def _answers(clock: Clock, asked: PulseRound, there: list[Seat]) -> list[PulseAnswered]:
    """The accounts have still to answer what is asked now."""
    members = [seat.official for seat in there if seat.started_at and seat.started_at < asked.opened_at]
    free = [official for official in members if asked.closed_at or not is_account(official)]
    return [PulseAnswered(round=asked, official=official) for official in free if clock.rng.random() < 0.5]  # noqa: PLR2004


def _tallies(clock: Clock, asked: PulseRound, answers: int) -> list[PulseTally]:
    tallies = []
    for statement, chosen in CHOSEN.items():
        counts = Counter(clock.rng.choices(range(1, 6), chosen, k=answers))
        tallies += [PulseTally(round=asked, statement=statement, score=score, count=counts[score]) for score in range(1, 6)]
    return tallies


def _lines(asked: PulseRound, *, is_enough: bool) -> list[Activity]:
    lines = [activity(Verb.PULSE_OPENED, by=None, subject=asked, network=asked.network, at=asked.opened_at)]
    if asked.closed_at:
        verb = Verb.PULSE_CLOSED if is_enough else Verb.PULSE_UNANSWERED
        lines.append(activity(verb, by=None, subject=asked, network=asked.network, at=asked.closed_at))
    return lines
