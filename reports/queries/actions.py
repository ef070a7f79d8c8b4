from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import ClimateAction
from actions.queries.exports import IN_ORDER, columns, exported
from activity.queries import Column
from networks.models import CityMembership
from reports.queries.reports import Report


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
