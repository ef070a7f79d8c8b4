"""Everything that changes what reach keeps."""

from reach.services.counted import record_counted_export
from reach.services.peer_effect import PeerEffectWaitsError, compute_due_peer_effects, request_peer_effect
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
    "PeerEffectWaitsError",
    "PulseClosedError",
    "TooFewMembersError",
    "answer_pulse",
    "compute_due_peer_effects",
    "compute_due_snapshots",
    "compute_snapshots",
    "keep_pulses",
    "open_pulse",
    "record_counted_export",
    "request_peer_effect",
    "request_snapshot",
]
