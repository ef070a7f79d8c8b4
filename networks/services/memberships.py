"""A city's place in a network, and the seats that end with it."""

from datetime import date

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from activity.services import activity, record, record_all
from activity.verbs import Verb
from cities.models import City
from networks.models import CityMembership, Network, Seat
from networks.querysets import SeatQuerySet
from networks.services.errors import CityIsInNetworkError, DatesCrossError
from officials.models import User, today


@transaction.atomic
def add_city(*, network: Network, city: City, started_on: date, by: User | None, role: str = CityMembership.Role.MEMBER) -> CityMembership:
    """Give a city its place in the network, from a day on."""
    _lock(network)
    memberships = network.city_memberships.filter(city=city)
    if memberships.current().exists():
        raise CityIsInNetworkError
    if memberships.filter(ended_on__gt=started_on).exists():
        raise DatesCrossError
    membership = CityMembership.objects.create(network=network, city=city, role=role, started_on=started_on)
    record(Verb.CITY_JOINED, by=by, subject=city, network=network, city=city)
    if membership.is_lead:
        record(Verb.LEAD_CITY_NAMED, by=by, subject=city, network=network, city=city)
    return membership


@transaction.atomic
def end_city_membership(*, membership: CityMembership, ended_on: date, by: User) -> None:
    """End a city's place in the network, and with it the seats that its officials have there and in its working groups."""
    _lock(membership.network)
    if ended_on < membership.started_on:
        raise DatesCrossError
    _end(membership, ended_on)
    record(Verb.CITY_LEFT, by=by, subject=membership.city, network=membership.network, city=membership.city)
    end_seats(seats_in(membership.network).active().filter(official__city=membership.city), by=by)


@transaction.atomic
def change_city_role(*, membership: CityMembership, role: str, by: User) -> CityMembership:
    """Name a lead city, or end its lead: the membership so far ends today and one with the new role starts."""
    _lock(membership.network)
    if membership.role == role:
        return membership
    if membership.started_on >= today():
        membership.role = role
        membership.save(update_fields=["role"])
        changed = membership
    else:
        _end(membership, today())
        changed = CityMembership.objects.create(network=membership.network, city=membership.city, role=role)
    verb = Verb.LEAD_CITY_NAMED if changed.is_lead else Verb.LEAD_CITY_ENDED
    record(verb, by=by, subject=changed.city, network=changed.network, city=changed.city)
    return changed


def end_seats(seats: SeatQuerySet, *, by: User | None) -> None:
    ended = list(seats.select_for_update(of=["self"]).with_people().order_by("pk"))
    now = timezone.now()
    Seat.objects.filter(pk__in=[seat.pk for seat in ended]).update(
        status=Seat.Status.LEFT, ended_at=Case(When(status=Seat.Status.ACTIVE, then=Value(now)), default=None)
    )
    record_all(
        activity(
            Verb.SEAT_LEFT if seat.status == Seat.Status.ACTIVE else Verb.SEAT_REQUEST_WITHDRAWN,
            by=by,
            subject=seat.official,
            network=seat.network,
            official=seat.official,
        )
        for seat in ended
    )


def seats_in(network: Network) -> SeatQuerySet:
    """In the network and its working groups."""
    return Seat.objects.filter(Q(network=network) | Q(network__parent=network))


def _end(membership: CityMembership, day: date) -> None:
    membership.ended_on = day
    membership.save(update_fields=["ended_on"])


def _lock(network: Network) -> None:
    """One change of a network's cities at a time."""
    Network.objects.select_for_update().filter(pk=network.pk).first()
