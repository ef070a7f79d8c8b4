"""All that can be taken out, but for the annual report."""

from reports.queries.actions import ActionsReport
from reports.queries.agreements import AgreementsReport
from reports.queries.exchange import IntroductionsReport, QuestionsReport, RepliesReport
from reports.queries.members import MembersReport
from reports.queries.reports import Report
from reports.queries.resources import ResourcesReport
from reports.queries.stories import StoriesReport
from reports.queries.workshops import AttendanceReport, WorkshopsReport

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
