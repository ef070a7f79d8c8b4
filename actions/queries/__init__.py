"""What is read of actions: by a person, on a page, in a file."""

from actions.queries.pages import (
    history_of,
    networks_to_ask,
    page_of,
    practices_for,
    practices_of,
    proposed_changes,
    waits_for_city,
    way_of,
)
from actions.queries.reading import Reading, may_read, open_parts, part_readers, readable, reads_as

__all__ = [
    "Reading",
    "history_of",
    "may_read",
    "networks_to_ask",
    "open_parts",
    "page_of",
    "part_readers",
    "practices_for",
    "practices_of",
    "proposed_changes",
    "readable",
    "reads_as",
    "waits_for_city",
    "way_of",
]
