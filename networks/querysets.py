from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from access.permissions import Role
from access.querysets import prepared
from cities.querysets import fold


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    """How many of these a network has, in a subquery of its own: two joins would multiply the rows."""
    return Coalesce(Subquery(rows.filter(network=OuterRef("pk")).order_by().values("network").annotate(n=Count("*")).values("n")), 0)


def known_of(user: Any) -> dict[str, Any] | None:
    """Which networks are somebody's, within NetworkQuerySet.known."""
    ask = getattr(user, "known_networks", None)
    return ask() if ask else None


class NetworkQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Listed networks are public; a working group is seen by those with whom its parent is shared.

        An unlisted one is seen by its members, by staff, and by those who are invited to it or have asked.
        """
        if not user.is_authenticated:
            return self.filter(is_listed=True, parent__isnull=True)
        if Role.STAFF in user.roles:
            return self.all()
        shared, known = self.ids_shared_with(user), known_of(user)
        waited_for = known["waited for"] if known else self.model.objects.waited_for_by(user).values("pk")
        listed = Q(is_listed=True) & (Q(parent__isnull=True) | Q(parent__in=shared))
        return self.filter(listed | Q(pk__in=shared) | Q(pk__in=waited_for))

    def ids_visible_to(self, user: Any) -> Any:
        """For `network__in`: the query for them, which within `known` is composed once."""
        known = known_of(user) if user.is_authenticated else None
        if known and "visible" in known:
            return known["visible"]
        found = self.model.objects.visible_to(user).order_by().values("pk")
        if known is None:
            return found
        known["visible"] = RawSQL(*found.query.sql_with_params())  # noqa: S611 - Django's own words
        return known["visible"]

    def shared_with(self, user: Any) -> Self:
        """Those whose members, feed and contents this person may read: active members, and staff."""
        if not user.is_authenticated:
            return self.none()
        if Role.STAFF in user.roles:
            return self.all()
        return self.joined_by(user)

    def ids_shared_with(self, user: Any) -> Any:
        """For `network__in`: the ids themselves where they are known, else the query for them."""
        if user.is_authenticated and Role.STAFF not in user.roles and (known := known_of(user)):
            return known["joined"]
        return self.model.objects.shared_with(user).values_list("pk", flat=True)

    def is_shared(self, network: Any, user: Any) -> bool:
        """Whether it is one of those; within `known` this is not asked again."""
        if (known := known_of(user)) and Role.STAFF not in user.roles:
            return network.pk in known["joined"]
        return self.shared_with(user).filter(pk=network.pk).exists()

    def joined_by(self, user: Any) -> Self:
        """Those where this person has an active seat."""
        if not user.is_authenticated or user.official is None or not user.official.is_verified:
            return self.none()
        if known := known_of(user):
            return self.filter(pk__in=known["joined"])
        return self.filter(seats__in=user.official.seats.active())

    def waited_for_by(self, user: Any) -> Self:
        """Those to which this person is invited, or has asked to be let in."""
        if not user.is_authenticated:
            return self.none()
        if known := known_of(user):
            return self.filter(pk__in=known["waited for"])
        waited_for = Q(pk__in=self._invitations_of(user).values("network"))
        if user.official:
            waited_for |= Q(pk__in=user.official.seats.asked().values("network"))
        return self.filter(waited_for)

    def run_by(self, user: Any) -> Self:
        """Those that this person may manage: the ones they are steward of, with their working groups; for administrators, all."""
        if not user.is_authenticated or user.staff is None:
            return self.none()
        if user.is_administrator:
            return self.all()
        if known := known_of(user):
            return self.filter(pk__in=known["run"])
        return self._with_stewards(user.staff.stewardships.current())

    def ids_run_by(self, user: Any) -> Any:
        """For `network__in`: the ids themselves where they are known, else the query for them."""
        if not user.is_authenticated or user.staff is None:
            return []
        if not user.is_administrator and (known := known_of(user)):
            return known["run"]
        return self.model.objects.run_by(user).values("pk")

    @contextmanager
    def known(self, user: Any) -> Iterator[None]:
        """Within this, which networks are somebody's is asked once: for who composes of it many times, and changes nothing meanwhile."""
        if hasattr(user, "known_networks"):
            yield
            return
        user.known_networks = cache(partial(self._ask, copy(user)))
        try:
            yield
        finally:
            del user.known_networks

    def _ask(self, user: Any) -> dict[str, Any]:
        known: dict[str, Any] = {"waited for": [], "joined": [], "run": []}
        official, staff = user.official, None if user.is_administrator else user.staff
        somebody = (user.email, official and official.pk, bool(official and official.is_verified), staff and staff.pk)
        for piece, pk in networks_of(self.model, *somebody, timezone.now()):
            known[piece].append(pk)
        return known

    def of_somebody(self, email: str, official: int | None, is_verified: bool, staff: int | None, now: datetime) -> Any:
        """What a network is to somebody, and its id."""
        seats = self._of("seats").filter(official=official)
        pieces = [("waited for", self._of("invitations").open(now).filter(email__iexact=email))]
        if official:
            pieces.append(("waited for", seats.asked()))
        if is_verified:
            pieces.append(("joined", seats.active()))
        one, *others = (rows.order_by().values_list(Value(piece), "network") for piece, rows in pieces)
        if staff:
            others.append(
                self._with_stewards(self._of("stewardships").current().filter(staff=staff)).order_by().values_list(Value("run"), "pk")
            )
        return one.union(*others)

    def _invitations_of(self, user: Any) -> Any:
        return self._of("invitations").open().filter(email__iexact=user.email)

    def _with_stewards(self, stewardships: Any) -> Self:
        """That these run, with their working groups."""
        return self.filter(Q(pk__in=stewardships.values("network")) | Q(parent__in=stewardships.values("network")))

    def open(self) -> Self:
        """Those that still work."""
        return self.filter(ended_on__isnull=True)

    def top_level(self) -> Self:
        return self.filter(parent__isnull=True)

    def matching(self, words: str) -> Self:
        """That have each of these words in their name, purpose or area, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(name__folded__contains=word) | Q(purpose__folded__contains=word) | Q(area__name__folded__contains=word))
        return found

    def with_counts(self) -> Self:
        """city_count and official_count: those in it today."""
        return self.annotate(city_count=_count(self._of("city_memberships").current()), official_count=_count(self._of("seats").active()))

    def with_frame(self) -> Self:
        """What the head of each of a network's pages shows of it."""
        return self.select_related("area", "parent").with_counts()

    def _of(self, relation: str) -> Any:
        return self.model._meta.get_field(relation).related_model.objects

    def with_request_count(self) -> Self:
        """request_count: requests that wait for an answer."""
        return self.annotate(request_count=_count(self._of("seats").requested()))

    def with_lead_cities(self) -> Self:
        """lead_memberships: a list of the current ones, each with its city."""
        leads = self._of("city_memberships").current().leads()
        return self.prefetch_related(Prefetch("city_memberships", leads.select_related("city").order_by("city__name"), "lead_memberships"))


