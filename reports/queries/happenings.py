from datetime import UTC
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast, TruncSecond
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import Activity
from activity.queries import Column, Harmless, Kind, Label
from activity.verbs import Audience, Verb
from reports.queries.reports import Report
from reports.queries.words import name_of


class ActivityReport(Report):
    """One row for each thing that happened."""

    name = "activity"
    title = gettext_lazy("Activity")
    about = gettext_lazy(
        "One row for each thing that happened, newest first: the log from which the feed, the digests and the reach figures are made. "
        "With networks chosen, what happened in them. Where requests came from stands in the audit log alone."
    )
    period_means = gettext_lazy("What happened in the period.")
    in_order = ["-happened_at", "-pk"]
    counted: ClassVar[dict[str, Any]] = {}

    @cached_property
    def things(self) -> QuerySet[Activity]:
        # An export has a line of its own there, which is written before the file is.
        happened = Activity.objects.visible_to(self.user).filter(self.days.hold("happened_at"), happened_at__lte=self.as_of)
        return self.in_networks(happened)  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        return [
            Column("when_utc", _("When (UTC)"), TruncSecond("happened_at", tzinfo=UTC), Kind.MOMENT),
            Column("what", _("What"), Label("verb", [(verb.value, verb.in_general) for verb in Verb])),
            Column("network", _("Network"), Harmless("network__name")),
            Column("city", _("City"), Harmless("city__name")),
            Column("who", _("Who"), name_of("actor")),
            Column("official", _("Official"), name_of("official__user")),
            Column("thing", _("Thing"), Harmless("subject_label")),
            Column("who_may_read_it", _("Who may read of it"), Label("audience", Audience.choices)),
            Column("person", _("Person concerned"), name_of("person"), is_extra=True),
            Column("details", _("Details"), Cast("details", models.TextField()), is_extra=True),
            Column("verb", _("Key"), Cast("verb", models.TextField()), is_extra=True),
        ]
