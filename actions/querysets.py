from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from access.permissions import Role
from cities.querysets import fold

CONFIRM_AFTER = timedelta(days=365)
# What has not moved for so long is asked about.
ON_THE_SHELF_AFTER = timedelta(days=365)
ASK_AFTER = timedelta(days=30)
# As whom somebody reads an action → what its city has opened to them. The whole policy of reading parts.
OPEN_TO = {"city": ("public", "members", "city"), "members": ("public", "members"), "public": ("public",)}


def own_city(user: Any) -> int | None:
    """The city for which this person writes, if somebody has vouched for them."""
    if not user.is_authenticated or user.official is None or not user.official.is_verified:
        return None
    city: int = user.official.city_id
    return city


class PracticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The catalogue of a network is for those with whom the network is shared."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.ids_shared_with(user))

    def current(self) -> Self:
        """Not those that turned out to be another one."""
        return self.filter(merged_into__isnull=True)

    def offered(self) -> Self:
        """That a city may start."""
        return self.current().filter(is_active=True)

    def with_action_count(self, actions: Any) -> Self:
        """action_count: how many of these actions each has."""
        counted = actions.filter(practice=OuterRef("pk")).order_by().values("practice").annotate(n=Count("pk")).values("n")
        return self.annotate(action_count=Coalesce(Subquery(counted), 0))

    def matching(self, words: str) -> Self:
        """That have each of these words in their name or definition."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(name__folded__contains=word) | Q(definition__folded__contains=word))
        return found


class ClimateActionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Published ones, to whom the city opens them, and all that the person's own city has.

        Members are those of any network that the city, or the practice, is in. Nobody but the city sees what is for the city only,
        its drafts or what it withdrew: not staff, not administrators.
        """
        may_see = Q(status="published", readers="public") | Q(status="published", readers="members") & self._shared_with(user)
        if own_city(user):
            may_see |= Q(city=own_city(user))
        return self.filter(may_see)

    def as_read_by(self, user: Any) -> Self:
        """reads_as: a key of OPEN_TO."""
        return self.annotate(
            reads_as=Case(
                When(city=own_city(user), then=Value("city")), When(self._shared_with(user), then=Value("members")), default=Value("public")
            )
        )

    def _shared_with(self, user: Any) -> Q:
        """That the city, or the practice, brings into a network shared with this person; with staff, all."""
        if user.is_authenticated and Role.STAFF in user.roles:
            return Q(pk__isnull=False)
        if not own_city(user):
            return Q(pk__in=[])
        networks = self.model._meta.get_field("practice").related_model._meta.get_field("network").related_model.objects
        shared = networks.ids_shared_with(user)
        memberships = networks.model._meta.get_field("city_memberships").related_model.objects
        cities = memberships.current().filter(network__in=shared).values("city")
        return Q(practice__network__in=shared) | Q(city__in=cities)

    def published(self) -> Self:
        return self.filter(status="published")

    def of_city(self, city: Any) -> Self:
        return self.filter(city=city)

    def in_network(self, network: Any) -> Self:
        """Whose practice is one of this network's catalogue."""
        return self.filter(practice__network=network)

    def influence_to_say(self, day: date) -> Self:
        """Published, a month old or more, of a city in a network, with no word on influence in the year before that day.

        has_said: whether there was one before.
        """
        influences = self.model._meta.get_field("influences").related_model.objects.filter(action=OuterRef("pk"))
        members = self.model._meta.get_field("city").related_model._meta.get_field("network_memberships").related_model.objects.current()
        ripe = self.published().exclude(stage="stopped").filter(created_at__date__lte=day - ASK_AFTER)
        quiet = ripe.filter(~Exists(influences.filter(confirmed_on__gt=day - CONFIRM_AFTER)), city__in=members.values("city"))
        return quiet.annotate(has_said=Exists(influences))

    def influence_to_ask(self, day: date) -> Self:
        """Of which nobody was asked in that year either."""
        asked = Q(influence_asked_on__isnull=True) | Q(influence_asked_on__lte=day - CONFIRM_AFTER)
        return self.influence_to_say(day).filter(asked)

    def examples(self) -> Self:
        """With which the city agrees to be named."""
        return self.published().filter(example_since__isnull=False)

    def to_confirm(self) -> Self:
        """That wait for the city lead: drafts, and what was changed since it was confirmed."""
        return self.filter(Q(status="draft") | Q(status="published", changed_at__gt=F("confirmed_at")))

    def going(self) -> Self:
        """Not stopped."""
        return self.exclude(stage="stopped")

    def on_the_shelf(self, moment: datetime) -> Self:
        """That wait to be done, and of which the city has said nothing for a year before that moment."""
        before = moment - ON_THE_SHELF_AFTER
        quiet = Q(affirmed_at__isnull=True) | Q(affirmed_at__lt=before)
        waiting = self.published().exclude(stage__in=["done", "stopped"])
        return waiting.filter(quiet, stage_on__lt=before.date(), changed_at__lt=before, confirmed_at__lt=before)

    def latest_first(self) -> Self:
        return self.order_by("-stage_on", "-pk")

    def with_names(self) -> Self:
        """All that a row of a list shows, however many rows there are."""
        return self.select_related("city", "practice__network")

    def with_page(self) -> Self:
        """All that the action's own page shows of other tables' single rows."""
        return self.select_related(
            "city", "practice__network", "lead__user", "lead__successor__user", "follow_up__workshop", "created_by", "confirmed_by"
        )


class AdaptationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """With the action that came of it."""
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(user).published().values("pk"))

    def with_names(self) -> Self:
        return self.select_related("action__city", "origin__city")


class InfluenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """With the action, to those who may know of the network."""
        networks = self.model._meta.get_field("network").related_model.objects
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(user).values("pk"), network__in=networks.ids_visible_to(user))

    def to_confirm(self, day: date) -> Self:
        """Said, or confirmed, more than a year before that day, of actions that are published and not stopped."""
        return self.filter(confirmed_on__lte=day - CONFIRM_AFTER, action__status="published").exclude(action__stage="stopped")


class ProposalQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What is proposed is between the secretariat and the city's officials."""
        if user.is_authenticated and Role.STAFF in user.roles:
            return self.all()
        return self.filter(city=own_city(user)) if own_city(user) else self.none()

    def waiting(self) -> Self:
        return self.filter(status="waiting")

    def newest_first(self) -> Self:
        return self.order_by("-proposed_at", "-pk")

    def with_names(self) -> Self:
        return self.select_related("city", "action__practice", "proposed_by", "answered_by")
