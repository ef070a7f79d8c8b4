from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digests.querysets import DigestQuerySet
from officials.models import User


class Digest(models.Model):
    """One e-mail that tells one person what happened in their networks since the last, and who runs networks what waits for them."""

    class Status(models.TextChoices):
        DUE = "due", _("To be sent")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing to tell")
        FAILED = "failed", _("Not delivered; the next one tells it")

    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    day = models.DateField()  # on which it came due, where the person is
    since = models.DateTimeField()
    until = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, db_default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    activity_count = models.PositiveIntegerField(db_default=0)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_per_person_and_day")]
        indexes = [models.Index(fields=["next_attempt_at", "id"], condition=Q(status="due"), name="digests_to_send")]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}"

    @property
    def message_id(self) -> str:
        """The same for each attempt, so that mailboxes know a second copy for what it is."""
        return f"<digest.{self.day}.{self.user_id}@{urlsplit(settings.PUBLIC_URL).hostname}>"
