"""What can be taken out: reports for administrators, and what we have on oneself."""

from typing import Any

from django.db.models import QuerySet

from activity.models import Activity
from activity.verbs import Verb
from reports.queries.actions import ActionsReport
from reports.queries.agreements import AgreementsReport
from reports.queries.exchange import IntroductionsReport, QuestionsReport, RepliesReport
from reports.queries.members import MembersReport
from reports.queries.my_data import my_data, write_zip
from reports.queries.reports import XLSX_ROWS, Report
from reports.queries.resources import ResourcesReport
from reports.queries.stories import StoriesReport
from reports.queries.workshops import AttendanceReport, WorkshopsReport

__all__ = ["REPORTS", "XLSX_ROWS", "MembersReport", "Report", "my_data", "past_exports", "write_zip"]

# In the order of the choice.
REPORTS: dict[str, type[Report]] = {
    report.name: report
    for report in (
        MembersReport,
        WorkshopsReport,
        AttendanceReport,
        QuestionsReport,
        RepliesReport,
        ResourcesReport,
        IntroductionsReport,
        ActionsReport,
        AgreementsReport,
        StoriesReport,
    )
}


def past_exports(*, user: Any) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).filter(verb=Verb.REPORT_EXPORTED).select_related("actor").newest_first()
