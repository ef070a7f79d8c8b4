"""Asking to join, and what is asked and answered before the decision."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from activity.services import record
from activity.verbs import Verb
from networks.models import Network, Seat, SeatMessage
from networks.services.errors import InvitationOnlyError, NetworkClosedError, NotInParentError, SeatAnsweredError
from networks.services.invitations import accept_invitation
from networks.services.seats import activate, is_member, new_seat
from notices.services import owe
from officials.models import Official, User


@transaction.atomic
def request_seat(
    *, network: Network, official: Official, offers: str, seeks: str, by: User, working_groups: Iterable[Network] = ()
) -> Seat:
    """Ask to join, and in the same breath for some of the network's working groups.

    Somebody who was invited joins at once; so does a verified official where the network is open.
    """
    seat = _ask(network, official, offers=offers, seeks=seeks, by=by)
    for group in working_groups:
        if group.parent_id != network.pk:
            raise NotInParentError
        _ask(group, official, offers=offers, seeks=seeks, by=by)
    seat.refresh_from_db()
    return seat


@transaction.atomic
def ask_question(*, seat: Seat, text: str, by: User) -> SeatMessage:
    """Ask somebody who wants to join. They read it by mail."""
    return _write(seat, text, by=by, verb=Verb.SEAT_QUESTION_ASKED)


@transaction.atomic
def answer_question(*, seat: Seat, text: str, by: User) -> SeatMessage:
    """Tell the managers what they wanted to know. Who asked reads it by mail."""
    return _write(seat, text, by=by, verb=Verb.SEAT_QUESTION_ANSWERED)


def _ask(network: Network, official: Official, *, offers: str, seeks: str, by: User) -> Seat:
    invitation = network.invitations.open().filter(email__iexact=official.user.email, city=official.city).first()
    _check_open_to(network, official)
    if network.is_by_invitation and not invitation:
        raise InvitationOnlyError
    seat = new_seat(network, official, offers=offers, seeks=seeks)
    record(Verb.SEAT_REQUESTED, by=by, subject=official, network=network, official=official)
    if invitation:
        accept_invitation(invitation=invitation)
    elif network.admission == Network.Admission.OPEN and official.is_verified and _is_in_parent(network, official):
        activate([seat], by=by)
    else:
        owe("networks.seat_requested", to=_managers_to_tell(seat), subject=seat, network=network)
    return seat


def _managers_to_tell(seat: Seat) -> QuerySet[User]:
    """A request for a network and its working groups is one to who runs both."""
    managers, parent = seat.network.managers, seat.network.parent
    if parent and parent.seats.requested().filter(official=seat.official).exists():
        return managers.exclude(pk__in=parent.managers.values("pk"))
    return managers


def _check_open_to(network: Network, official: Official) -> None:
    if not network.is_open:
        raise NetworkClosedError
    if network.parent and not network.parent.seats.held().filter(official=official).exists():
        raise NotInParentError


def _is_in_parent(network: Network, official: Official) -> bool:
    return network.parent is None or is_member(network.parent, official)


def _write(seat: Seat, text: str, *, by: User, verb: Verb) -> SeatMessage:
    seat = Seat.objects.select_for_update(of=["self"]).with_people().get(pk=seat.pk)
    if seat.status != Seat.Status.REQUESTED:
        raise SeatAnsweredError
    message = SeatMessage.objects.create(seat=seat, author=by, text=text)
    record(verb, by=by, subject=seat, network=seat.network, official=seat.official)
    if by == seat.official.user:
        owe("networks.seat_replied", to=_who_asked(seat), subject=seat, network=seat.network, message=message.pk)
    else:
        owe("networks.seat_question", to=[seat.official.user], subject=seat, network=seat.network, message=message.pk)
    return message


def _who_asked(seat: Seat) -> Iterable[User]:
    """All who run the network, where none of them asked."""
    managers = seat.network.managers
    asked = User.objects.filter(pk__in=seat.messages.exclude(author=seat.official.user).values("author"), is_active=True)
    return [user for user in asked if user.is_administrator or user in managers] or managers
