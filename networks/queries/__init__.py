"""What pages show of networks that is more than a list of rows."""

from networks.queries.frames import manage_frame, network_frame
from networks.queries.invitations import Line, Verdict, plan_invitations
from networks.queries.pages import (
    invitation_counts,
    members_by_city,
    networks_by_area,
    requests_to_answer,
    waits_for_official,
    what_waits,
)

__all__ = [
    "Line",
    "Verdict",
    "invitation_counts",
    "manage_frame",
    "members_by_city",
    "network_frame",
    "networks_by_area",
    "plan_invitations",
    "requests_to_answer",
    "waits_for_official",
    "what_waits",
]
