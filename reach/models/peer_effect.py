from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models import ClimateAction
from networks.models import Network
from officials.models import User, today
from reach.querysets import PeerAdoptionQuerySet, PeerEffectQuerySet


class Refusal(models.TextChoices):
    """Why nothing is estimated."""

    FEW_CITIES = "few-cities", _("Too few cities that can be compared with others")
    MANY_CITIES = "many-cities", _("Too many cities at once: choose a network")
    FEW_PRACTICES = "few-practices", _("Too few practices that some cities adopted while others did not")
    FEW_ADOPTIONS = "few-adoptions", _("Too few adoptions that can be compared with other cities")
    FEW_AFTER_PEERS = "few-after-peers", _("Too few adoptions that came after a peer's, one that could be seen")
    NO_VARIATION = "no-variation", _("All cities that can be compared could see as much as each other")


class PeerEffect(models.Model):
    """What one computation made of the peer effect, for ever. The row is also the state of that computation.

    Effects are factors: how many times as likely a city is to adopt in a quarter when ten more in a hundred of its ties lead to a city
    that has.
    """

    # Null: of all networks together.
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="peer_effects")
    as_of = models.DateField(default=today)
    # Of the definition in reach.queries.peer_effect.
    version = models.PositiveSmallIntegerField()
    requested_at = models.DateTimeField(default=timezone.now)
    # Null: by the clock.
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # A worker that started it and is gone for an hour has left it.
    started_at = models.DateTimeField(null=True)
    done = models.PositiveSmallIntegerField(default=0)  # of a hundred
    computed_at = models.DateTimeField(null=True)

    # Since when there is something to compare.
    since = models.DateField(null=True)
    cities = models.PositiveIntegerField(default=0)
    practices = models.PositiveIntegerField(default=0)
    adoptions = models.PositiveIntegerField(default=0)
    after_peers = models.PositiveIntegerField(default=0)
    at_risk = models.PositiveIntegerField(default=0)
    refusals = ArrayField(models.CharField(max_length=20, choices=Refusal.choices), default=list)
    effect = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    # The same of adoptions that nobody could see: null where there were too few.
    unseen_effect = models.FloatField(null=True)
    unseen_low = models.FloatField(null=True)
    unseen_high = models.FloatField(null=True)

    objects = PeerEffectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network"], condition=Q(computed_at__isnull=True), nulls_distinct=False, name="one_peer_effect_waits_per_scope"
            ),
            models.CheckConstraint(
                condition=Q(computed_at__isnull=True)
                | Q(refusals=[], effect__isnull=False, low__isnull=False, high__isnull=False, p_value__isnull=False)
                | (~Q(refusals=[]) & Q(effect__isnull=True)),
                name="peer_effect_is_estimated_or_refused",
            ),
            models.CheckConstraint(condition=Q(p_value__isnull=True) | Q(p_value__gt=0, p_value__lte=1), name="p_value_is_a_probability"),
        ]
        indexes = [models.Index(fields=["network", "-as_of"], name="peer_effects_of_scope")]

    def __str__(self) -> str:
        return f"{self.network or _('All networks together')}, {self.as_of.isoformat()}"

    def get_absolute_url(self) -> str:
        address = reverse("peer_effect")
        return f"{address}?network={self.network.slug}" if self.network else address

    @property
    def is_told_apart(self) -> bool:
        """From chance, at the 5 % level."""
        return self.p_value is not None and self.p_value <= 0.05  # noqa: PLR2004

    @property
    def is_computed(self) -> bool:
        return self.computed_at is not None


class PeerAdoption(models.Model):
    """An adoption that was compared, and what its city could see of it at its peers when the quarter began."""

    peer_effect = models.ForeignKey(PeerEffect, models.CASCADE, related_name="peer_adoptions")
    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="+")
    adopted_on = models.DateField()
    # Of its ties in the practice's network, how many in a hundred led to a city that had visibly adopted.
    share = models.FloatField()
    # The peers' actions.
    seen = ArrayField(models.BigIntegerField(), default=list)
    # When somebody of the city was first told how many peers plan it.
    told_on = models.DateField(null=True)
    is_adapted = models.BooleanField(default=False)

    # What reach.queries.peer_effect.adoptions adds: those of `seen` that the reader may see, and how many more there were.
    peers: list[Any] = []
    others: int = 0

    objects = PeerAdoptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer_effect", "action"], name="one_peer_adoption_per_computation")]

    def __str__(self) -> str:
        return f"{self.action} {self.adopted_on}"
