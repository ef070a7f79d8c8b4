"""What reach keeps: figures of dated snapshots."""

from reach.models.snapshots import Snapshot, SnapshotFigure

__all__ = ["Snapshot", "SnapshotFigure"]
