"""What happened, for a reader and for a spreadsheet program."""

from activity.queries.feed import condensed, told
from activity.queries.files import BOM, CHUNK, FORMULA, Column, Harmless, Kind, Label, audit_csv, copied, harmless, nothing, pieces

__all__ = [
    "BOM", "CHUNK", "FORMULA", "Column", "Harmless", "Kind", "Label", "audit_csv", "condensed", "copied", "harmless", "nothing", "pieces",
    "told",
]  # fmt: skip
