"""Everything that changes a network, its cities and its seats."""

from networks.services.errors import (
    AlreadyAskedError,
    AlreadyInvitedError,
    CityIsInNetworkError,
    DatesCrossError,
    InvitationClosedError,
    NameTakenError,
    NetworkClosedError,
    NetworkRuleError,
    NotInParentError,
)
from networks.services.invitations import accept_invitation, invite_official, revoke_invitation
from networks.services.mail import send_unsent
from networks.services.memberships import add_city, change_city_role, end_city_membership, end_seats
from networks.services.networks import create_network, edit_network, start_stewardship
from networks.services.requests import request_seat
from networks.services.seats import approve_seats, decline_seats, leave_network

__all__ = [
    "AlreadyAskedError",
    "AlreadyInvitedError",
    "CityIsInNetworkError",
    "DatesCrossError",
    "InvitationClosedError",
    "NameTakenError",
    "NetworkClosedError",
    "NetworkRuleError",
    "NotInParentError",
    "accept_invitation",
    "add_city",
    "approve_seats",
    "change_city_role",
    "create_network",
    "decline_seats",
    "edit_network",
    "end_city_membership",
    "end_seats",
    "invite_official",
    "leave_network",
    "request_seat",
    "revoke_invitation",
    "send_unsent",
    "start_stewardship",
]
