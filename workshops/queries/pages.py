"""Pages of workshops."""

from typing import Any

from workshops.models import Workshop


def agenda(workshop: Workshop) -> Any:
    """Its sessions in order, each with who speaks and what there is to read."""
    people = "speakers__official__user", "speakers__official__city", "materials__file"
    return workshop.sessions.prefetch_related(*people).order_by("starts_at", "pk")
