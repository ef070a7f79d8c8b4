from functools import cached_property

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from officials.models import today
from partnerships.models import Agreement, Party, SharesMethod
from reports.queries.reports import Report


class AgreementsReport(Report):
    """One row for each city in an agreement."""

    name = "agreements"
    title = gettext_lazy("Agreements")
    about = gettext_lazy(
        "One row for each city that was asked to sign an agreement, also where it declined or left. Amounts are in the currency of the "
        "agreement; the rate to US dollars of the day its term began stands beside them. What a city pays is a record; what it would pay "
        "alone is an estimate by the assumption in its column. Drafts are not here."
    )
    period_means = gettext_lazy("Agreements whose term has at least one day in the period.")
    in_order = ["agreement__network__name", "agreement__starts_on", "agreement__title", "city__name"]
    counted = {"agreements": Count("agreement", distinct=True), "cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Party]:
        parties = Party.objects.visible_to(self.user).exclude(agreement__status=Agreement.Status.DRAFT)
        parties = self.in_networks(parties.filter(self.days.touch_days("agreement__starts_on", "agreement__ends_on")), "agreement__network")
        rated = Agreement.objects.with_rate(today()).filter(pk=OuterRef("agreement"))
        rate = {name: Subquery(rated.values(name)[:1]) for name in ("usd_rate", "usd_rate_day")}
        return parties.annotate(**rate)

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("agreement__network__name")),
            Column("agreement", _("Agreement"), Harmless("agreement__title")),
            Column("partner", _("Partner"), Harmless("agreement__partner__name")),
            Column("state", _("State"), Label("agreement__status", Agreement.Status.choices)),
            Column("from", _("From"), F("agreement__starts_on"), Kind.DAY),
            Column("until", _("Until"), F("agreement__ends_on"), Kind.DAY),
            Column("city", _("City"), Harmless("city__name")),
            Column("country", _("Country"), Label("city__country", countries)),
            Column("region", _("Region"), Label("city__region", Region.choices)),
            Column("signature", _("Signature"), Label("status", Party.Status.choices)),
            Column("signed_on", _("Signed on"), F("signed_on"), Kind.DAY),
            Column("authority", _("Authority"), Harmless("authority")),
            Column("currency", _("Currency"), F("agreement__currency")),
            Column("worth_in_all", _("Worth in all"), F("agreement__value"), Kind.NUMBER),
            Column("cost_shared", _("Cost, shared"), F("agreement__cost"), Kind.NUMBER),
            Column("how_it_is_shared", _("How it is shared"), Label("agreement__shares_method", SharesMethod.choices)),
            Column("pays", _("Pays"), F("cost_pooled"), Kind.NUMBER),
            Column("would_pay_alone", _("Would pay alone"), F("cost_alone"), Kind.NUMBER),
            Column("what_alone_assumes", _("What alone assumes"), Harmless("agreement__alone_means")),
            Column("us_dollars_for_one_unit", _("US dollars for one unit"), F("usd_rate"), Kind.NUMBER),
            Column("rate_of", _("Rate of"), F("usd_rate_day"), Kind.DAY),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Agreements"): self.counts["agreements"], _("Cities"): self.counts["cities"]}
