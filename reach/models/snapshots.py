from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from networks.models import Network
from officials.models import User
from reach.models.counted import Reckoning
from reach.querysets import SnapshotFigureQuerySet, SnapshotQuerySet


class FigureSet(models.Model):
    """The figures of some days as they were defined then, and where each of their numbers stands in SnapshotScope.

    A list of `{"figure": key, "version": 1, "scopes": [kind, …], "value": place, "parts": {key: place, …}}`; the first place is 1.
    """

    figures = models.JSONField()

    class Meta:
        verbose_name = "figure set"

    def __str__(self) -> str:
        return f"{self.pk}"


class Snapshot(models.Model):
    """The reach of the networks on one day (in UTC). This row is the state of its computation: see SnapshotQuerySet.due."""

    as_of = models.DateField(unique=True)
    requested_at = models.DateTimeField(default=timezone.now)
    # Null: by the clock.
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    computed_at = models.DateTimeField(null=True)
    # What was known when it was computed: of what it is made for ever. Null: c40net did not keep that yet.
    reckoning = models.ForeignKey(Reckoning, models.PROTECT, null=True, related_name="snapshots")
    # Null: not computed yet.
    figure_set = models.ForeignKey(FigureSet, models.PROTECT, null=True, related_name="+")

    objects = SnapshotQuerySet.as_manager()

    def __str__(self) -> str:
        return self.as_of.isoformat()


class SnapshotScope(models.Model):
    """What one day tells of all networks, of one, or of a region: the numbers of each figure, in one row.

    A city's are not kept, but counted when somebody asks.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="scopes", db_index=False)
    # Null, and no region: all networks together.
    network = models.ForeignKey(Network, models.CASCADE, null=True, related_name="+")
    region = models.CharField(max_length=40, blank=True)
    # Each in its place, which the snapshot's figure set tells.
    numbers = ArrayField(models.FloatField(null=True))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "network", "region"], nulls_distinct=False, name="one_row_per_snapshot_and_scope"),
            models.CheckConstraint(condition=models.Q(network__isnull=True) | models.Q(region=""), name="snapshot_of_one_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.network_id or self.region}"

    @cached_property
    def figures(self) -> "dict[str, SnapshotFigure]":
        """Each that makes sense for it, by its key, as the view has it."""
        kind = "network" if self.network_id else "region" if self.region else "all"
        figure_set = self.snapshot.figure_set
        return {said["figure"]: self._told(said) for said in (figure_set.figures if figure_set else []) if kind in said["scopes"]}

    def _told(self, said: dict[str, Any]) -> "SnapshotFigure":
        value, parts = numbers_of(said, self.numbers)
        return SnapshotFigure(
            id=f"{self.pk}.{said['figure']}", scope=self, snapshot=self.snapshot, network=self.network, region=self.region,
            figure=said["figure"], value=value, parts=parts, definition_version=said["version"],
        )  # fmt: skip


def numbers_of(said: dict[str, Any], numbers: list[float | None]) -> tuple[float | None, dict[str, float | None]]:
    """A figure's value and the parts it was made of, from where a figure set says that they stand; whole parts have no point."""
    parts = {key: numbers[place - 1] for key, place in said["parts"].items()}
    whole = {key: int(number) if number is not None and number.is_integer() else number for key, number in parts.items()}
    return numbers[said["value"] - 1], whole


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
