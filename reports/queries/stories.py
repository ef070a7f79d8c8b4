from datetime import UTC
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from reports.queries.reports import Report
from stories.models import Reason, Story, StoryText


class StoriesReport(Report):
    """One row for each story that the public can read."""

    name = "stories"
    title = gettext_lazy("Stories")
    about = gettext_lazy("One row for each published story, with the title of the language it was written in. Drafts are not here.")
    period_means = gettext_lazy("Stories whose edition was published in the period.")
    in_order = ["network__name", "current__published_at"]
    counted: ClassVar[dict[str, Any]] = {"cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Story]:
        published = Story.objects.visible_to(self.user).published().filter(self.days.hold("current__published_at"))
        stories = self.in_networks(published)
        original = StoryText.objects.filter(edition=OuterRef("current"), language=OuterRef("current__language"))
        texts = StoryText.objects.filter(edition=OuterRef("current")).order_by().values("edition").annotate(n=Count("pk"))
        return stories.annotate(title=Subquery(original.values("title")[:1]), text_count=Subquery(texts.values("n")))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("city", _("City"), Harmless("city__name")),
            Column("region", _("Region"), Label("city__region", Region.choices)),
            Column("story", _("Story"), Harmless("title")),
            Column("what_it_shows", _("What it shows"), Label("reason", Reason.choices)),
            Column("practice", _("Practice"), Harmless("practice__name")),
            Column("edition", _("Edition"), F("current__number"), Kind.NUMBER),
            Column("languages", _("Languages"), F("text_count"), Kind.NUMBER),
            Column("agreed_utc", _("Agreed (UTC)"), TruncMinute("current__agreed_at", tzinfo=UTC), Kind.MOMENT),
            Column("published_utc", _("Published (UTC)"), TruncMinute("current__published_at", tzinfo=UTC), Kind.MOMENT),
            Column("address", _("Address"), Harmless("slug")),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {_("Rows"): self.counts["rows"], _("Cities"): self.counts["cities"]}
