"""When a saved report is made by itself: by the days of UTC, as the periods in it are."""

from datetime import UTC, date, datetime, time, timedelta

from reports.models import SavedReport

HOUR = time(6, tzinfo=UTC)
# After so many months; each month otherwise.
EVERY: dict[str, int] = {SavedReport.Schedule.QUARTERLY: 3, SavedReport.Schedule.YEARLY: 12}
SATURDAY = 5


def next_time(schedule: str, *, after: datetime) -> datetime | None:
    """The first one later than this moment; none without a schedule."""
    if not schedule:
        return None
    first = after.astimezone(UTC).date().replace(day=1)
    while True:
        if (first.month - 1) % EVERY.get(schedule, 1) == 0:
            at = datetime.combine(_working_day(first) if schedule == SavedReport.Schedule.WORKING_DAY else first, HOUR)
            if at > after:
                return at
        first = (first + timedelta(days=31)).replace(day=1)


def _working_day(day: date) -> date:
    """From Monday to Friday, and not the first of January, which is a holiday wherever the secretariat works."""
    while day.weekday() >= SATURDAY or (day.month, day.day) == (1, 1):
        day += timedelta(days=1)
    return day
