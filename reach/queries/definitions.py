"""All reasons, with their parts and figures: each has a file."""

from reach.models import Statements
from reach.queries import multiplier, ownership, peer_pressure, scale, trust
from reach.queries.daily import OVERLAP, TALLIES_ANEW, TALLIES_OF_THE_DAY, definitions_of, read_once, up_to_the_day
from reach.queries.figures import Figure, Part, Reason
from reach.queries.statements import KNOWN_FINGERPRINTS, fingerprint, keep_figures, up_to_date

_FILES = (multiplier, peer_pressure, scale, ownership, trust)
REASONS: list[Reason] = [file.REASON for file in _FILES]
PARTS: dict[str, Part] = {part.key: part for file in _FILES for part in file.PARTS}
FIGURES: list[Figure] = [figure for file in _FILES for figure in file.FIGURES]
FIGURE: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


def statements() -> Statements:
    """For SnapshotQuerySet.compute."""
    parts = list(PARTS.values())
    sources = list(dict.fromkeys(part.source for part in parts if part.source))
    return Statements(
        definitions=definitions_of(parts),
        sources=[statement for source in sources for statement in read_once(source, of_the_day=False)],
        sources_of_the_day=[statement for source in sources for statement in read_once(source, of_the_day=True)],
        fingerprints={part.key: fingerprint(part) for part in parts},
        known_fingerprints=KNOWN_FINGERPRINTS,
        anew={part.key: up_to_date(part) for part in parts},
        of_the_day={part.key: up_to_the_day(part) if part.touched else up_to_date(part) for part in parts},
        tallies_anew=TALLIES_ANEW,
        tallies_of_the_day=TALLIES_OF_THE_DAY,
        figures=keep_figures(FIGURES, from_tallies=False),
        figures_of_the_day=keep_figures(FIGURES, from_tallies=True),
        overlap=OVERLAP,
    )
