"""A workshop goes to an hour that was found to be fair, or to two."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cities.models import City
from networks.models import Network
from officials.models import User
from workshops.models import Workshop
from workshops.services.errors import NotADraftError
from workshops.services.planning import edit_workshop, plan_workshop

ALIKE = [
    "title", "kind", "text", "setting", "host_city", "venue", "address", "join_link", "time_zone", "capacity", "places_per_city",
    "needs_approval", "offer_hours",
]  # fmt: skip


@transaction.atomic
def plan_sittings(
    *, network: Network, starts: Sequence[datetime], length: timedelta, by: User, for_cities: Iterable[City] = (), **fields: Any
) -> Workshop:
    """Drafts of one webinar at several hours; returns the first, whose further sittings the others are."""
    fields |= {
        "network": network,
        "kind": Workshop.Kind.WEBINAR,
        "setting": Workshop.Setting.ONLINE,
        "for_cities": list(for_cities),
        "by": by,
    }
    first = plan_workshop(starts_at=starts[0], ends_at=starts[0] + length, **fields)
    for starts_at in starts[1:]:
        plan_workshop(starts_at=starts_at, ends_at=starts_at + length, sitting_of=first, **fields)
    return first


@transaction.atomic
def hold_twice(*, workshop: Workshop, starts: Sequence[datetime], by: User) -> None:
    """The draft goes to the first of two hours, and a draft like it to the second."""
    move_draft(workshop=workshop, starts_at=starts[0], by=by)
    workshop.refresh_from_db()
    plan_workshop(
        network=workshop.network, also_for=list(workshop.also_for.all()), for_cities=list(workshop.for_cities.all()),
        series=workshop.series.name if workshop.series else "", like=workshop, sitting_of=workshop.sitting_of or workshop, by=by,
        starts_at=starts[1], ends_at=starts[1] + (workshop.ends_at - workshop.starts_at),
        **{name: getattr(workshop, name) for name in ALIKE},
    )  # fmt: skip


@transaction.atomic
def move_draft(*, workshop: Workshop, starts_at: datetime, by: User) -> None:
    """To another hour, with its agenda and the time to register."""
    if workshop.status != Workshop.Status.DRAFT:
        raise NotADraftError
    by_so_much = starts_at - workshop.starts_at
    moments = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
    moved = {name: moment + by_so_much for name in moments if (moment := getattr(workshop, name))}
    series = workshop.series.name if workshop.series else ""
    edit_workshop(workshop=workshop, also_for=list(workshop.also_for.all()), series=series, by=by, **moved)
