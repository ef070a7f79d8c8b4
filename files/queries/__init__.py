"""Reading what people uploaded: back to a browser, or as a table."""

from files.queries.answers import answer
from files.queries.tables import Table, UnreadableFileError, read_rows, read_table

__all__ = ["Table", "UnreadableFileError", "answer", "read_rows", "read_table"]
