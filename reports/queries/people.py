from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region
from networks.models import CityMembership, Network, Seat
from officials.models import Official
from reports.queries.reports import Report
from reports.queries.words import YesIf, address_of, by, joined, name_of


class PeopleReport(Report):
    """One row for each official; whoever changed city has one for each."""

    name = "people"
    title = gettext_lazy("People")
    about = gettext_lazy(
        "One row for each official who is in post and for whom somebody vouched, whether they have joined a network or not. "
        "With networks chosen, those with an active seat in one of them."
    )
    period_means = gettext_lazy("Officials who were in post on at least one day of the period, also where their post has ended since.")
    in_order = [by("city__name"), by("user__full_name")]
    counted = {"cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[Official]:
        people = Official.objects.verified()
        people = people.filter(self.days.touch_days("started_on", "ended_on")) if self.days else people.current()
        if self.networks is not None:
            people = people.in_networks(self.networks.values("pk"))
        seats = Seat.objects.active().filter(official=OuterRef("pk")).order_by().values("official").annotate(n=Count("pk"))
        return people.annotate(seat_count=Coalesce(Subquery(seats.values("n")), 0))  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        return [
            Column("city", _("City"), Harmless("city__name")),
            Column("country", _("Country"), Label("city__country", countries)),
            Column("region", _("Region"), Label("city__region", Region.choices)),
            Column("official", _("Official"), name_of("user")),
            Column("job_title", _("Job title"), Harmless("job_title")),
            Column("email", _("E-mail address"), address_of("user")),
            Column("city_lead", _("City lead"), YesIf(Q(is_lead=True))),
            Column("in_post_since", _("In post since"), F("started_on"), Kind.DAY),
            Column("networks", _("Networks"), F("seat_count"), Kind.NUMBER),
            Column("in_post_until", _("In post until"), F("ended_on"), Kind.DAY, is_extra=True),
            Column("works_in", _("Works in (languages)"), joined("user__speaks"), is_extra=True),
            Column("expertise", _("Expertise"), joined("user__expertise"), is_extra=True),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Cities"): self.counts["cities"]}


class MembershipsReport(Report):
    """One row for each city in a network; a change of role begins another."""

    name = "memberships"
    title = gettext_lazy("City memberships")
    about = gettext_lazy("One row for each city that is in a network now, with its role there. What has ended is not here.")
    period_means = gettext_lazy(
        "Memberships with at least one day in the period, also where they have ended since. "
        "A city whose role changed has one for each role."
    )
    in_order = [by("network__name"), by("city__name"), "started_on"]
    counted: ClassVar[dict[str, Any]] = {"cities": Count("city", distinct=True)}

    @cached_property
    def things(self) -> QuerySet[CityMembership]:
        memberships = CityMembership.objects.filter(network__in=Network.objects.visible_to(self.user).values("pk"))
        in_time = memberships.filter(self.days.touch_days("started_on", "ended_on")) if self.days else memberships.current()
        seats = Seat.objects.active().filter(network=OuterRef("network"), of_city=OuterRef("city")).order_by()
        count = Subquery(seats.values("network").annotate(n=Count("pk")).values("n"))
        return self.in_networks(in_time).annotate(seat_count=Coalesce(count, 0))  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        return [
            Column("network", _("Network"), Harmless("network__name")),
            Column("city", _("City"), Harmless("city__name")),
            Column("country", _("Country"), Label("city__country", countries)),
            Column("region", _("Region"), Label("city__region", Region.choices)),
            Column("role", _("Role"), Label("role", CityMembership.Role.choices)),
            Column("from", _("From"), F("started_on"), Kind.DAY),
            Column("until", _("Until"), F("ended_on"), Kind.DAY),
            Column("members", _("Members now"), F("seat_count"), Kind.NUMBER),
            Column("population", _("Population"), F("city__population"), Kind.NUMBER, is_extra=True),
        ]

    @property
    def counts_in_words(self) -> dict[str, int]:
        return {**super().counts_in_words, _("Cities"): self.counts["cities"]}
