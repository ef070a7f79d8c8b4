from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from networks.models import Seat
from reports.queries.reports import Report
from reports.queries.words import Day, YesIf, by, joined


class MembersReport(Report):
    """One row for each active seat; a person in four networks has four."""

    name = "members"
    title = gettext_lazy("Members")
    about = gettext_lazy("One row for each active seat: an official's place in a network. Requests and seats that ended are not here.")
    period_means = gettext_lazy("Seats that were active on at least one day of the period, also where they have ended since.")
    in_order = [by("network__name"), by("official__city__name"), by("official__user__full_name")]
    counted = {"people": Count("official__user", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Seat]:
        seats = Seat.objects.visible_to(self.user)
        if not self.days:
            return self.in_networks(seats.active())
        return self.in_networks(seats.filter(self.days.touch("started_at", "ended_at"), status__in=["active", "left"]))

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("city", _("City"), Harmless("official__city__name")),
            Column("country", _("Country"), Label("official__city__country", countries)),
            Column("region", _("Region"), Label("official__city__region", Region.choices)),
            Column("official", _("Official"), Harmless("official__user__full_name")),
            Column("job_title", _("Job title"), Harmless("official__job_title")),
            Column("email", _("E-mail address"), Harmless("official__user__email")),
            Column("city_lead", _("City lead"), YesIf(Q(official__is_lead=True)), Kind.YES),
            Column("seat_since_utc", _("Seat since (UTC)"), Day("started_at"), Kind.DAY),
            Column("offers", _("Offers"), Harmless("offers")),
            Column("seeks", _("Seeks"), Harmless("seeks")),
            Column("seat_until_utc", _("Seat until (UTC)"), Day("ended_at"), Kind.DAY, is_extra=True),
            Column("works_in", _("Works in (languages)"), joined("official__user__speaks"), is_extra=True),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("People"): self.counts["people"]}
