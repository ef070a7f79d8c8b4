"""Seats: let in, declined, given up."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from activity.services import activity, record_all
from activity.verbs import Verb
from networks.models import CityMembership, Network, Seat
from networks.services.errors import AlreadyAskedError
from networks.services.memberships import add_city, end_seats, seats_in
from notices.services import owe
from officials.models import Official, User, Verification, today
from officials.services import AnsweredMeanwhileError, verify_official


@transaction.atomic
def approve_seats(*, seats: QuerySet[Seat], by: User, reason: str = "") -> int:
    """Let in those who asked, and their cities with them; whoever approves somebody vouches for them.

    Returns how many. Seats decided meanwhile stay as they are, and so do those in a working group of a network where the
    official has no seat yet.
    """
    admissible = _in_parent(_claim(seats))
    for seat in admissible:
        _vouch(seat.official, by=by)
    activate(admissible, by=by, reason=reason)
    return len(admissible)


@transaction.atomic
def admit_verified() -> int:
    """Let in who waits for an open network and has been vouched for since. Returns how many."""
    open_to = Seat.objects.filter(network__admission=Network.Admission.OPEN, network__ended_on=None)
    admissible = _in_parent(_claim(open_to.filter(official__verified_at__isnull=False, official__ended_on=None)))
    activate(admissible, by=None)
    return len(admissible)


@transaction.atomic
def decline_seats(*, seats: QuerySet[Seat], reason: str, by: User) -> int:
    """Say no, with a reason that those who asked will read. Returns how many.

    The requests for the network's working groups end with it; one mail tells of all.
    """
    now = timezone.now()
    waiting = _claim(seats)
    asked_here = {(seat.network_id, seat.official_id) for seat in waiting}
    of_groups = Seat.objects.filter(network__parent__in=[s.network for s in waiting], official__in=[s.official for s in waiting])
    with_it = [seat for seat in _claim(of_groups) if (seat.network.parent_id, seat.official_id) in asked_here]
    declined = {seat.pk: seat for seat in [*waiting, *with_it]}
    Seat.objects.filter(pk__in=declined).update(status=Seat.Status.DECLINED, decided_at=now, decided_by=by, reason=reason)
    record_all(activity(Verb.SEAT_DECLINED, by=by, subject=s.official, network=s.network, official=s.official) for s in declined.values())
    for seat in waiting:
        _tell(seat)
    return len(waiting)


@transaction.atomic
def leave_network(*, seat: Seat, by: User) -> None:
    """Give up a seat, or a request for one; a seat in a network ends those in its working groups."""
    end_seats(seats_in(seat.network).held().filter(official=seat.official), by=by)


def new_seat(network: Network, official: Official, **fields: str) -> Seat:
    try:
        with transaction.atomic():
            return Seat.objects.create(network=network, official=official, **fields)
    except IntegrityError as error:
        raise AlreadyAskedError from error


def take_seat(network: Network, official: Official, *, by: User | None) -> Seat:
    """The active seat of this official: the one they have, the one they asked for, or a new one."""
    held = network.seats.held().select_for_update(of=["self"]).with_people().filter(official=official).first()
    seat = held or new_seat(network, official)
    if seat.status == Seat.Status.REQUESTED:
        activate([seat], by=by)
    return seat


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
        _tell(seat)


def _tell(seat: Seat) -> None:
    owe("networks.seat_answered", to=[seat.official.user], subject=seat, network=seat.network)


def is_member(network: Network, official: Official) -> bool:
    """Whether the official has an active seat; it then stays one until this transaction ends."""
    return network.seats.active().filter(official=official).select_for_update(of=["self"]).first() is not None


def _vouch(official: Official, *, by: User) -> None:
    if official.is_verified:
        return
    try:
        verify_official(official=official, how=Verification.STAFF, by=by)
    except AnsweredMeanwhileError:
        return


def _claim(seats: QuerySet[Seat]) -> list[Seat]:
    """Those that still wait for an answer, locked so that nobody else answers them now."""
    waiting = Seat.objects.requested().filter(pk__in=seats.values("pk"))
    return list(waiting.select_for_update(of=["self"]).with_people().order_by("pk"))


def _in_parent(seats: list[Seat]) -> list[Seat]:
    """Without those in a working group whose official has no seat in its network."""
    groups = [seat for seat in seats if seat.network.parent_id]
    members = set(
        Seat.objects.active()
        .filter(network__in={seat.network.parent_id for seat in groups}, official__in=[seat.official for seat in groups])
        .values_list("network_id", "official_id")
    )
    return [seat for seat in seats if not seat.network.parent_id or (seat.network.parent_id, seat.official_id) in members]
