"""What pages show of networks that is more than a list of rows."""

from networks.queries.frames import manage_frame, network_frame, shared_network, visible_network
from networks.queries.invitations import Line, Verdict, plan_invitations
from networks.queries.pages import (
    current_memberships,
    invitation_counts,
    members_by_city,
    networks_by_area,
    newest_in,
    relatives,
    requests_to_answer,
    waits_for_official,
    what_waits,
)

__all__ = [
    "Line",
    "Verdict",
    "current_memberships",
    "invitation_counts",
    "manage_frame",
    "members_by_city",
    "network_frame",
    "networks_by_area",
    "newest_in",
    "plan_invitations",
    "relatives",
    "requests_to_answer",
    "shared_network",
    "visible_network",
    "waits_for_official",
    "what_waits",
]
