from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Harmless, Label
from cities.models import Region
from officials.models import today
from partnerships.models import Agreement, Party, SharesMethod
from reports.queries.reports import DAY, Report


class AgreementsReport(Report):
    """One row for each city in an agreement."""

    name = "agreements"
    title = gettext_lazy("Agreements")
    about = gettext_lazy(
        "One row for each city that was asked to sign an agreement, also where it declined or left. Amounts are in the currency of the "
        "agreement; the rate to US dollars of the day its term began stands beside them. What a city pays is a record; what it would pay "
        "alone is an estimate by the assumption in its column. Drafts are not here."
    )
    in_order = ["agreement__network__name", "agreement__starts_on", "agreement__title", "city__name"]
    counted = {"agreements": Count("agreement", distinct=True), "cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Party]:
        parties = Party.objects.visible_to(self.user).exclude(agreement__status=Agreement.Status.DRAFT)
        if self.networks is not None:
            parties = parties.filter(agreement__network__in=self.networks.values("pk"))
        rated = Agreement.objects.with_rate(today()).filter(pk=OuterRef("agreement"))
        rate = {name: Subquery(rated.values(name)[:1]) for name in ("usd_rate", "usd_rate_day")}
        return parties.annotate(**rate)

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("agreement__network__name"),
            _("Agreement"): Harmless("agreement__title"),
            _("Partner"): Harmless("agreement__partner__name"),
            _("State"): Label("agreement__status", Agreement.Status.choices),
            _("From"): F("agreement__starts_on"),
            _("Until"): F("agreement__ends_on"),
            _("City"): Harmless("city__name"),
            _("Country"): Label("city__country", countries),
            _("Region"): Label("city__region", Region.choices),
            _("Signature"): Label("status", Party.Status.choices),
            _("Signed on"): F("signed_on"),
            _("Authority"): Harmless("authority"),
            _("Currency"): F("agreement__currency"),
            _("Worth in all"): F("agreement__value"),
            _("Cost, shared"): F("agreement__cost"),
            _("How it is shared"): Label("agreement__shares_method", SharesMethod.choices),
            _("Pays"): F("cost_pooled"),
            _("Would pay alone"): F("cost_alone"),
            _("What alone assumes"): Harmless("agreement__alone_means"),
            _("US dollars for one unit"): F("usd_rate"),
            _("Rate of"): F("usd_rate_day"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("From"), _("Until"), _("Signed on"), _("Rate of")], DAY)

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Agreements"): self.counts["agreements"], _("Cities"): self.counts["cities"]}
