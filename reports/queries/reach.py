from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from reach.models import Snapshot, SnapshotFigure
from reach.queries import FIGURE, REASONS
from reach.queries import Kind as KnownBy
from reports.queries.reports import Report


class ReachReport(Report):
    """One row for each figure of a day and of what it tells."""

    name = "reach"
    title = gettext_lazy("Reach figures")
    about = gettext_lazy(
        "One row for each figure, as it stands on the pages of reach: of all networks together, of each region and of each network, "
        "on the last day that was counted. What it counts, and what not, is told on its page; the version of its definition is beside it."
    )
    period_means = gettext_lazy("The figures of every day of the period that was counted, as they were told then.")
    in_order = ["-snapshot__as_of", "network__name", "region", "figure"]
    counted: ClassVar[dict[str, Any]] = {"days": Count("snapshot", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[SnapshotFigure]:
        counted = Snapshot.objects.computed()
        days = counted.filter(self.days.hold_day("as_of")) if self.days else counted.newest_first()[:1]
        figures = SnapshotFigure.objects.visible_to(self.user).filter(snapshot__in=days.values("pk"), figure__in=FIGURE)
        return self.in_networks(figures)  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        figures, reasons = FIGURE.values(), {reason.key: reason.name for reason in REASONS}
        of = Case(
            When(network__isnull=False, then=Harmless("network__name")),
            When(region="", then=Value(_("All networks together"))),
            default=Label("region", Region.choices),
            output_field=models.TextField(),
        )
        known_by = [(figure.key, KnownBy(figure.kind).label) for figure in figures]
        return [
            Column("day_utc", _("Day (UTC)"), F("snapshot__as_of"), Kind.DAY),
            Column("of", _("Of"), of),
            Column("reason", _("Reason"), Label("figure", [(figure.key, reasons[figure.reason]) for figure in figures])),
            Column("figure", _("Figure"), Label("figure", [(figure.key, figure.name) for figure in figures])),
            Column("value", _("Value"), F("value"), Kind.NUMBER),
            Column("unit", _("Unit"), Label("figure", [(figure.key, figure.unit) for figure in figures])),
            Column("known_by", _("Known by"), Label("figure", known_by)),
            Column("definition_version", _("Version of the definition"), F("definition_version"), Kind.NUMBER),
            Column("made_of", _("Made of"), Cast("parts", models.TextField()), is_extra=True),
            Column("key", _("Key"), F("figure"), is_extra=True),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Days"): self.counts["days"]}
