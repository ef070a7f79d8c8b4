from django.db import models
from django.utils import timezone

from networks.models import Network
from officials.models import User
from reach.models.counted import Reckoning
from reach.querysets import SnapshotFigureQuerySet, SnapshotQuerySet


class Snapshot(models.Model):
    """The reach of the networks on one day (in UTC). This row is the state of its computation: see SnapshotQuerySet.due."""

    as_of = models.DateField(unique=True)
    requested_at = models.DateTimeField(default=timezone.now)
    # Null: by the clock.
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField(null=True)
    # What was known when it was computed: of what it is made for ever. Null: c40net did not keep that yet.
    reckoning = models.ForeignKey(Reckoning, models.PROTECT, null=True, related_name="snapshots")

    objects = SnapshotQuerySet.as_manager()

    def __str__(self) -> str:
        return self.as_of.isoformat()


class SnapshotFigure(models.Model):
    """One figure of one day, with the numbers it was made of. A city's are not kept, but counted when somebody asks."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="figures", db_index=False)
    # Null, and no region: all networks together.
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="reach_figures", db_index=False)
    region = models.CharField(max_length=40, blank=True)
    figure = models.CharField(max_length=40)
    # Null: cannot be said, as where no staff run a network.
    value = models.FloatField(null=True)
    parts = models.JSONField(default=dict)
    definition_version = models.PositiveSmallIntegerField()

    objects = SnapshotFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "figure", "network", "region"], nulls_distinct=False, name="one_figure_per_snapshot_and_scope"
            ),
            models.CheckConstraint(condition=models.Q(network__isnull=True) | models.Q(region=""), name="figure_of_one_scope"),
        ]
        indexes = [models.Index(fields=["network", "figure"], name="reach_figures_of_network")]

    def __str__(self) -> str:
        return f"{self.figure} {self.snapshot_id}"