@prepared
def networks_of(model: Any, *somebody: Any) -> Any:
    return model.objects.of_somebody(*somebody)


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
        if user.is_administrator:  # who runs every network
            return self.all()
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(
            Q(network__in=networks.ids_shared_with(user), status="active")
            | Q(network__in=networks.ids_run_by(user))
            | Q(official__user=user)
        )

    def requested(self) -> Self:
        """That wait for an answer. Nobody answers somebody whose post has ended."""
        return self.filter(status="requested", official__ended_on__isnull=True)

    def asked(self) -> Self:
        """Requests that wait, and those that were declined and may be made again."""
        return self.filter(status__in=["requested", "declined"])

    def held(self) -> Self:
        """Of which there is one at most for an official in a network."""
        return self.filter(status__in=["requested", "active"])

    def active(self) -> Self:
        return self.filter(status="active")

    def past(self) -> Self:
        """Declined, left, or taken back."""
        return self.filter(status__in=["declined", "left"])

    def with_last_author(self) -> Self:
        """last_author: the id of whoever wrote last about the request, or none."""
        messages = self.model._meta.get_field("messages").related_model.objects.filter(seat=OuterRef("pk"))
        return self.annotate(last_author=Subquery(messages.order_by("-sent_at", "-pk").values("author")[:1]))

    def oldest_first(self) -> Self:
        return self.order_by("requested_at", "pk")

    def matching(self, words: str) -> Self:
        """Whose official, job title or city has each of these words."""
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(official__user__full_name__folded__contains=word)
                | Q(official__job_title__folded__contains=word)
                | Q(official__city__name__folded__contains=word)
            )
        return found

    def by_name(self) -> Self:
        return self.order_by("official__user__full_name", "pk")

    def with_people(self) -> Self:
        return self.select_related("official__user", "official__city", "network")

    def with_names(self) -> Self:
        """All that a line of notifications tells."""
        return self.with_people()


class StewardshipQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True)


class InvitationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Invitations to networks that this person runs."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.ids_run_by(user))

    def to_person(self, user: Any) -> Self:
        """At any address that is theirs."""
        further = user.emailaddress_set.filter(verified=True).values_list("email", flat=True)
        addresses = {address.lower() for address in (user.email, *further)}
        return self.alias(address=Lower("email")).filter(address__in=addresses)

    def waiting(self) -> Self:
        return self.filter(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True)

    def open(self, now: datetime | None = None) -> Self:
        """Those whose link still lets somebody in."""
        return self.waiting().filter(expires_at__gt=now or timezone.now())

    def with_state(self) -> Self:
        """state: waiting, accepted, declined, revoked or expired."""
        answers = [When(**{f"{state}_at__isnull": False}, then=Value(state)) for state in ("accepted", "declined", "revoked")]
        expired = When(expires_at__lte=timezone.now(), then=Value("expired"))
        return self.annotate(state=Case(*answers, expired, default=Value("waiting")))

    def in_state(self, state: str) -> Self:
        return self.with_state().filter(state=state)

    def newest_first(self) -> Self:
        return self.order_by(F("created_at").desc(), "-pk")
