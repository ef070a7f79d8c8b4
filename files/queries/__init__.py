"""Reading what people uploaded: back to a browser, or as a table."""

from files.queries.answers import answer
from files.queries.previews import DRAWN, first_pages
from files.queries.tables import Table, UnreadableFileError, read_rows, read_table

__all__ = ["DRAWN", "Table", "UnreadableFileError", "answer", "first_pages", "read_rows", "read_table"]
