"""Everything that changes what reach keeps."""

from reach.services.pulse import (
    AlreadyAnsweredError,
    AskedLatelyError,
    PulseClosedError,
    TooFewMembersError,
    answer_pulse,
    keep_pulses,
    open_pulse,
)
from reach.services.snapshots import DayToComeError, compute_due_snapshots, compute_snapshots, request_snapshot

__all__ = [
    "AlreadyAnsweredError",
    "AskedLatelyError",
    "DayToComeError",
    "PulseClosedError",
    "TooFewMembersError",
    "answer_pulse",
    "compute_due_snapshots",
    "compute_snapshots",
    "keep_pulses",
    "open_pulse",
    "request_snapshot",
]
