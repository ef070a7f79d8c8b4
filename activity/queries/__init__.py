"""What happened, for a reader and for a spreadsheet program."""

from activity.queries.feed import told
from activity.queries.files import BOM, CHUNK, FORMULA, Harmless, Label, audit_csv, copied, harmless

__all__ = ["BOM", "CHUNK", "FORMULA", "Harmless", "Label", "audit_csv", "copied", "harmless", "told"]
