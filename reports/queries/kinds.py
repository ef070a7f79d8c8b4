"""All that can be taken out, but for the annual report."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports.queries.actions import ActionsReport, StagesReport
from reports.queries.agreements import AgreementsReport
from reports.queries.exchange import IntroductionsReport, QuestionsReport, RepliesReport
from reports.queries.happenings import ActivityReport
from reports.queries.members import MembersReport
from reports.queries.people import MembershipsReport, PeopleReport
from reports.queries.reach import ReachReport
from reports.queries.reports import Report
from reports.queries.resources import ResourcesReport
from reports.queries.stories import StoriesReport
from reports.queries.workshops import AttendanceReport, WorkshopsReport

Words = str | Promise

# In the order of the choice, under what they are about.
GROUPS: list[tuple[Words, list[type[Report]]]] = [
    (gettext_lazy("People and cities"), [MembersReport, PeopleReport, MembershipsReport]),
    (gettext_lazy("Meeting"), [WorkshopsReport, AttendanceReport]),
    (gettext_lazy("Exchange"), [QuestionsReport, RepliesReport, ResourcesReport, IntroductionsReport]),
    (gettext_lazy("What cities do"), [ActionsReport, StagesReport, AgreementsReport, StoriesReport]),
    (gettext_lazy("What came of it"), [ReachReport, ActivityReport]),
]
REPORTS: dict[str, type[Report]] = {report.name: report for _group, reports in GROUPS for report in reports}
