"""Everything that changes a network, its cities and its seats."""

from networks.services.errors import (
    AlreadyAskedError,
    AlreadyInvitedError,
    AlreadyRunsError,
    CityIsInNetworkError,
    DatesCrossError,
    InvitationClosedError,
    InvitationOnlyError,
    NameTakenError,
    NetworkClosedError,
    NetworkRuleError,
    NotInParentError,
    SeatAnsweredError,
)
from networks.services.invitations import (
    Invitee,
    accept_invitation,
    decline_invitation,
    invite_official,
    invite_officials,
    resend_invitation,
    revoke_invitation,
)
from networks.services.leaving import HasLeftError, NotASuccessorError, close_account, close_unused, hand_over, warn_unused
from networks.services.mail import send_unsent
from networks.services.memberships import add_city, change_city_role, end_city_membership, end_seats
from networks.services.networks import create_network, edit_network, end_stewardship, start_stewardship
from networks.services.requests import answer_question, ask_question, request_seat
from networks.services.rosters import Seated, seat_officials, take_back_memberships, unseat_officials
from networks.services.seats import admit_verified, approve_seats, decline_seats, leave_network

__all__ = [
    "AlreadyAskedError",
    "AlreadyInvitedError",
    "AlreadyRunsError",
    "CityIsInNetworkError",
    "DatesCrossError",
    "HasLeftError",
    "InvitationClosedError",
    "InvitationOnlyError",
    "Invitee",
    "NameTakenError",
    "NetworkClosedError",
    "NetworkRuleError",
    "NotASuccessorError",
    "NotInParentError",
    "SeatAnsweredError",
    "Seated",
    "accept_invitation",
    "add_city",
    "admit_verified",
    "answer_question",
    "approve_seats",
    "ask_question",
    "change_city_role",
    "close_account",
    "close_unused",
    "create_network",
    "decline_invitation",
    "decline_seats",
    "edit_network",
    "end_city_membership",
    "end_seats",
    "end_stewardship",
    "hand_over",
    "invite_official",
    "invite_officials",
    "leave_network",
    "request_seat",
    "resend_invitation",
    "revoke_invitation",
    "seat_officials",
    "send_unsent",
    "start_stewardship",
    "take_back_memberships",
    "unseat_officials",
    "warn_unused",
]
