"""A workshop, for the tests of all that can be done with one."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from networks.models import Network
from officials.models import User
from workshops.models import Workshop


def in_days(days: int) -> datetime:
    """At that hour of that day from now, to the minute."""
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=days)


def from_now(fields: dict) -> dict:
    """With days from now in place of numbers: told when the test runs, since midnight may come after its file was read."""
    return {name: in_days(value) if isinstance(value, int) else value for name, value in fields.items()}


def make_workshop(network: Network, title: str = "Depot charging", **fields) -> Workshop:
    """An announced webinar of an hour and a half, in ten days."""
    starts_at = fields.pop("starts_at", in_days(10))
    defaults = {
        "kind": "webinar",
        "status": "announced",
        "ends_at": starts_at + timedelta(minutes=90),
        "join_link": "https://join.example/x",
    }
    return Workshop.objects.create(network=network, title=title, starts_at=starts_at, **{**defaults, **fields})


def as_planned(**fields) -> dict[str, str]:
    """What a manager fills in: a webinar in ten days, at ten o'clock in Oslo."""
    day = in_days(10).date().isoformat()
    return {
        "title": "Depot charging", "kind": "webinar", "text": "What we got **wrong**.", "setting": "online", "time_zone": "Europe/Oslo",
        "starts_at": f"{day}T10:00", "ends_at": f"{day}T11:30", "offer_hours": "48", **fields,
    }  # fmt: skip


def place_of(user: User, workshop: Workshop) -> str:
    """How far this person has come with it; of several registrations the last."""
    return workshop.registrations.filter(official__user=user).latest("pk").status


@pytest.fixture
def workshop(network) -> Workshop:
    return make_workshop(network)


def as_session(workshop: Workshop, **fields) -> dict[str, str]:
    """What a manager fills in for a part of the agenda: half an hour from the start."""
    clock = workshop.starts_at.astimezone(workshop.time_zone).strftime("%Y-%m-%dT%H:%M")
    return {"title": "What we got wrong", "starts_at": clock, "length": "30", "text": "", **fields}
