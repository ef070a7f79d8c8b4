from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

# Those that take or keep a place, and those that stand in line for one.
HOLDING = ["offered", "registered"]
CURRENT = ["requested", "waitlisted", "offered", "registered"]


def _count(registrations: models.QuerySet[Any]) -> Coalesce:
    """How many of these a workshop has."""
    rows = registrations.filter(workshop=OuterRef("pk")).order_by().values("workshop").annotate(n=Count("pk"))
    return Coalesce(Subquery(rows.values("n")), 0)


class WorkshopQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of networks shared with this person; a draft only for who runs the network that convenes it."""
        networks = self.model._meta.get_field("network").related_model.objects
        shared = networks.ids_shared_with(user)
        further = self.model.also_for.through.objects.filter(network__in=shared).values("workshop")
        of_shared = Q(network__in=shared) | Q(pk__in=further)
        return self.filter((of_shared & ~Q(status="draft")) | Q(network__in=networks.ids_run_by(user)))

    def run_by(self, user: Any) -> Self:
        """Those that this person manages."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.ids_run_by(user))

    def in_network(self, network: Any) -> Self:
        """Those that are for this network, whoever convenes them."""
        further = self.model.also_for.through.objects.filter(network=network).values("workshop")
        return self.filter(Q(network=network) | Q(pk__in=further))

    def announced(self) -> Self:
        return self.filter(status="announced")

    def drafts(self) -> Self:
        return self.filter(status="draft")

    def upcoming(self, now: datetime | None = None) -> Self:
        """Announced, and not over yet."""
        return self.announced().filter(ends_at__gt=now or timezone.now())

    def held(self, now: datetime | None = None) -> Self:
        return self.announced().filter(ends_at__lte=now or timezone.now())

    def with_place(self) -> Self:
        """What a line about it tells: its network, where, and the series."""
        return self.select_related("network__area", "network__parent", "host_city", "series")

    def without_follow_up(self, now: datetime | None = None) -> Self:
        """Held more than a week ago, and since then no minutes, no material, and nobody said what their city does next."""
        rows = self.held((now or timezone.now()) - timedelta(days=7)).filter(minutes="", follow_ups__isnull=True)
        materials = self.model._meta.get_field("materials").related_model.objects
        return rows.exclude(Exists(materials.filter(workshop=OuterRef("pk"), added_at__gte=OuterRef("starts_at"))))

    def for_rows(self, user: Any) -> Self:
        """All that a line of a list tells, and my_status: how far this person has come with it."""
        return self.with_place().with_counts().with_status_of(user)

    def for_upcoming_rows(self, user: Any) -> Self:
        """The same of what is yet to come."""
        return self.select_related("network", "host_city", "series").with_registered_count().with_status_of(user)

    def with_status_of(self, user: Any) -> Self:
        registrations = self._registrations().current()
        mine = registrations.filter(workshop=OuterRef("pk"), official__user=user).values("status")[:1]
        return self.annotate(my_status=Subquery(mine))

    def with_waiting_count(self) -> Self:
        """waiting_count: those who wait for the manager's approval."""
        return self.annotate(waiting_count=_count(self._registrations().filter(status="requested")))

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-starts_at", "-pk")

    def with_counts(self) -> Self:
        """registered_count, attended_count, contributed_count: three different things, never one for another."""
        rows = self._registrations().filter(status="registered")
        return self.with_registered_count().annotate(
            attended_count=_count(rows.filter(attended_at__isnull=False)),
            contributed_count=_count(rows.filter(contributed=True)),
        )

    def with_registered_count(self) -> Self:
        return self.annotate(registered_count=_count(self._registrations().filter(status="registered")))

    def _registrations(self) -> Any:
        return self.model._meta.get_field("registrations").related_model.objects


class RegistrationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own; who is registered for a workshop that one may see; all of those that one manages.

        Who waits, or waited, is between them and the manager.
        """
        workshops = self.model._meta.get_field("workshop").related_model.objects
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(official__user=user)
            | Q(status="registered", workshop__in=workshops.visible_to(user).values("pk"))
            | Q(workshop__in=workshops.run_by(user).values("pk"))
        )

    def current(self) -> Self:
        """Of which there is one at most for an official and a workshop."""
        return self.filter(status__in=CURRENT)

    def holding(self) -> Self:
        """That take a place: registered, or offered one for a while."""
        return self.filter(status__in=HOLDING)

    def registered(self) -> Self:
        return self.filter(status="registered")

    def attended(self) -> Self:
        return self.registered().filter(attended_at__isnull=False)

    def contributed(self) -> Self:
        return self.registered().filter(contributed=True)

    def waitlisted(self) -> Self:
        """First come, first offered."""
        return self.filter(status="waitlisted").order_by("asked_at", "pk")

    def requested(self) -> Self:
        """That wait for the manager's approval, the first first."""
        return self.filter(status="requested").order_by("asked_at", "pk")

    def in_order(self) -> Self:
        """As people asked."""
        return self.order_by("asked_at", "pk")

    def with_answers(self) -> Self:
        """answered: what the person was asked and said, in the order of the questions."""
        answers = self.model._meta.get_field("answers").related_model.objects
        return self.prefetch_related(Prefetch("answers", answers.select_related("question").order_by("question"), "answered"))

    def lapsed(self, now: datetime) -> Self:
        """Offers that nobody took in time."""
        return self.filter(status="offered", offer_ends_at__lte=now)

    def with_people(self) -> Self:
        return self.select_related("official__user", "official__city")

    def with_sequence(self) -> Self:
        """sequence: what calendars count of one person at one workshop. It rises when a place is given up, and when one is got again."""
        of_same = self.model.objects.filter(workshop=OuterRef("workshop"), official__user=OuterRef("official__user"), pk__lt=OuterRef("pk"))
        before = Subquery(of_same.order_by().values("workshop").annotate(n=Count("pk")).values("n"))
        given_up = Case(When(status__in=CURRENT, then=Value(0)), default=Value(1))
        return self.annotate(sequence=Coalesce(before, 0) * 2 + given_up)

    def by_city(self) -> Self:
        return self.order_by("official__city__name", "official__user__full_name", "pk")


class FollowUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What was promised at a workshop is read by those who see the workshop."""
        workshops = self.model._meta.get_field("workshop").related_model.objects
        return self.filter(workshop__in=workshops.visible_to(user).values("pk"))

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


class MaterialQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As its label says, and no more than who sees the workshop; but what is public is read by everybody who sees the network.

        Those who run the network read all, and so does whoever added it, while they see the workshop.
        """
        workshops = self.model._meta.get_field("workshop").related_model.objects
        networks = workshops.model._meta.get_field("network").related_model.objects
        public = Q(label="public", workshop__network__in=networks.ids_visible_to(user)) & ~Q(workshop__status="draft")
        if not user.is_authenticated:
            return self.filter(public)
        seen = Q(workshop__in=workshops.visible_to(user).values("pk"))
        may_read = public | seen & Q(label__in=["network", "chatham", "public"]) | seen & Q(added_by=user)
        if user.official and user.official.is_verified:
            named = self.model.named_cities.through.objects.filter(material=OuterRef("pk"), city=user.official.city_id)
            may_read |= seen & Q(label="cities") & Q(Exists(named))
        return self.filter(may_read | Q(workshop__in=workshops.run_by(user).values("pk")))

    def with_files(self) -> Self:
        return self.select_related("file")
