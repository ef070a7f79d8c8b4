"""Everything that changes what reach keeps."""

from reach.services.snapshots import DayToComeError, compute_due_snapshots, compute_snapshots, request_snapshot

__all__ = ["DayToComeError", "compute_due_snapshots", "compute_snapshots", "request_snapshot"]
