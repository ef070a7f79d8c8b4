from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.querysets import ActivityQuerySet
from activity.verbs import Audience, Verb


class Activity(models.Model):
    """One line for each thing that happened, written by activity.services.record alone and never changed: a trigger sees to it.

    Nothing that has a past is deleted. Its foreign keys protect what they point to, since clearing them would be a change, and
    Django then says which thing is in the way; a person is erased by taking the name off their row, which stays.
    """

    happened_at = models.DateTimeField(default=timezone.now)
    # A verb, without choices: a new one is no change of the table.
    verb = models.CharField(max_length=40)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Where the actor's request came from. Null: no request, or nothing known of it.
    ip_address = models.GenericIPAddressField(null=True)
    official = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey("cities.City", models.PROTECT, null=True, related_name="+")
    network = models.ForeignKey("networks.Network", models.PROTECT, null=True, related_name="+")
    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    subject_id = models.BigIntegerField(null=True)
    # What it was called then. Never a person's name: where the subject is or stands for somebody, `person` says who.
    subject_label = models.CharField(max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)

    # What activity.queries.told adds for a reader: the page of the subject, where they may see it; how many more said the same.
    url: str = ""
    more: int = 0
    # In a digest: its sentence in the reader's language.
    words: str = ""

    objects = ActivityQuerySet.as_manager()  # type: ignore[django-manager-missing]  # its foreign keys point up

    class Meta:
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["network", "-happened_at"], name="activity_of_network_by_time"),
            models.Index(fields=["city", "-happened_at"], name="activity_of_city_by_time"),
            models.Index(fields=["-happened_at"], name="activity_by_time"),
            # Of millions of lines these are few.
            models.Index(fields=["-happened_at"], condition=Q(verb=Verb.REPORT_EXPORTED), name="log_of_exports"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language. Somebody who was erased is 'former official'."""
        somebody = _("somebody")
        return str(Verb(self.verb).label).format(
            actor=self.actor or somebody,
            official=self.official or somebody,
            city=self.city or _("a former city"),
            network=self.network or _("a former network"),
            subject=self.subject_name,
        )

    @property
    def _nameless(self) -> str:
        verb = Verb(self.verb)
        if verb.is_of_question:
            return str(_("a question in confidence"))
        if verb.is_of_resource:
            return str(_("a resource in confidence"))
        return str(_("an action") if verb.is_of_action else _("somebody"))

    @property
    def subject_name(self) -> str:
        """What it is about: a thing by what it was called then, a person by their name now, what is in confidence by neither."""
        return str(self.subject_label or self.person or self._nameless)
