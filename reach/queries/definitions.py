"""All reasons, with their parts and figures: each has a file."""

from typing import Any

from reach.queries import multiplier, ownership, peer_pressure, scale, trust
from reach.queries.figures import Figure, Part, Reason
from reach.queries.statements import keep_figures, up_to_date

_FILES = (multiplier, peer_pressure, scale, ownership, trust)
REASONS: list[Reason] = [file.REASON for file in _FILES]
PARTS: dict[str, Part] = {part.key: part for file in _FILES for part in file.PARTS}
FIGURES: list[Figure] = [figure for file in _FILES for figure in file.FIGURES]
FIGURE: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


def statements() -> dict[str, Any]:
    """For SnapshotQuerySet.compute."""
    return {"parts": {part.key: up_to_date(part) for part in PARTS.values()}, "figures": keep_figures(FIGURES)}
