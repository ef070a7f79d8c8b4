from datetime import UTC
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from reports.queries.reports import Report
from reports.queries.words import YesIf, address_of, by, name_of
from workshops.models import Registration, Workshop

# Registered, was there, gave something: three counts, never one for another.
REGISTERED = Q(status="registered")
ATTENDED = REGISTERED & Q(attended_at__isnull=False)
CONTRIBUTED = REGISTERED & Q(contributed=True)


class WorkshopsReport(Report):
    """One row for each workshop that was announced."""

    name = "workshops"
    title = gettext_lazy("Workshops")
    about = gettext_lazy(
        "One row for each workshop that was announced, also where it was cancelled, under the network that convenes it. "
        "Who registered, who was there and who contributed are counted apart. Drafts are not here."
    )
    period_means = gettext_lazy("Workshops that begin in the period.")
    in_order = ["starts_at", "network__name"]
    counted: ClassVar[dict[str, Any]] = {}

    @cached_property
    def things(self) -> QuerySet[Workshop]:
        announced = Workshop.objects.visible_to(self.user).exclude(status=Workshop.Status.DRAFT)
        workshops = announced.filter(self.days.hold("starts_at")).with_counts()
        if self.networks is None:
            return workshops
        chosen = self.networks.values("pk")
        further = Workshop.also_for.through.objects.filter(network__in=chosen)
        return workshops.filter(Q(network__in=chosen) | Q(pk__in=further.values("workshop")))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("workshop", _("Workshop"), Harmless("title")),
            Column("series", _("Series"), Harmless("series__name")),
            Column("kind", _("Kind"), Label("kind", Workshop.Kind.choices)),
            Column("where", _("Where"), Label("setting", Workshop.Setting.choices)),
            Column("host_city", _("Host city"), Harmless("host_city__name")),
            Column("starts_utc", _("Starts (UTC)"), TruncMinute("starts_at", tzinfo=UTC), Kind.MOMENT),
            Column("ends_utc", _("Ends (UTC)"), TruncMinute("ends_at", tzinfo=UTC), Kind.MOMENT),
            Column("time_zone_of_the_host", _("Time zone of the host"), F("time_zone")),
            Column("state", _("State"), Label("status", Workshop.Status.choices)),
            Column("places", _("Places"), F("capacity"), Kind.NUMBER),
            Column("registered", _("Registered"), F("registered_count"), Kind.NUMBER),
            Column("attended", _("Attended"), F("attended_count"), Kind.NUMBER),
            Column("contributed", _("Contributed"), F("contributed_count"), Kind.NUMBER),
        ]


class AttendanceReport(Report):
    """One row for each registration, from who asked to who was there."""

    name = "attendance"
    title = gettext_lazy("Attendance")
    about = gettext_lazy(
        "One row for each registration of an official for a workshop, also where it was cancelled or declined, or waits. "
        "Who is registered and was not there stays in it, with “no” under Attended."
    )
    period_means = gettext_lazy("Registrations for workshops that begin in the period.")
    in_order = ["workshop__starts_at", by("workshop__title"), by("official__city__name"), by("official__user__full_name")]
    counted = {
        "people": Count("official__user", distinct=True),
        "registered": Count("pk", filter=REGISTERED),
        "attended": Count("pk", filter=ATTENDED),
        "contributed": Count("pk", filter=CONTRIBUTED),
    }

    @cached_property
    def things(self) -> QuerySet[Registration]:
        workshops = WorkshopsReport(self.networks, self.user, self.days).things
        return Registration.objects.visible_to(self.user).filter(workshop__in=workshops.values("pk"))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("workshop__network__name")),
            Column("workshop", _("Workshop"), Harmless("workshop__title")),
            Column("starts_utc", _("Starts (UTC)"), TruncMinute("workshop__starts_at", tzinfo=UTC), Kind.MOMENT),
            Column("city", _("City"), Harmless("official__city__name")),
            Column("country", _("Country"), Label("official__city__country", countries)),
            Column("region", _("Region"), Label("official__city__region", Region.choices)),
            Column("official", _("Official"), name_of("official__user")),
            Column("job_title", _("Job title"), Harmless("official__job_title")),
            Column("email", _("E-mail address"), address_of("official__user")),
            Column("registration", _("Registration"), Label("status", Registration.Status.choices)),
            Column("asked_utc", _("Asked (UTC)"), TruncMinute("asked_at", tzinfo=UTC), Kind.MOMENT),
            Column("walked_in", _("Walked in"), YesIf(Q(is_walk_in=True)), Kind.YES),
            Column("attended", _("Attended"), YesIf(ATTENDED), Kind.YES),
            Column("minutes_online", _("Minutes online"), F("minutes_online"), Kind.NUMBER),
            Column("contributed", _("Contributed"), YesIf(CONTRIBUTED), Kind.YES),
            Column("with_what", _("With what"), Harmless("contribution")),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        counts = self.counts
        further = {
            _("People"): counts["people"],
            _("Registered"): counts["registered"],
            _("Attended"): counts["attended"],
            _("Contributed"): counts["contributed"],
        }
        return {**super().counts_in_words, **further}
