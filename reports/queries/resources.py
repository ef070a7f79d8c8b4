from datetime import UTC
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Harmless, Label
from exchange.models import Label as Readers
from exchange.models import Licence, Resource, ResourceKind, ResourceUse
from officials.models import working_languages
from reports.queries.exchange import unless_for_named, unless_unnamed
from reports.queries.reports import MINUTE, Report, name_of


class ResourcesReport(Report):
    """One row for each resource."""

    name = "resources"
    title = gettext_lazy("Resources")
    about = gettext_lazy(
        "One row for each resource, but for those taken back or off the page. Under the Chatham House rule neither the official nor the "
        "city is named; the title of what is for named cities is not here. A download counts once for a person and a day; the cities that "
        "used it say so themselves."
    )
    in_order = ["network__name", "posted_at"]
    counted = {"networks": Count("network", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Resource]:
        resources = Resource.objects.visible_to(self.user).there().with_counts()
        if self.networks is not None:
            resources = resources.filter(network__in=self.networks.values("pk"))
        adapted = ResourceUse.objects.filter(resource=OuterRef("pk"), way=ResourceUse.Way.ADAPTED).order_by()
        count = Subquery(adapted.values("resource").annotate(n=Count("pk")).values("n"))
        return resources.annotate(adapted_count=Coalesce(count, 0))  # type: ignore[no-any-return]

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("Resource"): unless_for_named("label", Harmless("title")),
            _("Shared by"): unless_unnamed(name_of("author")),
            _("For the city"): unless_unnamed(Coalesce(Harmless("official__city__name"), Value(_("Secretariat")))),
            _("Who may read it"): Label("label", Readers.choices),
            _("Type"): Label("kind", ResourceKind.choices),
            _("Language"): Label("language", working_languages()),
            _("Year"): F("year"),
            _("City"): Harmless("city__name"),
            _("Area"): Harmless("area__name"),
            _("Licence"): Label("licence", Licence.choices),
            _("Shared (UTC)"): TruncMinute("posted_at", tzinfo=UTC),
            _("Version"): F("latest__number"),
            _("Downloads"): F("download_count"),
            _("Used by cities"): F("use_count"),
            _("Adapted by cities"): F("adapted_count"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return {_("Shared (UTC)"): MINUTE}

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Networks"): self.counts["networks"]}
