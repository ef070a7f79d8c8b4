from datetime import UTC
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Harmless, Label
from cities.models import Region
from reports.queries.reports import MINUTE, Report, address_of, name_of, yes_if
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
    in_order = ["starts_at", "network__name"]
    counted: ClassVar[dict[str, Any]] = {}

    @cached_property
    def things(self) -> QuerySet[Workshop]:
        workshops = Workshop.objects.visible_to(self.user).exclude(status=Workshop.Status.DRAFT).with_counts()
        if self.networks is None:
            return workshops
        chosen = self.networks.values("pk")
        further = Workshop.also_for.through.objects.filter(network__in=chosen)
        return workshops.filter(Q(network__in=chosen) | Q(pk__in=further.values("workshop")))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("network__name"),
            _("Workshop"): Harmless("title"),
            _("Series"): Harmless("series__name"),
            _("Kind"): Label("kind", Workshop.Kind.choices),
            _("Where"): Label("setting", Workshop.Setting.choices),
            _("Host city"): Harmless("host_city__name"),
            _("Starts (UTC)"): TruncMinute("starts_at", tzinfo=UTC),
            _("Ends (UTC)"): TruncMinute("ends_at", tzinfo=UTC),
            _("Time zone of the host"): F("time_zone"),
            _("State"): Label("status", Workshop.Status.choices),
            _("Places"): F("capacity"),
            _("Registered"): F("registered_count"),
            _("Attended"): F("attended_count"),
            _("Contributed"): F("contributed_count"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("Starts (UTC)"), _("Ends (UTC)")], MINUTE)


class AttendanceReport(Report):
    """One row for each registration, from who asked to who was there."""

    name = "attendance"
    title = gettext_lazy("Attendance")
    about = gettext_lazy(
        "One row for each registration of an official for a workshop, also where it was cancelled or declined, or waits. "
        "Who is registered and was not there stays in it, with “no” under Attended."
    )
    in_order = ["workshop__starts_at", "workshop__title", "official__city__name", "official__user__full_name"]
    counted = {
        "people": Count("official__user", distinct=True),
        "registered": Count("pk", filter=REGISTERED),
        "attended": Count("pk", filter=ATTENDED),
        "contributed": Count("pk", filter=CONTRIBUTED),
    }

    @cached_property
    def things(self) -> QuerySet[Registration]:
        workshops = WorkshopsReport(self.networks, self.user).things
        return Registration.objects.visible_to(self.user).filter(workshop__in=workshops.values("pk"))

    @property
    def columns(self) -> dict[str, Any]:
        return {
            _("Network"): Harmless("workshop__network__name"),
            _("Workshop"): Harmless("workshop__title"),
            _("Starts (UTC)"): TruncMinute("workshop__starts_at", tzinfo=UTC),
            _("City"): Harmless("official__city__name"),
            _("Country"): Label("official__city__country", countries),
            _("Region"): Label("official__city__region", Region.choices),
            _("Official"): name_of("official__user"),
            _("Job title"): Harmless("official__job_title"),
            _("E-mail address"): address_of("official__user"),
            _("Registration"): Label("status", Registration.Status.choices),
            _("Asked (UTC)"): TruncMinute("asked_at", tzinfo=UTC),
            _("Walked in"): yes_if(Q(is_walk_in=True)),
            _("Attended"): yes_if(ATTENDED),
            _("Minutes online"): F("minutes_online"),
            _("Contributed"): yes_if(CONTRIBUTED),
            _("With what"): Harmless("contribution"),
        }

    @property
    def formats(self) -> dict[str, str]:
        return dict.fromkeys([_("Starts (UTC)"), _("Asked (UTC)")], MINUTE)

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
