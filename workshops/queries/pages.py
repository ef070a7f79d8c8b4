"""Pages of workshops."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from workshops.models import Material, Workshop
from workshops.querysets import WorkshopQuerySet

MOST_DAYS = 42


def agenda(workshop: Workshop, user: Any) -> Any:
    """Its sessions in order, each with who speaks and what this reader may read."""
    people = "speakers__official__user", "speakers__official__city"
    papers = Prefetch("materials", Material.objects.visible_to(user).with_files())
    return workshop.sessions.prefetch_related(*people, papers).order_by("starts_at", "pk")


def sittings(workshop: Workshop, user: Any) -> Any:
    """The same content at other hours, for those who may see them."""
    first = workshop.sitting_of_id or workshop.pk
    rows = Workshop.objects.visible_to(user).filter(pk=first) | Workshop.objects.visible_to(user).filter(sitting_of=first)
    return rows.exclude(pk=workshop.pk).exclude(status=Workshop.Status.CANCELLED).with_place().soonest_first()


@dataclass(frozen=True)
class Day:
    day: date
    is_in_month: bool
    is_today: bool
    workshops: list[Workshop] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month in the reader's zone, from the Monday of its first week to the Sunday of its last."""

    first: date
    weeks: list[list[Day]]

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def is_empty(self) -> bool:
        return not any(day.workshops for week in self.weeks for day in week)


def month_of(workshops: WorkshopQuerySet, first: date) -> Month:
    """These workshops on the days of that month, in one query. One that lasts for days stands on each of them."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    since, until = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    by_day: dict[date, list[Workshop]] = defaultdict(list)
    for workshop in workshops.filter(starts_at__lt=until, ends_at__gt=since).soonest_first():
        for day in _days_of(workshop):
            by_day[day].append(workshop)
    today = timezone.localdate()
    return Month(first, [[Day(day, day.month == first.month, day == today, by_day[day]) for day in week] for week in weeks])


def _days_of(workshop: Workshop) -> Iterable[date]:
    start, end = timezone.localdate(workshop.starts_at), timezone.localdate(workshop.ends_at - timedelta(microseconds=1))
    return (start + timedelta(days=n) for n in range(min((end - start).days, MOST_DAYS) + 1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
