"""When somebody wants their digest, and of which networks it is not to tell."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from officials.models import User


class HowOften(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")
    MONTHLY = "monthly", _("Once a month")
    NEVER = "never", _("Never")


# How far back the first one looks.
LOOKS_BACK = {HowOften.DAILY: timedelta(days=1), HowOften.WEEKLY: timedelta(weeks=1), HowOften.MONTHLY: timedelta(days=31)}


@dataclass(frozen=True)
class Slot:
    """One time at which a digest is due: the day where the person is, by which there is one at most, and the moment."""

    day: date
    at: datetime


@dataclass(frozen=True)
class Schedule:
    """Every day, each week on a weekday, or on the first such weekday of a month, at an hour of the clock where the person is."""

    how_often: str
    weekday: int  # Monday is nought
    hour: int

    def last(self, zone: tzinfo, now: datetime) -> Slot | None:
        """The latest that has come by now; none, if none ever comes."""
        return next((slot for slot in reversed(self._around(zone, now)) if slot.at <= now), None)

    def next(self, zone: tzinfo, now: datetime) -> Slot | None:
        """The first that is still to come."""
        return next((slot for slot in self._around(zone, now) if slot.at > now), None)

    def _around(self, zone: tzinfo, now: datetime) -> list[Slot]:
        """The one of the period in which that moment lies, the one before it and the one after.

        In UTC. Of an hour that the clock shows twice it is the first, of one that it skips the one after.
        """
        moments = [(day, datetime.combine(day, time(self.hour), tzinfo=zone)) for day in self._days(now.astimezone(zone).date())]
        return [Slot(day, moment.astimezone(UTC)) for day, moment in moments]

    def _days(self, today: date) -> list[date]:
        if self.how_often == HowOften.DAILY:
            return [today + timedelta(days=days) for days in (-1, 0, 1)]
        if self.how_often == HowOften.WEEKLY:
            this_weeks = today - timedelta(days=(today.weekday() - self.weekday) % 7)
            return [this_weeks + timedelta(weeks=weeks) for weeks in (-1, 0, 1)]
        if self.how_often == HowOften.MONTHLY:
            first = today.replace(day=1)
            before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
            return [month + timedelta(days=(self.weekday - month.weekday()) % 7) for month in (before, first, after)]
        return []


# For who has not said otherwise: Monday morning.
USUAL = Schedule(HowOften.WEEKLY, weekday=0, hour=8)


class Subscription(models.Model):
    """When somebody wants the digest. Most people never say, so they have no row, and get it as is USUAL."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest_subscription")
    how_often = models.CharField(_("how often"), max_length=10, choices=HowOften.choices, default=USUAL.how_often)
    weekday = models.PositiveSmallIntegerField(_("on which day"), choices=list(WEEKDAYS.items()), default=USUAL.weekday)
    hour = models.PositiveSmallIntegerField(_("at what time"), default=USUAL.hour)
    # When the above last changed: what was due before that does not come belatedly.
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how_often__in=HowOften.values), name="digest_comes_as_often_as_we_know"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="digest_comes_on_a_day_of_the_week"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_comes_at_an_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.how_often, self.weekday, self.hour)


def schedule_of(user: User) -> Schedule:
    subscription: Subscription | None = getattr(user, "digest_subscription", None)
    return subscription.schedule if subscription else USUAL


def wants_digest(user: User) -> bool:
    return schedule_of(user).how_often != HowOften.NEVER


class LeftOut(models.Model):
    """A network of which somebody's digest is not to tell. Those of which they said nothing are in it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="left_out_of_digest")
    network = models.ForeignKey("networks.Network", models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "left out"
        constraints = [models.UniqueConstraint(fields=["user", "network"], name="left_out_once_per_person_and_network")]

    def __str__(self) -> str:
        return str(self.network)
