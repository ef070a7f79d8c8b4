"""What can be taken out: members of networks, and what we have on oneself."""

from reports.queries.members import XLSX_ROWS, MembersReport, members, past_exports
from reports.queries.my_data import my_data, write_zip

__all__ = ["XLSX_ROWS", "MembersReport", "members", "my_data", "past_exports", "write_zip"]
