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


class SnapshotScope(models.Model):
    """What one day tells of all networks, of one, or of a region: each figure with the numbers it was made of, in one row.

    A city's are not kept, but counted when somebody asks.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="scopes", db_index=False)
    # Null, and no region: all networks together.
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="+")
    region = models.CharField(max_length=40, blank=True)
    # By the key of each figure: its "value", the "parts" it was made of, and the "version" of its definition.
    figures = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "network", "region"], nulls_distinct=False, name="one_row_per_snapshot_and_scope"),
            models.CheckConstraint(condition=models.Q(network__isnull=True) | models.Q(region=""), name="snapshot_of_one_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.network_id or self.region}"

    def told(self, figure: str) -> "SnapshotFigure":
        """One of its figures, as the view has it."""
        found = self.figures[figure]
        value = found["value"]
        return SnapshotFigure(
            id=f"{self.pk}.{figure}", scope=self, snapshot=self.snapshot, network=self.network, region=self.region, figure=figure,
            value=None if value is None else float(value), parts=found["parts"], definition_version=found["version"],
        )  # fmt: skip


class SnapshotFigure(models.Model):
    """One figure of one day in one scope: a row of a view over SnapshotScope.

    Ask by snapshot, network and region: of these there is an index. Whoever asks by figure or id alone has every day there ever was opened.
    """

    # Of the scope, a dot, and the figure.
    id = models.CharField(max_length=61, primary_key=True)
    scope = models.ForeignKey(SnapshotScope, models.DO_NOTHING, related_name="+")
    snapshot = models.ForeignKey(Snapshot, models.DO_NOTHING, related_name="figures")
    network = models.ForeignKey(Network, models.DO_NOTHING, null=True, related_name="reach_figures")
    region = models.CharField(max_length=40, blank=True)
    figure = models.CharField(max_length=40)
    # Null: cannot be said, as where no staff run a network.
    value = models.FloatField(null=True)
    parts = models.JSONField(default=dict)
    definition_version = models.PositiveSmallIntegerField()

    objects = SnapshotFigureQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "reach_snapshotfigure"

    def __str__(self) -> str:
        return f"{self.figure} {self.snapshot_id}"
