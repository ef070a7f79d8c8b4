from datetime import UTC
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Harmless, Label
from cities.models import Region
from networks.models import Seat
from reports.queries.reports import DAY, Report, yes_if


class MembersReport(Report):
    """One row for each active seat; a person in four networks has four."""

    name = "members"
    title = gettext_lazy("Members")
    about = gettext_lazy("One row for each active seat: an official's place in a network. Requests and seats that ended are not here.")
    in_order = ["network__name", "official__city__name", "official__user__full_name"]
    counted = {"people": Count("official__user", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Seat]:
        seats = Seat.objects.visible_to(self.user).active()
        return seats if self.networks is None else seats.filter(network__in=self.networks.values("pk"))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("City"): Harmless("official__city__name"),
            _("Country"): Label("official__city__country", countries),
            _("Region"): Label("official__city__region", Region.choices),
            _("Official"): Harmless("official__user__full_name"),
            _("Job title"): Harmless("official__job_title"),
            _("E-mail address"): Harmless("official__user__email"),
            _("City lead"): yes_if(Q(official__is_lead=True)),
            _("Seat since (UTC)"): TruncDate("started_at", tzinfo=UTC),
            _("Offers"): Harmless("offers"),
            _("Seeks"): Harmless("seeks"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return {_("Seat since (UTC)"): DAY}

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("People"): self.counts["people"]}
