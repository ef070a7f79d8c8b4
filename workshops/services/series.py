"""Workshops that come again: the same circle, every few weeks."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from officials.models import User
from workshops.models import Workshop
from workshops.services.planning import edit_workshop, plan_workshop

# What the next ones take over; who comes, and what came of it, is each one's own.
ALIKE = [
    "kind", "setting", "title", "text", "host_city", "venue", "address", "join_link", "time_zone", "capacity", "places_per_city",
    "needs_approval", "offer_hours",
]  # fmt: skip
MOMENTS = ["starts_at", "ends_at", "registration_opens_at", "registration_closes_at"]


@transaction.atomic
def plan_next(*, workshop: Workshop, series: str, weeks: int, count: int, by: User) -> list[Workshop]:
    """Drafts of the next ones, so many weeks from each other, at the hour that the host's clock shows at this one."""
    also_for, for_cities = list(workshop.also_for.all()), list(workshop.for_cities.all())
    if workshop.status != Workshop.Status.CANCELLED:
        edit_workshop(workshop=workshop, also_for=also_for, series=series, by=by)
    return [
        plan_workshop(
            network=workshop.network, series=series, also_for=also_for, for_cities=for_cities, like=workshop, by=by,
            **{name: getattr(workshop, name) for name in ALIKE},
            **{name: _later(workshop, getattr(workshop, name), weeks * number) for name in MOMENTS},
        )
        for number in range(1, count + 1)
    ]  # fmt: skip


def _later(workshop: Workshop, moment: datetime | None, weeks: int) -> datetime | None:
    """Whatever daylight saving does meanwhile. An hour that is missing on that day is the one after it."""
    if moment is None:
        return None
    clock = moment.astimezone(workshop.time_zone).replace(tzinfo=None) + timedelta(weeks=weeks)
    return clock.replace(tzinfo=workshop.time_zone).astimezone(UTC)
