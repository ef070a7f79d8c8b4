"""From which day to which: of a moment in UTC, as the files say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Days:
    """Both are in them; without one they have no beginning, or no end."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return bool(self.since or self.until)

    def __str__(self) -> str:
        if self.since and self.until:
            return _("%(since)s to %(until)s") % {"since": self.since, "until": self.until}
        if self.since:
            return _("since %(day)s") % {"day": self.since}
        return _("until %(day)s") % {"day": self.until} if self.until else _("All time")

    def hold(self, moment: str) -> Q:
        """A moment in them."""
        found = Q()
        if self.since:
            found &= Q(**{f"{moment}__gte": _midnight(self.since)})
        if self.until:
            found &= Q(**{f"{moment}__lt": _midnight(self.until + timedelta(days=1))})
        return found

    def hold_day(self, day: str) -> Q:
        found = Q()
        if self.since:
            found &= Q(**{f"{day}__gte": self.since})
        if self.until:
            found &= Q(**{f"{day}__lte": self.until})
        return found

    def touch(self, start: str, end: str) -> Q:
        """What began before they are over and had not ended when they began, by moments."""
        begun = Days(until=self.until).hold(start)
        return begun & (Q(**{f"{end}__isnull": True}) | Days(since=self.since).hold(end)) if self.since else begun

    def touch_days(self, start: str, end: str) -> Q:
        begun = Days(until=self.until).hold_day(start)
        return begun & (Q(**{f"{end}__isnull": True}) | Days(since=self.since).hold_day(end)) if self.since else begun


ALL_TIME = Days()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _last_month(day: date) -> Days:
    end = day.replace(day=1) - timedelta(days=1)
    return Days(end.replace(day=1), end)


def _last_quarter(day: date) -> Days:
    end = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return Days(end.replace(month=end.month - 2, day=1), end)


def _last_year(day: date) -> Days:
    return Days(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))


def _this_year(day: date) -> Days:
    return Days(date(day.year, 1, 1), day)


@dataclass(frozen=True)
class Period:
    """One that moves on with the calendar: a report that is made each month tells of another month each time."""

    label: str | Promise
    days: Callable[[date], Days]


BETWEEN = "between"
PERIODS: dict[str, Period] = {
    "": Period(gettext_lazy("All time"), lambda _day: ALL_TIME),
    "last-month": Period(gettext_lazy("Last month"), _last_month),
    "last-quarter": Period(gettext_lazy("Last quarter"), _last_quarter),
    "this-year": Period(gettext_lazy("This year so far"), _this_year),
    "last-year": Period(gettext_lazy("Last year"), _last_year),
}
