from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from notices.models.kinds import How
from notices.querysets import NoticeQuerySet
from officials.models import User


class Notice(models.Model):
    """Something of which somebody is told on the page and by mail, written down with the change that owes it, and mailed once.

    The app that owns the kind writes the mail: "workshops.registered" is declared, with what sends it, in workshops/emails.py.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    network = models.ForeignKey("networks.Network", models.CASCADE, null=True, related_name="+")
    subject_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    # Of the same key there is one at most for a person, kind and subject: a reminder, a question of this year. Without: each is its own.
    key = models.CharField(max_length=100, blank=True)
    # What the mail has to know beside its subject, as it was then. Never a person's name.
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    # As the person wished when it came up. By a mail of its own or in the digest, never in both.
    how = models.CharField(max_length=10, choices=How.choices, default=How.AT_ONCE)
    # Its own mail waits until then: somebody's quiet hours.
    due_at = models.DateTimeField(default=timezone.now)
    # Null: not yet; the clock sees to what was missed.
    mailed_at = models.DateTimeField(null=True)
    # On the page. Null: not yet.
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_id", "key"], condition=~Q(key=""), name="one_notice_of_a_key"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(mailed_at__isnull=True, how="at_once"), name="notices_to_mail"),
            models.Index(fields=["user"], condition=Q(mailed_at__isnull=True, how="digest"), name="notices_for_the_digest"),
            models.Index(fields=["user", "-id"], name="notices_of_person"),
            models.Index(fields=["user", "-id"], condition=Q(read_at__isnull=True), name="notices_not_read"),
            models.Index(fields=["subject_type", "subject_id"], name="notices_by_subject"),
        ]

    def __str__(self) -> str:
        return self.kind

    def get_absolute_url(self) -> str:
        """From here on to what it is about."""
        return reverse("notification", args=[self.pk])
