"""Many seats at once, from a roster: given, and taken back. Nobody gets a mail for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from activity.querysets import copy_in
from activity.services import activity, record_all
from activity.verbs import Verb
from networks.models import CityMembership, Network, Seat
from officials.models import Official, User


@dataclass(frozen=True)
class Seated:
    """What was made: seats, those of them that had been asked for, and the places of cities that came with them."""

    seats: list[Seat]
    requested: list[int]
    memberships: list[CityMembership]


@transaction.atomic
def seat_officials(*, places: Iterable[tuple[Network, Official]], at: datetime, by: User) -> Seated:
    """Make each a member of the network, and their city with them. Who had asked is let in; who is in stays."""
    wanted = {(network.pk, official.pk): (network, official) for network, official in places}
    networks = list(Network.objects.select_for_update().filter(pk__in={pk for pk, _ in wanted}).order_by("pk"))
    held = Seat.objects.filter(network__in=networks, official__in={pk for _, pk in wanted}, status__in=["requested", "active"])
    there = {(seat.network_id, seat.official_id): seat for seat in held}
    started = {"status": Seat.Status.ACTIVE, "decided_at": at, "decided_by": by, "started_at": at}
    asked = [seat for key, seat in there.items() if key in wanted and seat.status == Seat.Status.REQUESTED]
    Seat.objects.filter(pk__in=[seat.pk for seat in asked]).update(**started)
    new = [Seat(network=n, official=o, requested_at=at, **started) for key, (n, o) in wanted.items() if key not in there]
    copy_in(new)
    seats = [*new, *asked]
    seated = [wanted[seat.network_id, seat.official_id] for seat in seats]
    memberships = _join_cities(seated, at=at, by=by)
    record_all(activity(Verb.SEAT_STARTED, by=by, subject=o, network=n, official=o, at=at) for n, o in seated)
    return Seated(seats, [seat.pk for seat in asked], memberships)


def _join_cities(seated: list[tuple[Network, Official]], *, at: datetime, by: User) -> list[CityMembership]:
    pairs = {(network.pk, official.city_id): (network, official.city) for network, official in seated}
    current = CityMembership.objects.current().filter(network__in={pk for pk, _ in pairs})
    there = set(current.values_list("network_id", "city_id"))
    missing = [pair for key, pair in pairs.items() if key not in there]
    memberships = CityMembership.objects.bulk_create([CityMembership(network=n, city=c, started_on=at.date()) for n, c in missing])
    record_all(activity(Verb.CITY_JOINED, by=by, subject=c, network=n, city=c, at=at) for n, c in missing)
    return memberships


@transaction.atomic
def unseat_officials(*, seats: QuerySet[Seat], requested: Iterable[int], at: datetime, by: User) -> None:
    """Take back seats that were given by mistake: who had asked waits again, the others were never members."""
    waiting = set(requested)
    taken = list(seats.with_people())  # type: ignore[attr-defined]
    record_all(activity(Verb.SEAT_LEFT, by=by, subject=s.official, network=s.network, official=s.official, at=at) for s in taken)
    Seat.objects.filter(pk__in=waiting).update(status=Seat.Status.REQUESTED, decided_at=None, decided_by=None, started_at=None)
    Seat.objects.filter(pk__in=[seat.pk for seat in taken if seat.pk not in waiting]).delete()


@transaction.atomic
def take_back_memberships(*, memberships: QuerySet[CityMembership], at: datetime, by: User) -> list[int]:
    """Take back the places of cities whose officials are all gone again. Returns which."""
    members = Seat.objects.active().filter(network=OuterRef("network"), of_city=OuterRef("city"))
    empty = list(memberships.exclude(Exists(members)).select_related("network", "city"))
    record_all(activity(Verb.CITY_LEFT, by=by, subject=p.city, network=p.network, city=p.city, at=at) for p in empty)
    taken = [place.pk for place in empty]
    CityMembership.objects.filter(pk__in=taken).delete()
    return taken
