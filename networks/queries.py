"""What pages show of networks that is more than a list of rows."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from cities.models import City
from networks.models import Area, CityMembership, Invitation, Network, Seat
from networks.querysets import SeatQuerySet
from officials.models import User

MEMBERS_ON_A_PAGE = 100
MOST_WAITING = 100


@dataclass(frozen=True)
class AreaNetworks:
    area: Area
    networks: list[Network]


def networks_by_area(networks: Any) -> list[AreaNetworks]:
    """Each area with its networks, both by name, with their counts and lead cities; three queries however many there are."""
    rows = networks.with_counts().with_lead_cities().select_related("area", "succeeded_by").order_by("area__name", "name")
    return [AreaNetworks(area, list(group)) for area, group in groupby(rows, key=lambda network: network.area)]


@dataclass(frozen=True)
class WaitingRequests:
    network: Network
    seats: list[Seat]


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
    by_network: dict[Network, list[Seat]] = {}
    for seat in waiting.with_people().oldest_first()[:MOST_WAITING]:
        by_network.setdefault(seat.network, []).append(seat)
    return WhatWaits([WaitingRequests(network, seats) for network, seats in by_network.items()], waiting.count())


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


def members_by_city(network: Network, seats: SeatQuerySet, number: str | None) -> MembersPage:
    """Page `number` of these seats of the network, under their cities."""
    page = Paginator(seats.with_people().by_city(), MEMBERS_ON_A_PAGE).get_page(number)
    memberships = {membership.city_id: membership for membership in network.city_memberships.current()}
    by_city = groupby(page.object_list, key=lambda seat: seat.official.city)
    return MembersPage(page, [CityMembers(city, memberships.get(city.pk), list(group)) for city, group in by_city])


def cities_without_members(network: Network) -> Any:
    """Cities that are in the network but have nobody there."""
    with_members = network.seats.active().values("official__city")
    return City.objects.filter(pk__in=network.city_memberships.current().values("city")).exclude(pk__in=with_members)


@dataclass(frozen=True)
class WaitsForOfficial:
    """What an official asked for and has no seat from yet, and where they are invited."""

    requests: list[Seat]
    declined: list[Seat]
    invitations: list[Invitation]


def waits_for_official(user: User) -> WaitsForOfficial:
    """Declined requests stand here for a month, unless the official has asked again."""
    seats = Seat.objects.filter(official=user.official).with_people()
    held = seats.filter(status__in=[Seat.Status.REQUESTED, Seat.Status.ACTIVE])
    declined = seats.filter(status=Seat.Status.DECLINED, decided_at__gte=timezone.now() - timedelta(days=30))
    invitations = Invitation.objects.waiting().filter(email__iexact=user.email, expires_at__gt=timezone.now())
    return WaitsForOfficial(
        list(held.requested().oldest_first()),
        list(declined.exclude(network__in=held.values("network")).order_by("-decided_at")),
        list(invitations.select_related("network", "invited_by").newest_first()),
    )
