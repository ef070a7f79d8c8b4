from datetime import timedelta

import pytest
from django.utils import timezone

from officials.models import today
from reach.models import PulseRound, PulseStatement, PulseTally, Snapshot, SnapshotFigure
from reach.services import compute_snapshots
from reach.services.pulse import LASTS


def make_pulse(network, *, days_ago: int = 0, counts: dict[str, list[int]] | list[int] | None = None) -> PulseRound:
    """A round that began so many days ago; `counts` says how many chose 1, 2, 3, 4, 5. What began long ago is closed."""
    begun = timezone.now() - timedelta(days=days_ago)
    over = begun + LASTS if begun + LASTS < timezone.now() else None
    asked = PulseRound.objects.create(
        network=network,
        opened_at=begun,
        last_day=begun.date() + LASTS,
        closed_at=over,
        members=network.seats.active().count() if over else None,
    )
    for statement in PulseStatement:
        of_this = counts[statement] if isinstance(counts, dict) else counts or [0] * 5
        for score, count in enumerate(of_this, start=1):
            PulseTally.objects.create(round=asked, statement=statement, score=score, count=count)
    return asked


@pytest.fixture
def count():
    """The figures of a day, counted now: count(network)["officials-reached"]."""

    def figures(network=None, day=None):
        compute_snapshots(days=[day or today()])
        rows = SnapshotFigure.objects.of(network).filter(snapshot__as_of=day or today())
        return {row.figure: row.value for row in rows}

    return figures


@pytest.fixture
def count_again():
    """The figures of today as somebody asks for them: all is read anew, also what the activity log does not tell."""

    def again() -> None:
        Snapshot.objects.filter(as_of=today()).delete()
        compute_snapshots(days=[today()])

    return again
