"""Asking to join."""

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from networks.models import Network, Seat
from networks.services.errors import NetworkClosedError, NotInParentError
from networks.services.invitations import accept_invitation
from networks.services.seats import is_member, new_seat
from officials.models import Official, User


@transaction.atomic
def request_seat(*, network: Network, official: Official, offers: str, seeks: str, by: User) -> Seat:
    """Ask to join. Somebody who was invited joins at once."""
    _check_open_to(network, official)
    own = network.invitations.waiting().filter(email__iexact=official.user.email, city=official.city)
    invitation = own.filter(expires_at__gt=timezone.now()).first()
    seat = new_seat(network, official, offers=offers, seeks=seeks)
    record(Verb.SEAT_REQUESTED, by=by, subject=official, network=network, official=official)
    if invitation:
        accept_invitation(invitation=invitation)
        seat.refresh_from_db()
    return seat


def _check_open_to(network: Network, official: Official) -> None:
    if not network.is_open:
        raise NetworkClosedError
    if network.parent and not is_member(network.parent, official):
        raise NotInParentError
