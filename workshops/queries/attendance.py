"""Who is to come, who is there."""

from dataclasses import dataclass
from itertools import groupby

from cities.models import City
from networks.models import Seat
from officials.models import Official
from officials.querysets import OfficialQuerySet
from workshops.models import Registration, Workshop
from workshops.queries.registration import networks_of


@dataclass(frozen=True)
class CityAtTheDoor:
    city: City
    registrations: list[Registration]


@dataclass(frozen=True)
class Door:
    """The registered under their cities, the members who are not registered, and three counts that are never one for another."""

    cities: list[CityAtTheDoor]
    others: list[Official]  # waits: how their registration stands, or nothing
    registered: int
    attended: int
    contributed: int


def door(workshop: Workshop, *, words: str = "") -> Door:
    """Four queries, however many come. `words` narrows the lists, not the counts."""
    current = list(workshop.registrations.current().with_people().by_city())
    registered = [registration for registration in current if registration.status == Registration.Status.REGISTERED]
    waits = {registration.official_id: registration.get_status_display() for registration in current if registration not in registered}
    found = may_walk_in(workshop).matching(words)
    shown = set(found.values_list("pk", flat=True)) if words else {registration.official_id for registration in registered}
    listed = [registration for registration in registered if registration.official_id in shown]
    others = list(found.exclude(pk__in=[r.official_id for r in registered]).with_people().order_by("city__name", "user__full_name", "pk"))
    for official in others:
        official.waits = waits.get(official.pk, "")
    return Door(
        [CityAtTheDoor(city, list(group)) for city, group in groupby(listed, key=lambda registration: registration.official.city)],
        others,
        len(registered),
        sum(registration.attended_at is not None for registration in registered),
        sum(registration.contributed for registration in registered),
    )


def may_walk_in(workshop: Workshop) -> OfficialQuerySet:
    """Members of the networks that it is for, and whoever has a registration."""
    members = Seat.objects.active().filter(network__in=networks_of(workshop), official__ended_on__isnull=True).values("official")
    # One after the other: with an OR between them the database would go through everybody.
    return Official.objects.filter(pk__in=members.union(workshop.registrations.current().values("official"), all=True))
