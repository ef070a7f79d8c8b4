from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from exchange.querysets import IntroductionQuerySet, SetAsideQuerySet
from networks.models import Network
from officials.models import Official, User

REMIND_AFTER, LAPSES_AFTER, OUTCOME_AFTER = timedelta(days=7), timedelta(days=14), timedelta(weeks=3)


def in_two_weeks() -> datetime:
    return timezone.now() + LAPSES_AFTER


class Introduction(models.Model):
    """Staff put two officials of a network in touch. Their addresses are shown to each other once both have accepted.

    It is between the two and those who run the network; nobody else learns of it.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        AGREED = "agreed", _("In touch")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Taken back")

    network = models.ForeignKey(Network, models.PROTECT, related_name="introductions")
    # Who hopes for something, and who is asked to give it: the second is not asked too often.
    seeker = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("who seeks"))
    giver = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name=_("who could help"))
    note = models.TextField(_("note to both"), max_length=2000)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField(default=in_two_weeks)
    seeker_accepted_at = models.DateTimeField(null=True, blank=True)
    giver_accepted_at = models.DateTimeField(null=True, blank=True)
    # Those who run the network learn who it was, the other one does not.
    declined_by = models.ForeignKey(Official, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "agreed", "declined", "lapsed", "withdrawn"]), name="introduction_has_a_known_status"
            ),
            models.CheckConstraint(condition=~Q(seeker=F("giver")), name="nobody_is_introduced_to_themself"),
            models.CheckConstraint(
                condition=~Q(status="agreed") | Q(seeker_accepted_at__isnull=False, giver_accepted_at__isnull=False),
                name="who_is_in_touch_has_accepted",
            ),
            models.CheckConstraint(
                condition=Q(status="open", settled_at__isnull=True) | ~Q(status="open") & Q(settled_at__isnull=False),
                name="introduction_is_open_or_settled",
            ),
            models.UniqueConstraint(
                Least("seeker", "giver"), Greatest("seeker", "giver"), condition=Q(status="open"), name="one_open_introduction_of_two"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "-made_at"], name="introductions_of_network"),
            models.Index(fields=["seeker"], name="introductions_of_seeker"),
            models.Index(fields=["giver", "-made_at"], name="introductions_of_giver"),
            models.Index(fields=["made_at"], condition=Q(status="open"), name="introductions_that_wait"),
            models.Index(fields=["settled_at"], condition=Q(status="agreed"), name="introductions_agreed_by_time"),
        ]

    def __str__(self) -> str:
        return str(_("An introduction"))

    def get_absolute_url(self) -> str:
        return reverse("introduction", args=[self.pk])

    @property
    def stands_for(self) -> int:
        return self.giver.user_id

    def roles_of(self, user: Any) -> set[Role]:
        return self.network.roles_of(user)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN and self.lapses_at > timezone.now()

    @property
    def is_agreed(self) -> bool:
        return self.status == self.Status.AGREED

    def side_of(self, user: Any) -> str:
        """'seeker' or 'giver'; '' for somebody else."""
        return next((side for side in ("seeker", "giver") if getattr(self, side).user_id == user.pk), "")

    def other_than(self, user: Any) -> Official:
        return self.giver if self.side_of(user) == "seeker" else self.seeker

    def accepted_by(self, user: Any) -> datetime | None:
        return {"seeker": self.seeker_accepted_at, "giver": self.giver_accepted_at}.get(self.side_of(user))


class Outcome(models.Model):
    """What one of the two says came of it."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="outcomes")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+")
    met = models.BooleanField(_("did you talk to each other?"))
    useful = models.BooleanField(_("was it useful?"))
    text = models.TextField(_("what came of it?"), max_length=2000, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "official"], name="one_outcome_of_each_of_the_two"),
            models.CheckConstraint(condition=Q(met=True) | Q(useful=False), name="what_was_useful_took_place"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SetAside(models.Model):
    """Those who run a network say that two of its members need no introduction: they are suggested no more."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="set_aside")
    seeker = models.ForeignKey(Official, models.CASCADE, related_name="+")
    giver = models.ForeignKey(Official, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "set aside"
        constraints = [
            models.UniqueConstraint("network", Least("seeker", "giver"), Greatest("seeker", "giver"), name="two_are_set_aside_once"),
            models.CheckConstraint(condition=~Q(seeker=F("giver")), name="two_who_are_set_aside_are_two"),
        ]

    def __str__(self) -> str:
        return str(_("A suggestion"))

    @property
    def stands_for(self) -> int:
        return self.giver.user_id

    def roles_of(self, user: Any) -> set[Role]:
        return self.network.roles_of(user)
