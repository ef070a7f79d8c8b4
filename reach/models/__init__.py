"""What reach keeps: what counts from when to when, and the figures of dated snapshots."""

from reach.models.counted import FOREVER, Counted, Reckoning
from reach.models.snapshots import Snapshot, SnapshotFigure

__all__ = ["FOREVER", "Counted", "Reckoning", "Snapshot", "SnapshotFigure"]
