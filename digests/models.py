from datetime import datetime, time, timedelta, tzinfo
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digests.querysets import DigestQuerySet
from officials.models import User


def monday_morning(zone: tzinfo, now: datetime, *, weeks_later: int = 0) -> datetime:
    """When this week's digest is due in that zone: Monday at 08:00 there, also across a change of the clocks."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks_later)
    return datetime.combine(monday, time(8), tzinfo=zone)


class Subscription(models.Model):
    """Somebody's word on the weekly digest. Everybody gets it until they say otherwise, so most people have no row."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest_subscription")
    weekly = models.BooleanField(_("weekly digest"))
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.user)


def wants_digest(user: User) -> bool:
    subscription = getattr(user, "digest_subscription", None)
    return subscription is None or subscription.weekly


class Digest(models.Model):
    """One e-mail that tells one person what happened in their networks since the last."""

    class Status(models.TextChoices):
        DUE = "due", _("To be sent")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing to tell")
        FAILED = "failed", _("Not delivered; the next one tells it")

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    week = models.DateField()  # its Monday, where the person is
    since = models.DateTimeField()
    until = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, db_default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    activity_count = models.PositiveIntegerField(db_default=0)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="one_digest_per_person_and_week")]
        indexes = [models.Index(fields=["next_attempt_at", "id"], condition=Q(status="due"), name="digests_to_send")]

    def __str__(self) -> str:
        return f"{self.user}, {self.week}"

    @property
    def message_id(self) -> str:
        """The same for each attempt, so that mailboxes know a second copy for what it is."""
        return f"<digest.{self.week}.{self.user_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"
