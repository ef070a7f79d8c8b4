"""What can be taken out: reports for administrators, and what we have on oneself."""

from typing import Any

from django.db.models import QuerySet

from activity.models import Activity
from activity.verbs import Verb
from reach.queries.pictures import CannotDrawError
from reports.models import Export
from reports.queries.annual_report import NotThereError
from reports.queries.choices import Choice
from reports.queries.exports import content_type, count_ahead, facts_of, may_have, network_names, parts_of, with_links
from reports.queries.files import XLSX_ROWS, TooLongForExcelError
from reports.queries.kinds import GROUPS, REPORTS
from reports.queries.members import MembersReport
from reports.queries.my_data import my_data, write_zip
from reports.queries.periods import BETWEEN, PERIODS, Days
from reports.queries.reports import FORMATS, NEEDS_A_FILE, Report
from reports.queries.schedules import next_time

__all__ = [
    "BETWEEN", "FORMATS", "GROUPS", "NEEDS_A_FILE", "PERIODS", "REPORTS", "XLSX_ROWS", "CannotDrawError", "Choice", "Days",
    "MembersReport", "NotThereError", "Report", "TooLongForExcelError", "content_type", "count_ahead", "facts_of", "last_made", "may_have",
    "my_data", "network_names", "next_time", "parts_of", "past_exports", "with_links", "write_zip",
]  # fmt: skip


def past_exports(*, user: Any) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).filter(verb=Verb.REPORT_EXPORTED).select_related("actor").newest_first()


def last_made(*, user: Any) -> dict[str, Export]:
    """The newest export of each kind, by its name."""
    made = Export.objects.visible_to(user).filter(status__in=[Export.Status.SENT, Export.Status.DONE]).select_related("asked_by")
    newest = made.order_by("choice__what", "-asked_at", "-pk").distinct("choice__what")
    return {export.choice["what"]: export for export in newest}
