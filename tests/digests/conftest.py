from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from activity.services import record
from activity.verbs import Verb
from digests.services import plan_digests
from digests.tasks import deliver_due_digests
from tests.conftest import make_city

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)  # noon in UTC: past eight in Oslo and in Jakarta


@pytest.fixture(autouse=True)
def _it_is_monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def the_clock(smtp_sink):
    """Digests are planned and sent as of a moment, or of now: the_clock(moment)."""

    def strikes(now=None):
        with time_machine.travel(now or timezone.now()):
            plan_digests(now=timezone.now())
            deliver_due_digests()

    return strikes


@pytest.fixture
def city_joins(db):
    """Something that happened in a network: city_joins("Quito", network, days_ago=3)."""

    def joins(name, network, *, days_ago=2.0, by=None, verb=Verb.CITY_JOINED):
        city = make_city(name, slug=slugify(name))
        with transaction.atomic():
            record(verb, by=by, subject=city, network=network, city=city, at=timezone.now() - timedelta(days=days_ago))
        return city

    return joins


def lines(message) -> list[str]:
    """What the mail tells, without when."""
    text = message.get_body(["plain"]).get_content()
    return [line.removeprefix("- ").partition(" (")[0] for line in text.splitlines() if line.startswith("- ")]
