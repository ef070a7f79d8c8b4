"""What pages show of networks that is more than a list of rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from access.querysets import prepared
from activity.models import Activity
from cities.models import City
from networks.models import Area, CityMembership, Invitation, Network, Seat, SeatMessage
from networks.querysets import SeatQuerySet
from officials.models import User

MEMBERS_ON_A_PAGE = 50
OVERVIEW_ROWS = 12
# What a line of members shows: what else people say of themselves may be long.
LINE = [
    "offers", "seeks", "started_at", "official__city", "official__job_title", "official__is_lead", "official__verified_at",
    "official__user__full_name", "official__user__erased_at",
]  # fmt: skip
# As many as somebody answers at one sitting; the others come up as these are done.
MOST_WAITING = 20


@dataclass(frozen=True)
class AreaNetworks:
    area: Area
    networks: list[Network]


def networks_by_area(networks: Any) -> list[AreaNetworks]:
    """Each area with its networks, both by name, with their counts and lead cities; three queries however many there are."""
    rows = networks.with_counts().with_lead_cities().select_related("area", "succeeded_by").order_by("area__name", "name")
    return [AreaNetworks(area, list(group)) for area, group in groupby(rows, key=lambda network: network.area)]


@dataclass(frozen=True)
class Request:
    """A request with what its manager has to know."""

    seat: Seat
    earlier: list[Seat]  # this official's earlier seats and requests here, the newest first
    waits_for_parent: bool  # in a working group, of somebody who has no seat in its network

    @property
    def question_waits(self) -> bool:
        """The last word was the managers'."""
        written = list(self.seat.messages.all())
        return bool(written) and written[-1].author_id != self.seat.official.user_id


def requests_to_answer(seats: SeatQuerySet, *, most: int | None = None) -> list[Request]:
    """These requests, the oldest first, each with what was asked and answered; four queries, however many there are."""
    messages = Prefetch("messages", SeatMessage.objects.select_related("author"))
    waiting = list(seats.with_people().prefetch_related(messages).oldest_first()[:most])
    officials, networks = {seat.official_id for seat in waiting}, {seat.network_id for seat in waiting}
    before = Seat.objects.past().filter(official__in=officials, network__in=networks).select_related("decided_by").order_by("-requested_at")
    earlier: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in before:
        earlier[seat.network_id, seat.official_id].append(seat)
    parents = {seat.network.parent_id for seat in waiting} - {None}
    members = set(Seat.objects.active().filter(official__in=officials, network__in=parents).values_list("network_id", "official_id"))
    return [
        Request(
            seat,
            earlier[seat.network_id, seat.official_id],
            bool(seat.network.parent_id) and (seat.network.parent_id, seat.official_id) not in members,
        )
        for seat in waiting
    ]


@dataclass(frozen=True)
class WaitingRequests:
    network: Network
    requests: list[Request]


@dataclass(frozen=True)
class WhatWaits:
    """Requests for the networks that somebody runs, the network with the oldest first, and how many there are in all."""

    requests: list[WaitingRequests]
    count: int

    @property
    def left_out(self) -> int:
        return max(0, self.count - MOST_WAITING)


def what_waits(user: User) -> WhatWaits:
    waiting = Seat.objects.requested().filter(network__in=Network.objects.run_by(user))
    by_network: dict[Network, list[Request]] = {}
    for request in requests_to_answer(waiting, most=MOST_WAITING):
        by_network.setdefault(request.seat.network, []).append(request)
    return WhatWaits([WaitingRequests(network, requests) for network, requests in by_network.items()], waiting.count())


def invitation_counts(network: Network) -> dict[str, int]:
    """How many invitations are in which state."""
    rows = network.invitations.with_state().order_by().values("state").annotate(n=Count("pk"))  # type: ignore[misc]  # with_state has it
    return dict(rows.values_list("state", "n"))


@dataclass(frozen=True)
class CityMembers:
    city: City
    membership: CityMembership | None
    seats: list[Seat]


@dataclass(frozen=True)
class MembersPage:
    """A page of members, under their cities."""

    page: Page
    cities: list[CityMembers]
    leads: list[CityMembership]
    # In the network, with nobody there.
    without_members: list[City]


