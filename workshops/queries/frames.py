"""What the head of a workshop's pages shows."""

from typing import Any

from access.permissions import Permission
from access.services import can
from networks.models import Network
from workshops.models import Workshop


def workshop_frame(user: Any, workshop: Workshop, *, tab: str) -> dict[str, object]:
    """For workshops/_frame.html. `workshop` comes from Workshop.objects.….with_place()."""
    return {
        "workshop": workshop,
        "tab": tab,
        "may_manage": can(user, Permission.WORKSHOP_PLAN, workshop),
        "further_networks": Network.objects.visible_to(user).filter(pk__in=workshop.also_for.values("pk")).order_by("name"),
    }
