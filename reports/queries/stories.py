from datetime import UTC
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Harmless, Label
from cities.models import Region
from reports.queries.reports import MINUTE, Report
from stories.models import Reason, Story, StoryText


class StoriesReport(Report):
    """One row for each story that the public can read."""

    name = "stories"
    title = gettext_lazy("Stories")
    about = gettext_lazy("One row for each published story, with the title of the language it was written in. Drafts are not here.")
    in_order = ["network__name", "current__published_at"]
    counted: ClassVar[dict[str, Any]] = {"cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Story]:
        stories = Story.objects.visible_to(self.user).published()
        if self.networks is not None:
            stories = stories.filter(network__in=self.networks.values("pk"))
        original = StoryText.objects.filter(edition=OuterRef("current"), language=OuterRef("current__language"))
        texts = StoryText.objects.filter(edition=OuterRef("current")).order_by().values("edition").annotate(n=Count("pk"))
        return stories.annotate(title=Subquery(original.values("title")[:1]), text_count=Subquery(texts.values("n")))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("City"): Harmless("city__name"),
            _("Region"): Label("city__region", Region.choices),
            _("Story"): Harmless("title"),
            _("What it shows"): Label("reason", Reason.choices),
            _("Practice"): Harmless("practice__name"),
            _("Edition"): F("current__number"),
            _("Languages"): F("text_count"),
            _("Agreed (UTC)"): TruncMinute("current__agreed_at", tzinfo=UTC),
            _("Published (UTC)"): TruncMinute("current__published_at", tzinfo=UTC),
            _("Address"): Harmless("slug"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("Agreed (UTC)"), _("Published (UTC)")], MINUTE)

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Cities"): self.counts["cities"]}
