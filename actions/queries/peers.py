"""A city beside those like it, without a ranking: its own count in a band of others, who is a step ahead, what most of them plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from django.utils.translation import gettext as _

from actions.models import ClimateAction, Practice, Stage
from actions.queries.progress import STEPS, Progress, adopted
from cities.models import City
from networks.models import CityMembership, Network, Seat
from officials.models import Official

# Fewer others than this, and a band would give them away.
FEWEST_OTHERS = 5
MOST_EXAMPLES = 4


@dataclass(frozen=True)
class Peers:
    """Cities like one of a network: of its size in its region, or where these are too few, of its size anywhere."""

    cities: list[City]
    is_of_region: bool

    @property
    def are_enough(self) -> bool:
        return len(self.cities) >= FEWEST_OTHERS


def peers_of(city: City, cities: Iterable[City]) -> Peers:
    of_size = [other for other in cities if other.size == city.size and other.pk != city.pk]
    of_region = [other for other in of_size if other.region == city.region]
    if len(of_region) >= FEWEST_OTHERS:
        return Peers(of_region, is_of_region=True)
    return Peers(of_size, is_of_region=False)


@dataclass(frozen=True)
class Band:
    """How many practices a city has adopted, and between which numbers the middle half of cities like it lies."""

    city: City
    own: int
    low: int
    high: int
    practices: int
    peers: Peers

    @property
    def others(self) -> str:
        """Which cities these are, in words."""
        words = {"n": len(self.peers.cities), "size": self.city.size.label.lower(), "region": self.city.get_region_display()}
        if self.peers.is_of_region:
            return _("%(n)s other cities of %(region)s, each with %(size)s") % words
        return _("%(n)s other cities of this network, each with %(size)s") % words


def band_of(progress: Progress) -> Band | None:
    """Of the reader's city. None where it is not in the network, or too few like it are."""
    if progress.mine is None:
        return None
    peers = peers_of(progress.mine, progress.cities)
    if not peers.are_enough:
        return None
    counts = adopted(progress)
    low, _middle, high = quantiles([counts[city.pk] for city in peers.cities], n=4, method="inclusive")
    return Band(progress.mine, counts[progress.mine.pk], round(low), round(high), len(progress.practices), peers)


@dataclass(frozen=True)
class Example:
    """A city that is a step ahead and agrees to be named, and whom to ask there."""

    action: ClimateAction
    official: Official


def ahead_in(progress: Progress, user: Any) -> list[Example]:
    """In one network, beside what was read for its matrix. Two queries."""
    if progress.mine is None:
        return []
    own = {practice: step for (city, practice), (step, _since, _pk) in progress.grid.items() if city == progress.mine.pk}
    return _a_step_ahead(Network.objects.filter(pk=progress.network.pk), progress.mine, own, user)


def ahead_of(user: Any) -> list[Example]:
    """In all networks that the person is in. Three queries."""
    if user.official is None:
        return []
    mine = user.official.city
    own: dict[int, int] = {}
    for practice, stage in ClimateAction.objects.filter(city=mine, practice__isnull=False).going().values_list("practice", "stage"):
        own[practice] = max(own.get(practice, 0), STEPS[stage])
    return _a_step_ahead(Network.objects.joined_by(user).open(), mine, own, user)


def _a_step_ahead(networks: Any, mine: City, own: dict[int, int], user: Any) -> list[Example]:
    """Cities that are further with something than the reader's own, those most like it first, each once."""
    members = CityMembership.objects.current().filter(network__in=networks.values("pk")).exclude(city=mine)
    actions = ClimateAction.objects.visible_to(user).examples().going().filter(practice__network__in=networks.values("pk"))
    ahead = [
        action
        for action in actions.filter(city__in=members.values("city")).with_names()
        if STEPS[action.stage] > own.get(action.practice_id or 0, 0)
    ]
    whom = _whom_to_ask(networks, {action.city_id for action in ahead})
    examples: dict[int, Example] = {}
    for action in sorted(ahead, key=lambda action: _distance(action, own, mine)):
        there = whom.get((action.practice.network_id, action.city_id)) if action.practice else None
        if there and action.city_id not in examples:
            examples[action.city_id] = Example(action, _official(action, there))
    return list(examples.values())[:MOST_EXAMPLES]


def _distance(action: ClimateAction, own: dict[int, int], mine: City) -> tuple[bool, bool, int, int]:
    """Of its size, of its region, not too far ahead, what moved last."""
    steps = STEPS[action.stage] - own.get(action.practice_id or 0, 0)
    return action.city.size != mine.size, action.city.region != mine.region, steps, -action.stage_on.toordinal()


def _whom_to_ask(networks: Any, cities: set[int]) -> dict[tuple[int, int], list[Official]]:
    """Network and city → its verified officials with a seat there, who came first before the others."""
    seats = Seat.objects.active().filter(network__in=networks.values("pk"), official__city__in=cities, official__verified_at__isnull=False)
    officials: dict[tuple[int, int], list[Official]] = {}
    for seat in seats.filter(official__ended_on__isnull=True).select_related("official__user").order_by("started_at", "pk"):
        officials.setdefault((seat.network_id, seat.official.city_id), []).append(seat.official)
    return officials


def _official(action: ClimateAction, officials: list[Official]) -> Official:
    """The one in charge of it, if the city says to the network's members who that is."""
    shown = action.lead_for != "city"
    return next((official for official in officials if shown and official.pk == action.lead_id), officials[0])


@dataclass(frozen=True)
class Nudge:
    """What most cities like one plan, and it does not."""

    practice: Practice
    planned: int
    peers: int


def nudges_of(city: City, progress: Progress, begun: set[tuple[int, int]]) -> list[Nudge]:
    """What at least half of the peers have planned or more, and this city has not; the most frequent first.

    `begun` has each city with the practices that it has planned itself, also where it keeps that to itself.
    """
    peers = peers_of(city, progress.cities)
    if not peers.are_enough:
        return []
    found = []
    for practice in progress.practices:
        if (city.pk, practice.pk) not in begun and practice.is_active:
            planned = sum(_step(progress, peer, practice) >= STEPS[Stage.PLANNED] for peer in peers.cities)
            if planned * 2 >= len(peers.cities):
                found.append(Nudge(practice, planned, len(peers.cities)))
    return sorted(found, key=lambda nudge: -nudge.planned)


def _step(progress: Progress, city: City, practice: Practice) -> int:
    return progress.grid.get((city.pk, practice.pk), (0,))[0]


def plans_of(actions: Any) -> set[tuple[int, int]]:
    """City and practice, of those of these actions that are planned or further; drafts count, withdrawn and stopped ones do not."""
    going = actions.going().exclude(stage=Stage.IDEA).exclude(status="withdrawn")
    return set(going.values_list("city_id", "practice_id"))
