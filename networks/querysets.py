from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q

from access.permissions import Role
from cities.querysets import fold


class NetworkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Networks are public; a working group is seen by those with whom its parent is shared."""
        return self.filter(Q(parent__isnull=True) | Q(parent__in=self.model.objects.shared_with(user)))

    def shared_with(self, user: Any) -> Self:
        """Those whose members, feed and contents this person may read: active members, and staff."""
        if not user.is_authenticated:
            return self.none()
        if Role.STAFF in user.roles:
            return self.all()
        return self.joined_by(user)

    def joined_by(self, user: Any) -> Self:
        """Those where this person has an active seat."""
        if not user.is_authenticated or user.official is None:
            return self.none()
        return self.filter(seats__in=user.official.seats.active())

    def run_by(self, user: Any) -> Self:
        """Those that this person may manage: the ones they are steward of; for administrators, all."""
        if not user.is_authenticated or user.staff is None:
            return self.none()
        if user.is_administrator:
            return self.all()
        return self.filter(stewardships__in=user.staff.stewardships.current())

    def open(self) -> Self:
        """Those that still work."""
        return self.filter(ended_on__isnull=True)

    def top_level(self) -> Self:
        return self.filter(parent__isnull=True)

    def matching(self, words: str) -> Self:
        """That have each of these words in their name, purpose or area, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(name__folded__contains=word) | Q(purpose__folded__contains=word) | Q(area__name__folded__contains=word)
            )
        return found

    def with_counts(self) -> Self:
        """city_count and official_count: those in it today."""
        return self.annotate(
            city_count=Count("city_memberships", filter=Q(city_memberships__ended_on__isnull=True), distinct=True),
            official_count=Count("seats", filter=Q(seats__status="active"), distinct=True),
        )


class CityMembershipQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True)

    def on(self, day: date) -> Self:
        """Those that held on that day; the last day is no longer one of them."""
        return self.filter(Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day)))

    def leads(self) -> Self:
        return self.filter(role="lead")


class SeatQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Active seats of networks shared with this person, every seat of networks they run, and their own."""
        if not user.is_authenticated:
            return self.none()
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(
            Q(network__in=networks.shared_with(user), status="active") | Q(network__in=networks.run_by(user)) | Q(official__user=user)
        )

    def requested(self) -> Self:
        return self.filter(status="requested")

    def active(self) -> Self:
        return self.filter(status="active")

    def oldest_first(self) -> Self:
        return self.order_by("requested_at", "pk")

    def by_city(self) -> Self:
        return self.order_by("official__city__name", "official__user__full_name", "pk")

    def with_people(self) -> Self:
        return self.select_related("official__user", "official__city", "network")


class StewardshipQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Invitations to networks that this person runs."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.run_by(user))

    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by(F("created_at").desc(), "-pk")
