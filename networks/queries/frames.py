"""What the head of a network's pages shows, those of other apps too."""

from typing import Any

from access.permissions import Permission
from access.querysets import prepared, the_one
from access.services import can
from networks.models import CityMembership, Network, Seat


def visible_network(user: Any, slug: str) -> Network:
    """With what its frame shows. 404 where this person may not see it."""
    return the_one(_visible(user, slug))  # type: ignore[no-any-return]


def shared_network(user: Any, slug: str) -> Network:
    """The same, where its contents are shared with this person."""
    return the_one(_shared(user, slug))  # type: ignore[no-any-return]


@prepared
def _visible(user: Any, slug: str) -> Any:
    return Network.objects.visible_to(user).with_frame().filter(slug=slug)


@prepared
def _shared(user: Any, slug: str) -> Any:
    return Network.objects.shared_with(user).with_frame().filter(slug=slug)


@prepared
def _newest_seat(network: int, official: int) -> Any:
    return Seat.objects.filter(network=network, official=official).with_last_author().order_by("-requested_at")[:1]


@prepared
def _lead_memberships(network: int) -> Any:
    return CityMembership.objects.filter(network=network).current().leads().select_related("city").order_by("city__name")


def network_frame(user: Any, network: Network, *, tab: str, leads: list[CityMembership] | None = None) -> dict[str, object]:
    """For networks/_frame.html: name, place of the reader in it, tabs. `network` comes from one of these two, `leads` where it is known."""
    seat: Any = None
    if user.is_authenticated and user.official:
        seat = next(iter(_newest_seat(network.pk, user.official.pk)), None)
    may_manage = can(user, Permission.NETWORK_EDIT, network)
    return {
        "network": network,
        "tab": tab,
        "seat": seat,
        "question_waits": seat is not None and seat.last_author not in {None, user.pk},
        "is_shared": Network.objects.is_shared(network, user),
        "may_manage": may_manage,
        "waiting_count": network.seats.requested().count() if may_manage else 0,
        "leads": _lead_memberships(network.pk) if leads is None else leads,
    }


def manage_frame(network: Network) -> dict[str, object]:
    """For networks/_manage_frame.html, on each page under /manage/networks/<slug>/."""
    return {"network": network, "waiting_count": network.seats.requested().count()}
