"""What administrators of the sample world have saved to take out again."""

from datetime import timedelta

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import ADMINISTRATOR
from officials.models import User
from reports.models import SavedReport
from reports.queries import Choice, next_time

SAVED = {
    "Who sits where, for the board": (Choice(what="members", format="xlsx"), SavedReport.Schedule.QUARTERLY),
    "Workshops of last month": (Choice(what="workshops", period="last-month"), SavedReport.Schedule.WORKING_DAY),
    "Cool Cities in the last year": (
        Choice(what="annual-report", networks=("cool-cities",), period="last-year", format="pdf"),
        SavedReport.Schedule.YEARLY,
    ),
    "Actions of all cities": (Choice(what="actions"), SavedReport.Schedule.NEVER),
}


def save_reports(clock: Clock) -> list[Activity]:
    """Returns what the log has of it."""
    administrator = User.objects.get(email=ADMINISTRATOR)
    log: list[Activity] = []
    for number, (name, (choice, schedule)) in enumerate(SAVED.items()):
        at = clock.days_ago(30) + timedelta(minutes=number)
        next_at = next_time(schedule, after=clock.now)
        saved = SavedReport.objects.create(
            name=name, choice=choice.as_json(), schedule=schedule, next_at=next_at, saved_by=administrator, saved_at=at
        )
        if schedule:
            saved.readers.add(administrator)
        log.append(activity(Verb.REPORT_SAVED, by=administrator, subject=saved, at=at, schedule=schedule))
    return log
