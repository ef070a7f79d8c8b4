import pytest

from officials.models import today
from reach.models import SnapshotFigure
from reach.services import compute_snapshots


@pytest.fixture
def count():
    """The figures of a day, counted now: count(network)["officials-reached"]."""

    def figures(network=None, day=None):
        compute_snapshots(days=[day or today()])
        rows = SnapshotFigure.objects.of(network).filter(snapshot__as_of=day or today())
        return {row.figure: row.value for row in rows}

    return figures
