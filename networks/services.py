"""Everything that changes a network, its cities and its seats."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from activity.services import activity, record, record_all
from activity.verbs import Verb
from cities.models import City
from networks import tasks
from networks.models import Area, CityMembership, Invitation, Network, Seat, Stewardship
from networks.querysets import SeatQuerySet
from officials.models import Official, Staff, User, today
from officials.services import add_official


class NetworkRuleError(Exception):
    """A rule of networks stands against this."""


class NameTakenError(NetworkRuleError):
    """Another network has this address."""


class CityIsInNetworkError(NetworkRuleError):
    """The city is in the network already."""


class DatesCrossError(NetworkRuleError):
    """A membership would end before it started, or overlap with an earlier one."""


class NetworkClosedError(NetworkRuleError):
    """The network has ended."""


class NotInParentError(NetworkRuleError):
    """A working group is for members of its network."""


class AlreadyAskedError(NetworkRuleError):
    """The official has asked, or is a member, already."""


class AlreadyInvitedError(NetworkRuleError):
    """An open invitation for this address exists."""


class InvitationClosedError(NetworkRuleError):
    """The invitation was used, taken back or has expired."""


@transaction.atomic
def create_network(*, name: str, slug: str, area: Area, purpose: str, by: User, parent: Network | None = None) -> Network:
    """Begin a network, or a working group of `parent`. Staff who begin one run it."""
    if Network.objects.filter(slug=slug).exists():
        raise NameTakenError
    network = Network.objects.create(name=name, slug=slug, area=area, purpose=purpose, parent=parent)
    if parent:
        record(Verb.WORKING_GROUP_CREATED, by=by, subject=network, network=parent)
    else:
        record(Verb.NETWORK_CREATED, by=by, subject=network, network=network)
    if by.staff:
        start_stewardship(network=network, staff=by.staff, by=by)
    return network


@transaction.atomic
def edit_network(*, network: Network, name: str, area: Area, purpose: str, by: User) -> None:
    """Its address stays, so that links go on working."""
    network.name, network.area, network.purpose = name, area, purpose
    network.save(update_fields=["name", "area", "purpose"])
    record(Verb.NETWORK_EDITED, by=by, subject=network, network=network)


@transaction.atomic
def start_stewardship(*, network: Network, staff: Staff, by: User) -> Stewardship:
    stewardship = Stewardship.objects.create(network=network, staff=staff)
    record(Verb.STEWARDSHIP_STARTED, by=by, subject=stewardship, network=network)
    return stewardship


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
    _end_seats(_seats_in(membership.network).active().filter(official__city=membership.city), by=by)


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


@transaction.atomic
def request_seat(*, network: Network, official: Official, offers: str, seeks: str, by: User) -> Seat:
    """Ask to join. Somebody who was invited joins at once."""
    _check_open_to(network, official)
    own = network.invitations.waiting().filter(email__iexact=official.user.email, city=official.city)
    invitation = own.filter(expires_at__gt=timezone.now()).first()
    seat = _new_seat(network, official, offers=offers, seeks=seeks)
    record(Verb.SEAT_REQUESTED, by=by, subject=official, network=network, official=official)
    if invitation:
        accept_invitation(invitation=invitation)
        seat.refresh_from_db()
    return seat


@transaction.atomic
def approve_seats(*, seats: QuerySet[Seat], by: User, reason: str = "") -> int:
    """Let in those who asked, and their cities with them. Returns how many: seats decided meanwhile stay as they are."""
    waiting = _claim(seats)
    _activate(waiting, by=by, reason=reason)
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
    _end_seats(_seats_in(seat.network).filter(official=seat.official, status__in=[Seat.Status.REQUESTED, Seat.Status.ACTIVE]), by=by)


@transaction.atomic
def invite_official(*, network: Network, email: str, full_name: str, city: City, by: User) -> Invitation:
    """Ask somebody by mail to take a seat."""
    if not network.is_open:
        raise NetworkClosedError
    if Seat.objects.active().filter(network=network, official__user__email__iexact=email).exists():
        raise AlreadyAskedError
    network.invitations.waiting().filter(email__iexact=email, expires_at__lte=timezone.now()).update(revoked_at=timezone.now())
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(network=network, email=email, full_name=full_name, city=city, invited_by=by)
    except IntegrityError as error:
        raise AlreadyInvitedError from error
    record(Verb.INVITATION_SENT, by=by, subject=invitation, network=network, city=city)
    tasks.mail_invitation.delay_on_commit(invitation.pk)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back; its link answers no more."""
    Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now())
    record(Verb.INVITATION_REVOKED, by=by, subject=invitation, network=invitation.network, city=invitation.city)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, language: str = "en") -> Seat:
    """The invited person takes the seat, also when they had already asked for one.

    Raises PersonExistsError where the address belongs to somebody of another city.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open or not invitation.network.is_open:
        raise InvitationClosedError
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    official = add_official(
        email=invitation.email, full_name=invitation.full_name, city=invitation.city, language=language, by=invitation.invited_by
    )
    own = Seat.objects.select_for_update(of=["self"]).with_people().filter(network=invitation.network, official=official)
    if seat := own.active().first():
        return seat
    if invitation.network.parent and not _is_member(invitation.network.parent, official):
        _activate([_new_seat(invitation.network.parent, official)], by=invitation.invited_by)
    seat = own.requested().first() or _new_seat(invitation.network, official)
    _activate([seat], by=invitation.invited_by)
    return seat


def _new_seat(network: Network, official: Official, **fields: str) -> Seat:
    try:
        with transaction.atomic():
            return Seat.objects.create(network=network, official=official, **fields)
    except IntegrityError as error:
        raise AlreadyAskedError from error


def _activate(seats: Iterable[Seat], *, by: User | None, reason: str = "") -> None:
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


def _end_seats(seats: SeatQuerySet, *, by: User) -> None:
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


def _seats_in(network: Network) -> SeatQuerySet:
    """In the network and its working groups."""
    return Seat.objects.filter(Q(network=network) | Q(network__parent=network))


def _claim(seats: QuerySet[Seat]) -> list[Seat]:
    """Those that still wait for an answer, locked so that nobody else answers them now."""
    waiting = Seat.objects.requested().filter(pk__in=seats.values("pk"))
    return list(waiting.select_for_update(of=["self"]).with_people().order_by("pk"))


def _check_open_to(network: Network, official: Official) -> None:
    if not network.is_open:
        raise NetworkClosedError
    if network.parent and not _is_member(network.parent, official):
        raise NotInParentError


def _is_member(network: Network, official: Official) -> bool:
    return Seat.objects.active().filter(network=network, official=official).exists()


def _end(membership: CityMembership, day: date) -> None:
    membership.ended_on = day
    membership.save(update_fields=["ended_on"])


def _lock(network: Network) -> None:
    """One change of a network's cities at a time."""
    Network.objects.select_for_update().filter(pk=network.pk).first()


def send_unsent(*, older_than: datetime) -> None:
    """Queue the mail that should have gone by then. Sent ones are never sent again, so queueing twice does no harm."""
    for pk in Invitation.objects.waiting().filter(mailed_at__isnull=True, created_at__lt=older_than).values_list("pk", flat=True)[:1000]:
        tasks.mail_invitation.delay(pk)
    for pk in Seat.objects.answer_unsent().filter(decided_at__lt=older_than).values_list("pk", flat=True)[:1000]:
        tasks.mail_answer.delay(pk)
