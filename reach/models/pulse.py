from typing import ClassVar
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Network
from officials.models import Official, User
from reach.querysets import PulseRoundQuerySet

NOT_AT_ALL, FULLY = 1, 5


class PulseStatement(models.TextChoices):
    """What members say how far it is true."""

    OPENLY = "openly", _("I can ask here openly")
    HELPS = "helps", _("What I hear here helps my city")
    WHOM = "whom", _("I know whom to call")


class PulseRoundManager(models.Manager.from_queryset(PulseRoundQuerySet)):  # type: ignore[misc]
    """Each with its network, under whose page it stands."""

    def get_queryset(self) -> PulseRoundQuerySet:
        return super().get_queryset().select_related("network")


class PulseRound(models.Model):
    """Once a quarter a network asks its members three things, for three weeks. What they said is read when it is over, never before."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="pulse_rounds")
    opened_at = models.DateTimeField(default=timezone.now)
    # Null: the clock.
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # The last day (in UTC) on which somebody may answer.
    last_day = models.DateField()
    closed_at = models.DateTimeField(null=True)
    # How many could have answered, counted when it closed.
    members = models.PositiveIntegerField(null=True)

    objects: ClassVar[PulseRoundManager] = PulseRoundManager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["network"], condition=Q(closed_at__isnull=True), name="one_open_pulse_per_network"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, members__isnull=True) | Q(closed_at__gte=F("opened_at"), members__isnull=False),
                name="closed_pulse_says_of_how_many",
            ),
        ]
        indexes = [models.Index(fields=["network", "-opened_at"], name="pulses_of_network_by_time")]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("network_pulse", args=[self.network.slug])


class PulseTally(models.Model):
    """How many chose this score for this statement. The answers themselves are kept nowhere: there is nothing to join, order or date."""

    round = models.ForeignKey(PulseRound, models.CASCADE, related_name="tallies")
    statement = models.CharField(max_length=10, choices=PulseStatement.choices)
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(NOT_AT_ALL), MaxValueValidator(FULLY)])
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "pulse tallies"
        constraints = [
            models.UniqueConstraint(fields=["round", "statement", "score"], name="one_tally_per_statement_and_score"),
            models.CheckConstraint(
                condition=Q(score__gte=NOT_AT_ALL, score__lte=FULLY) & Q(statement__in=PulseStatement.values),
                name="tally_is_of_a_known_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.score}: {self.count}"


class PulseAnswered(models.Model):
    """That somebody has answered, so that nobody does twice. Neither what nor when; its key is drawn at random and tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(PulseRound, models.CASCADE, related_name="answered")
    official = models.ForeignKey(Official, models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "pulse answered"
        constraints = [models.UniqueConstraint(fields=["round", "official"], name="nobody_answers_a_pulse_twice")]

    def __str__(self) -> str:
        return str(self.official)

    @property
    def stands_for(self) -> int:
        return self.official.user_id
