"""What the head of a network's pages shows, those of other apps too."""

from typing import Any

from access.permissions import Permission
from access.services import can
from networks.models import Network, Seat


def network_frame(user: Any, network: Network, *, tab: str) -> dict[str, object]:
    """For networks/_frame.html: name, place of the reader in it, tabs. `network` comes from Network.objects.….with_frame()."""
    seat: Any = None
    if user.is_authenticated and user.official:
        seat = Seat.objects.filter(network=network, official=user.official).with_last_author().order_by("-requested_at").first()
    may_manage = can(user, Permission.NETWORK_EDIT, network)
    return {
        "network": network,
        "tab": tab,
        "seat": seat,
        "question_waits": seat is not None and seat.last_author not in {None, user.pk},
        "is_shared": Network.objects.is_shared(network, user),
        "may_manage": may_manage,
        "waiting_count": network.seats.requested().count() if may_manage else 0,
        "leads": network.city_memberships.current().leads().select_related("city").order_by("city__name"),
    }


def manage_frame(network: Network) -> dict[str, object]:
    """For networks/_manage_frame.html, on each page under /manage/networks/<slug>/."""
    return {"network": network, "waiting_count": network.seats.requested().count()}
