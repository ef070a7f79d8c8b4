"""Seats: let in, declined, given up."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from activity.services import activity, record_all
from activity.verbs import Verb
from networks import tasks
from networks.models import CityMembership, Network, Seat
from networks.services.errors import AlreadyAskedError
from networks.services.memberships import add_city, end_seats, seats_in
from officials.models import Official, User, today


@transaction.atomic
def approve_seats(*, seats: QuerySet[Seat], by: User, reason: str = "") -> int:
    """Let in those who asked, and their cities with them. Returns how many: seats decided meanwhile stay as they are."""
    waiting = _claim(seats)
    activate(waiting, by=by, reason=reason)
    return len(waiting)


@transaction.atomic
def decline_seats(*, seats: QuerySet[Seat], reason: str, by: User) -> int:
    """Say no, with a reason that those who asked will read. Returns how many."""
    now = timezone.now()
    waiting = _claim(seats)
    Seat.objects.filter(pk__in=[seat.pk for seat in waiting]).update(
        status=Seat.Status.DECLINED, decided_at=now, decided_by=by, reason=reason
    )
    record_all(activity(Verb.SEAT_DECLINED, by=by, subject=s.official, network=s.network, official=s.official) for s in waiting)
    for seat in waiting:
        tasks.mail_answer.delay_on_commit(seat.pk)
    return len(waiting)


@transaction.atomic
def leave_network(*, seat: Seat, by: User) -> None:
    """Give up a seat, or a request for one; a seat in a network ends those in its working groups."""
    end_seats(seats_in(seat.network).filter(official=seat.official, status__in=[Seat.Status.REQUESTED, Seat.Status.ACTIVE]), by=by)


def new_seat(network: Network, official: Official, **fields: str) -> Seat:
    try:
        with transaction.atomic():
            return Seat.objects.create(network=network, official=official, **fields)
    except IntegrityError as error:
        raise AlreadyAskedError from error


def activate(seats: Iterable[Seat], *, by: User | None, reason: str = "") -> None:
    """Start these seats, give their cities a place where they have none, and mail the answer."""
    now = timezone.now()
    seats = list(seats)
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(
        status=Seat.Status.ACTIVE, decided_at=now, decided_by=by, reason=reason, started_at=now
    )
    for seat in seats:
        seat.status, seat.started_at = Seat.Status.ACTIVE, now
    current = CityMembership.objects.current().filter(network__in={seat.network for seat in seats})
    there = set(current.values_list("network_id", "city_id"))
    missing = {(seat.network, seat.official.city) for seat in seats if (seat.network_id, seat.official.city_id) not in there}
    for network, city in missing:
        add_city(network=network, city=city, started_on=today(), by=by)
    record_all(activity(Verb.SEAT_STARTED, by=by, subject=s.official, network=s.network, official=s.official) for s in seats)
    for seat in seats:
        tasks.mail_answer.delay_on_commit(seat.pk)


def _claim(seats: QuerySet[Seat]) -> list[Seat]:
    """Those that still wait for an answer, locked so that nobody else answers them now."""
    waiting = Seat.objects.requested().filter(pk__in=seats.values("pk"))
    return list(waiting.select_for_update(of=["self"]).with_people().order_by("pk"))


def is_member(network: Network, official: Official) -> bool:
    return Seat.objects.active().filter(network=network, official=official).exists()