@prepared
def relatives(user: Any, network: int, successor: int | None) -> Any:
    """What it follows, what follows it, and its working groups, as far as this person may see them; by name."""
    related = Q(succeeded_by=network) | Q(pk=successor) | Q(parent=network, ended_on=None)
    return Network.objects.visible_to(user).filter(related).with_counts()


@prepared
def newest_in(user: Any, network: int) -> Any:
    """What happened there lately, for its first page."""
    return Activity.objects.visible_to(user).filter(network=network).newest(OVERVIEW_ROWS)


@prepared
def current_memberships(network: int) -> Any:
    """Each with its city, by name."""
    return _memberships.compose(network).select_related("city").order_by("city__name", "pk")


@prepared
def _memberships(network: int) -> Any:
    return CityMembership.objects.filter(network=network).current()


@prepared
def _counts(network: int) -> Any:
    return _counted(Seat.objects.filter(network=network).active())


def _counted(seats: SeatQuerySet) -> Any:
    return seats.order_by().values_list("of_city").annotate(n=Count("*"))


@prepared
def _seats(network: int, cities: list[int]) -> Any:
    return _seats_of(Seat.objects.filter(network=network).active(), cities).only(*LINE)


def _seats_of(seats: SeatQuerySet, cities: list[int]) -> Any:
    return seats.filter(of_city__in=cities).select_related("official__user").by_name()


@prepared
def _cities(ids: list[int]) -> Any:
    return City.objects.filter(pk__in=ids).order_by("name", "pk").only("name", "slug")


def members_by_city(network: Network, found: SeatQuerySet | None, number: str | None) -> MembersPage:
    """Page `number` of those seats of the network that were found, or of all that are active, under their cities by name.

    How many each city has is counted first: of a network with thousands, only those of the page's cities are fetched.
    """
    memberships = {membership.city_id: membership for membership in _memberships(network.pk)}
    counts = dict(_counts(network.pk) if found is None else _counted(found))
    cities = _cities(list({*counts, *memberships}))
    for city in cities:
        if city.pk in memberships:
            memberships[city.pk].city = city
    page = Paginator(range(sum(counts.values())), MEMBERS_ON_A_PAGE).get_page(number)
    parts = _parts(range(page.start_index() - 1, page.end_index()), [(city, counts.get(city.pk, 0)) for city in cities])
    seated, ids = defaultdict(list), [city.pk for city, _part in parts]
    for seat in _seats(network.pk, ids) if found is None else _seats_of(found, ids):
        seated[seat.official.city_id].append(seat)
    return MembersPage(
        page,
        [CityMembers(city, memberships.get(city.pk), seated[city.pk][part]) for city, part in parts],
        [memberships[city.pk] for city in cities if city.pk in memberships and memberships[city.pk].is_lead],
        [city for city in cities if city.pk not in counts],
    )


def _parts(rows: range, counts: list[tuple[City, int]]) -> list[tuple[City, slice]]:
    """Which of each city's members are among these rows of all."""
    found, before = [], 0
    for city, count in counts:
        part = slice(max(rows.start - before, 0), min(rows.stop - before, count))
        if part.start < part.stop:
            found.append((city, part))
        before += count
    return found


@dataclass(frozen=True)
class WaitsForOfficial:
    """What an official asked for and has no seat from yet, and where they are invited."""

    requests: list[Seat]  # last_author: who wrote last about it
    declined: list[Seat]
    invitations: list[Invitation]


def waits_for_official(user: User) -> WaitsForOfficial:
    """Declined requests stand here for a month, unless the official has asked again."""
    seats = Seat.objects.filter(official=user.official).with_people()
    held = seats.held()
    declined = seats.filter(status=Seat.Status.DECLINED, decided_at__gte=timezone.now() - timedelta(days=30))
    invitations = Invitation.objects.open().filter(email__iexact=user.email)
    return WaitsForOfficial(
        list(held.requested().with_last_author().oldest_first()),
        list(declined.exclude(network__in=held.values("network")).order_by("-decided_at")),
        list(invitations.select_related("network", "invited_by").newest_first()),
    )
