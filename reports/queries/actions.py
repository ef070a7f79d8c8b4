from datetime import UTC
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from actions.models import ClimateAction, Stage, StageChange
from actions.queries.exports import IN_ORDER, columns, exported
from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from networks.models import CityMembership
from reports.queries.reports import Report
from reports.queries.words import YesIf


class ActionsReport(Report):
    """One row for each published action; what a city keeps to itself is not in it."""

    name = "actions"
    title = gettext_lazy("Actions")
    about = gettext_lazy(
        "One row for each action that its city has published and not withdrawn, with its stages and whom it was adapted from. "
        "What a city opens to nobody but itself is not here. What networks had to do with it is the city's own word."
    )
    period_means = gettext_lazy("Actions that reached the stage where they are in the period.")
    in_order = IN_ORDER
    counted = {"cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[ClimateAction]:
        actions = ClimateAction.objects.published().filter(self.days.hold_day("stage_on"))
        if self.networks is not None:
            of_networks = self.networks.values("pk")
            cities = CityMembership.objects.current().filter(network__in=of_networks).values("city")
            actions = actions.filter(Q(practice__network__in=of_networks) | Q(practice__isnull=True, city__in=cities))
        return exported(actions, self.user)  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        return columns()

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Cities"): self.counts["cities"]}


class StagesReport(Report):
    """One row for each step of a published action."""

    name = "stages"
    title = gettext_lazy("Stages of actions")
    about = gettext_lazy(
        "One row for each stage that a published action reached, with its day: how far cities came, and when. "
        "What a city opens to nobody but itself is not here."
    )
    period_means = gettext_lazy("Stages reached in the period.")
    in_order = ["happened_on", "action__city__name", "action__title"]
    counted = {"actions": Count("action", distinct=True), "cities": Count("action__city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[StageChange]:
        actions = ActionsReport(self.networks, self.user).things
        return StageChange.objects.filter(self.days.hold_day("happened_on"), action__in=actions.values("pk"))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("city", _("City"), Harmless("action__city__name")),
            Column("country", _("Country"), Label("action__city__country", countries)),
            Column("region", _("Region"), Label("action__city__region", Region.choices)),
            Column("title", _("Title"), Harmless("action__title")),
            Column("practice", _("Practice"), Harmless("action__practice__name")),
            Column("network", _("Network"), Harmless("action__practice__network__name")),
            Column("stage", _("Stage"), Label("stage", Stage.choices)),
            Column("since", _("Since"), F("happened_on"), Kind.DAY),
            Column("is_its_stage_now", _("Its stage now"), YesIf(Q(action__stage=F("stage"), action__stage_on=F("happened_on"))), Kind.YES),
            Column("recorded_utc", _("Recorded (UTC)"), TruncMinute("recorded_at", tzinfo=UTC), Kind.MOMENT, is_extra=True),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Actions"): self.counts["actions"], _("Cities"): self.counts["cities"]}
