from datetime import date

import pytest
from django.utils import timezone

from actions.models import ClimateAction, Practice, StageChange

LONG_AGO = date(2024, 3, 1)


def make_practice(network, name="Bus rapid transit corridor", **fields) -> Practice:
    slug = name.lower().replace(" ", "-")
    return Practice.objects.create(network=network, name=name, slug=slug, definition=f"What {name} is.", **fields)


def make_action(city, title="Electric buses", *, published=True, **fields) -> ClimateAction:
    """Published with everything open to members, unless said otherwise."""
    told = {"status": "published", "confirmed_at": timezone.now()} if published else {}
    action = ClimateAction.objects.create(
        **{"city": city, "title": title, "stage": "planned", "stage_on": LONG_AGO, "changed_at": timezone.now(), **told, **fields}
    )
    StageChange.objects.create(
        action=action, stage=action.stage, happened_on=action.stage_on, reason="It had to." if action.is_stopped else ""
    )
    return action


@pytest.fixture
def practice(network):
    return make_practice(network)


@pytest.fixture
def action(jakarta, practice):
    """A published action of Jakarta, on a practice of Public Transport, open to members."""
    return make_action(jakarta, practice=practice, text="We buy **electric** buses.", department="Transport Agency", budget=2_500_000, currency="IDR",
                       emissions_avoided=1200)  # fmt: skip


@pytest.fixture
def draft(jakarta, practice):
    return make_action(jakarta, "Bus lanes", published=False, practice=practice)
