"""Whom the staff of the sample world introduced to each other, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import is_account
from c40net.sample.places import Stewards
from exchange.models import LAPSES_AFTER, Introduction, Outcome
from networks.models import Network, Seat

# For each network: how many days ago, how it ended, and what each of the two says of it: met, useful, in words.
MADE: tuple[tuple[int, str, tuple[tuple[bool, bool, str], ...]], ...] = (
    (150, "agreed", ((True, True, "We have their tender papers and saved two months."), (True, True, ""))),
    (95, "agreed", ((True, True, "They sent us the list of what they would not do again."),)),
    (74, "declined", ()),
    (
        60,
        "agreed",
        ((True, False, "A kind hour, but their law is another."), (True, True, "They asked better questions than we did.")),
    ),
    (45, "lapsed", ()),
    (27, "agreed", ()),
    (4, "open", ()),
)
FEWEST_MEMBERS = 14
Status = Introduction.Status


@dataclass
class Made:
    clock: Clock
    introductions: list[Introduction] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def may_meet(self, one: Seat, other: Seat, at: datetime) -> bool:
        """Both were there then, of two cities, and have not been introduced in another network."""
        two = {one.official, other.official}
        were_there = all((seat.started_at or at) < at for seat in (one, other))
        return were_there and one.official.city != other.official.city and all({m.seeker, m.giver} != two for m in self.introductions)


def introduce(clock: Clock, networks: list[Network], seats: list[Seat], stewards: Stewards) -> list[Activity]:
    """Returns what the log has of it."""
    made = Made(clock)
    for network in networks:
        members = [seat for seat in seats if seat.network == network and seat.status == Seat.Status.ACTIVE]
        clock.rng.shuffle(members)
        # The accounts last: what is new is theirs.
        members.sort(key=lambda seat: is_account(seat.official))
        if len(members) >= FEWEST_MEMBERS:
            _in_network(made, network, members, stewards)
    Introduction.objects.bulk_create(made.introductions)
    Outcome.objects.bulk_create(made.outcomes)
    return [line for one in made.introductions for line in _lines(one)] + [_line(said) for said in made.outcomes]


def _in_network(made: Made, network: Network, members: list[Seat], stewards: Stewards) -> None:
    seekers, others = members[-len(MADE) :], members[: -len(MADE)]
    for (days, status, words), seeker in zip(MADE, seekers, strict=True):
        at = made.clock.days_ago(days + made.clock.rng.random())
        giver = next((seat for seat in others if made.may_meet(seeker, seat, at)), None)
        if giver is None:
            continue
        others.remove(giver)
        one = _one(network, seeker, giver, status, at, stewards)
        made.introductions.append(one)
        for official, (met, useful, text) in zip((one.seeker, one.giver), words, strict=False):
            said_at = min(at + timedelta(days=26), made.clock.now)
            made.outcomes.append(Outcome(introduction=one, official=official, met=met, useful=useful, text=text, said_at=said_at))


def _one(network: Network, seeker: Seat, giver: Seat, status: str, at: datetime, stewards: Stewards) -> Introduction:
    one = Introduction(
        network=network, seeker=seeker.official, giver=giver.official, note=_note(seeker, giver), made_by=stewards.at(network, at),
        made_at=at, lapses_at=at + LAPSES_AFTER, status=status, giver_accepted_at=at + timedelta(hours=20),
    )  # fmt: skip
    if status == Status.AGREED:
        one.seeker_accepted_at = one.settled_at = at + timedelta(days=2)
    elif status == Status.DECLINED:
        one.declined_by, one.settled_at = one.seeker, at + timedelta(days=3)
    elif status == Status.LAPSED:
        one.settled_at = one.lapses_at
    return one


def _note(seeker: Seat, giver: Seat) -> str:
    one, other = seeker.official.city, giver.official.city
    return f"{one} is looking for this: {seeker.seeks}.\n{other} offers: {giver.offers}.\nHalf an hour on the telephone would help both."


def _lines(one: Introduction) -> list[Activity]:
    """As the services write them."""
    of: dict[str, Any] = {"subject": one, "network": one.network}
    lines = [
        activity(Verb.INTRODUCED, by=one.made_by, official=one.seeker, at=one.made_at, **of),
        activity(Verb.INTRODUCTION_ACCEPTED, by=one.giver.user, official=one.giver, at=one.giver_accepted_at, **of),
    ]
    ends = {
        Status.AGREED: (Verb.INTRODUCTION_AGREED, one.seeker.user),
        Status.DECLINED: (Verb.INTRODUCTION_DECLINED, one.seeker.user),
        Status.LAPSED: (Verb.INTRODUCTION_LAPSED, None),
    }
    if one.settled_at:
        verb, by = ends[Status(one.status)]
        lines.append(activity(verb, by=by, official=one.seeker, at=one.settled_at, **of))
    return lines


def _line(said: Outcome) -> Activity:
    one, official = said.introduction, said.official
    return activity(
        Verb.INTRODUCTION_OUTCOME, by=official.user, subject=one, network=one.network, official=official, at=said.said_at, met=said.met,
        useful=said.useful,
    )  # fmt: skip
