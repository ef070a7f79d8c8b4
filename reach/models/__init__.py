"""What reach keeps: what counts from when to when, the figures of dated snapshots, and what members said of their network."""

from reach.models.counted import FOREVER, Counted, Fingerprint, Reckoning, Tally
from reach.models.peer_effect import PeerAdoption, PeerEffect, Refusal
from reach.models.pulse import FULLY, NOT_AT_ALL, PulseAnswered, PulseRound, PulseStatement, PulseTally
from reach.models.snapshots import FigureSet, Snapshot, SnapshotFigure, SnapshotScope, numbers_of
from reach.querysets import ReadTogether, Statements

__all__ = [
    "FOREVER",
    "FULLY",
    "NOT_AT_ALL",
    "Counted",
    "FigureSet",
    "Fingerprint",
    "PeerAdoption",
    "PeerEffect",
    "PulseAnswered",
    "PulseRound",
    "PulseStatement",
    "PulseTally",
    "ReadTogether",
    "Reckoning",
    "Refusal",
    "Snapshot",
    "SnapshotFigure",
    "SnapshotScope",
    "Statements",
    "Tally",
    "numbers_of",
]
