from datetime import UTC
from functools import cached_property

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Column, Harmless, Kind, Label
from exchange.models import Label as Readers
from exchange.models import Licence, Resource, ResourceKind, ResourceUse
from officials.models import working_languages
from reports.queries.exchange import unless_for_named, unless_unnamed
from reports.queries.reports import Report
from reports.queries.words import name_of


class ResourcesReport(Report):
    """One row for each resource."""

    name = "resources"
    title = gettext_lazy("Resources")
    about = gettext_lazy(
        "One row for each resource, but for those taken back or off the page. Under the Chatham House rule neither the official nor the "
        "city is named; the title of what is for named cities is not here. A download counts once for a person and a day; the cities that "
        "used it say so themselves."
    )
    period_means = gettext_lazy("Resources shared in the period.")
    in_order = ["network__name", "posted_at"]
    counted = {"networks": Count("network", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Resource]:
        there = Resource.objects.visible_to(self.user).there().filter(self.days.hold("posted_at"))
        resources = self.in_networks(there.with_counts())
        adapted = ResourceUse.objects.filter(resource=OuterRef("pk"), way=ResourceUse.Way.ADAPTED).order_by()
        count = Subquery(adapted.values("resource").annotate(n=Count("pk")).values("n"))
        return resources.annotate(adapted_count=Coalesce(count, 0))  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("resource", _("Resource"), unless_for_named("label", Harmless("title"))),
            Column("shared_by", _("Shared by"), unless_unnamed(name_of("author"))),
            Column("for_the_city", _("For the city"), unless_unnamed(Coalesce(Harmless("official__city__name"), Value(_("Secretariat"))))),
            Column("who_may_read_it", _("Who may read it"), Label("label", Readers.choices)),
            Column("type", _("Type"), Label("kind", ResourceKind.choices)),
            Column("language", _("Language"), Label("language", working_languages())),
            Column("year", _("Year"), F("year"), Kind.NUMBER),
            Column("city", _("City"), Harmless("city__name")),
            Column("area", _("Area"), Harmless("area__name")),
            Column("licence", _("Licence"), Label("licence", Licence.choices)),
            Column("shared_utc", _("Shared (UTC)"), TruncMinute("posted_at", tzinfo=UTC), Kind.MOMENT),
            Column("version", _("Version"), F("latest__number"), Kind.NUMBER),
            Column("downloads", _("Downloads"), F("download_count"), Kind.NUMBER),
            Column("used_by_cities", _("Used by cities"), F("use_count"), Kind.NUMBER),
            Column("adapted_by_cities", _("Adapted by cities"), F("adapted_count"), Kind.NUMBER),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Networks"): self.counts["networks"]}
