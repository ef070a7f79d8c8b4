from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notices.models.kinds import How
from officials.models import User


class Wish(models.Model):
    """How somebody wants to hear of a topic: everywhere, or otherwise in one network. Without one: as the topic's default is."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_wishes")
    topic = models.CharField(max_length=60)
    network = models.ForeignKey("networks.Network", models.CASCADE, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(fields=["user", "topic", "network"], nulls_distinct=False, name="one_wish_of_topic_and_network"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="wish_is_one_that_we_know"),
        ]

    def __str__(self) -> str:
        return self.topic


class QuietHours(models.Model):
    """From when to when, by the clock where the person is, no mail of a notice goes to them. Over midnight, if it ends before it starts."""

    user = models.OneToOneField(User, models.CASCADE, related_name="quiet_hours")
    starts_at = models.TimeField(_("quiet from"))
    ends_at = models.TimeField(_("until"))

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = [models.CheckConstraint(condition=~Q(starts_at=F("ends_at")), name="quiet_hours_end_at_another_time_than_they_start")]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    def end_of(self, moment: datetime) -> datetime | None:
        """When those that hold at that moment end; none, if none hold. Right also in the night in which the clock changes."""
        here = moment.astimezone(self.user.time_zone)
        over_midnight = self.ends_at < self.starts_at
        is_late, is_early = here.time() >= self.starts_at, here.time() < self.ends_at
        if not (is_late or is_early if over_midnight else is_late and is_early):
            return None
        day = here.date() + timedelta(days=1 if over_midnight and is_late else 0)
        end = datetime.combine(day, self.ends_at, tzinfo=self.user.time_zone)
        # An hour that the clock shows twice: the second time. In UTC, since others do not compare in it.
        ends = [end.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        return next((end for end in ends if end > moment), None)
