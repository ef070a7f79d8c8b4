"""All reasons, with their parts and figures: each has a file."""

from collections import defaultdict

from reach.models import ReadTogether, Statements
from reach.queries import multiplier, ownership, peer_pressure, scale, trust
from reach.queries.figures import Figure, Part, Reason, Source
from reach.queries.records import KNOWN_FINGERPRINTS, LOG, OPEN_SINCE, definitions_of, fingerprints, touched, up_to_date, up_to_the_day
from reach.queries.statements import keep_figures, places_of
from reach.queries.tallies import tallies_anew, tallies_of_the_day

_FILES = (multiplier, peer_pressure, scale, ownership, trust)
REASONS: list[Reason] = [file.REASON for file in _FILES]
PARTS: dict[str, Part] = {part.key: part for file in _FILES for part in file.PARTS}
FIGURES: list[Figure] = [figure for file in _FILES for figure in file.FIGURES]
FIGURE: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


def statements() -> Statements:
    """For SnapshotQuerySet.compute."""
    parts = list(PARTS.values())
    of_cities = {measure.part for figure in FIGURES for measure in figure.measures if measure.what == "cities"}
    sources: dict[Source, list[Part]] = defaultdict(list)
    for part in parts:
        sources[part.source].append(part)
    return Statements(
        definitions=definitions_of(parts, of_cities=of_cities),
        log=[*LOG, *touched(sources)],
        log_open_since=OPEN_SINCE,
        sources=[
            ReadTogether(
                parts=[part.key for part in of_source],
                fingerprints=fingerprints(source, of_source),
                anew=up_to_date(source, of_source),
                of_the_day=up_to_the_day(source, of_source),
                is_told=bool(source.touched),
            )
            for source, of_source in sources.items()
        ],
        known_fingerprints=KNOWN_FINGERPRINTS,
        tallies_anew=tallies_anew(parts, of_cities=of_cities),
        tallies_of_the_day=tallies_of_the_day(parts, of_cities=of_cities),
        places=places_of(FIGURES),
        figures=keep_figures(FIGURES, from_tallies=False),
        figures_of_the_day=keep_figures(FIGURES, from_tallies=True),
    )
