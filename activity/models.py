from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.querysets import ActivityQuerySet
from activity.verbs import Audience, Verb


class Activity(models.Model):
    """One line for each thing that happened. Append-only, written by activity.services.record alone."""

    happened_at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=40, choices=Verb.choices)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    official = models.ForeignKey("officials.Official", models.SET_NULL, null=True, related_name="+")
    city = models.ForeignKey("cities.City", models.SET_NULL, null=True, related_name="+")
    network = models.ForeignKey("networks.Network", models.SET_NULL, null=True, related_name="+")
    subject_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    subject_id = models.BigIntegerField(null=True)
    # The words stay when the thing goes, so that erasing never changes the past.
    subject_label = models.CharField(max_length=300)
    details = models.JSONField(default=dict)

    objects = ActivityQuerySet.as_manager()  # type: ignore[django-manager-missing]  # its foreign keys point up

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["network", "-happened_at"], name="activity_of_network_by_time"),
            models.Index(fields=["city", "-happened_at"], name="activity_of_city_by_time"),
            models.Index(fields=["-happened_at"], name="activity_by_time"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language. Somebody who was erased is 'somebody'."""
        somebody = _("somebody")
        return str(Verb(self.verb).label).format(
            actor=self.actor or somebody,
            official=self.official or somebody,
            city=self.city or _("a former city"),
            network=self.network or _("a former network"),
            subject=self.subject_label,
        )
