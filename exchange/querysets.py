from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from activity.querysets import AmongThese, fold


def readable(model: Any, user: Any, network: str) -> Q:
    """What the label of each row of this model lets the person read; `network` is the way from it to its network.

    *network* and *chatham*: everybody with whom the network is shared. *cities*: the named cities and the author's own. *public*: everybody
    who sees the network. Those who run the network read all, to moderate it, and so does the author.
    """
    networks = _related(model, network).objects
    public = Q(label="public", hidden_at__isnull=True, **{f"{network}__in": networks.ids_visible_to(user)})
    if not user.is_authenticated:
        return public
    in_confidence = Q(label__in=["network", "chatham"])
    if user.official and user.official.is_verified:
        named = model.named_cities.through.objects.filter(**{model._meta.model_name: OuterRef("pk")}, city=user.official.city_id)
        # Looked up once, for those few with this label: a join would fetch who wrote each of all.
        of_city = _related(model, "official").objects.filter(city=user.official.city_id).values("pk")
        in_confidence |= Q(label="cities") & (Q(Exists(named)) | Q(official__in=of_city))
    # Whoever has lost their seat reads their own words no longer: the rest of the page is not theirs.
    shared = Q(**{f"{network}__in": networks.ids_shared_with(user)}) & (Q(author=user) | in_confidence & Q(hidden_at__isnull=True))
    run = Q(**{f"{network}__in": networks.ids_run_by(user)}) if user.staff else Q()
    return public | shared | run


def _related(model: Any, path: str) -> Any:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


class QuestionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(readable(self.model, user, "network"))

    def in_network(self, network: Any) -> Self:
        return self.filter(network=network)

    def open(self) -> Self:
        """That still wait for words: neither closed nor hidden."""
        return self.filter(closed_at__isnull=True, hidden_at__isnull=True)

    def unanswered(self) -> Self:
        """Without any reply from another city."""
        return self.filter(answered_at__isnull=True)

    def matching(self, words: str) -> Self:
        found = self
        for word in fold(words).split():
            found = found.filter(Q(title__folded__contains=word) | Q(text__folded__contains=word) | Q(tags__icontains=word))
        return found

    def latest_first(self) -> Self:
        return self.order_by("-last_posted_at", "-pk")

    def with_names(self) -> Self:
        return self.select_related("network", "official__user", "official__city", "author")


class ReplyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of questions that the person may read, as far as their own label lets them."""
        questions = self.model._meta.get_field("question").related_model.objects
        return self.under_what_is_read_by(user).filter(question__in=questions.visible_to(user).values("pk"))

    def under_what_is_read_by(self, user: Any) -> Self:
        """The same of questions that were found to be visible to this person: only the label is left to look at."""
        return self.filter(readable(self.model, user, "network"))

    def from_another_city(self) -> Self:
        """By an official of another city than the one that asked; the secretariat's do not count."""
        return self.filter(official__isnull=False).exclude(official__city=F("question__official__city"))

    def oldest_first(self) -> Self:
        return self.order_by("posted_at", "pk")

    def with_names(self) -> Self:
        return self.select_related("official__user", "official__city", "author")


class IntroductionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those of the networks that one runs."""
        if not user.is_authenticated:
            return self.none()
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(AmongThese(self._of_person(user)) | Q(network__in=networks.ids_run_by(user)))

    def of_person(self, user: Any) -> Self:
        return self.filter(AmongThese(self._of_person(user)))

    def _of_person(self, user: Any) -> Any:
        """One after the other: with an OR between them the database would go through all."""
        sought, given = self.model.objects.filter(seeker__user=user), self.model.objects.filter(giver__user=user)
        return sought.values("pk").union(given.values("pk"))

    def of_two(self, one: Any, another: Any) -> Self:
        """Whoever of them was to help the other."""
        return self.filter(Q(seeker=one, giver=another) | Q(seeker=another, giver=one))

    def open(self) -> Self:
        return self.filter(status="open", lapses_at__gt=timezone.now())

    def agreed(self) -> Self:
        return self.filter(status="agreed")

    def waiting_for(self, user: Any) -> Self:
        """That this person has not answered."""
        return self.open().filter(Q(seeker__user=user, seeker_accepted_at=None) | Q(giver__user=user, giver_accepted_at=None))

    def without_word_of(self, user: Any) -> Self:
        """Of what came of it."""
        return self.exclude(
            pk__in=self.model._meta.get_field("outcomes").related_model.objects.filter(official__user=user).values("introduction")
        )

    def latest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")

    def with_people(self) -> Self:
        return self.select_related("network", "seeker__user", "seeker__city", "giver__user", "giver__city", "declined_by__user", "made_by")


class ResourceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As its label says; what was withdrawn only for who shared it and for those who run the network."""
        rows = self.filter(readable(self.model, user, "network"))
        if not user.is_authenticated:
            return rows.filter(withdrawn_at=None)
        networks = _related(self.model, "network").objects
        own = Q(author=user) | Q(author__merged_into=user) | Q(official__user=user)
        return rows.filter(Q(withdrawn_at=None) | own | Q(network__in=networks.ids_run_by(user)))

    def in_network(self, network: Any) -> Self:
        return self.filter(network=network)

    def there(self) -> Self:
        """Neither withdrawn nor taken off the page."""
        return self.filter(withdrawn_at=None, hidden_at=None)

    def matching(self, words: str) -> Self:
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(title__folded__contains=word)
                | Q(text__folded__contains=word)
                | Q(used_for__folded__contains=word)
                | Q(city__name__folded__contains=word)
            )
        return found

    def newest_first(self) -> Self:
        return self.order_by("-posted_at", "-pk")

    def with_names(self) -> Self:
        return self.select_related("network", "official__user", "official__city", "author", "city", "area", "latest__file")

    def with_counts(self) -> Self:
        """download_count, by so many people and days; use_count: cities that say they used it."""

        def count(relation: str) -> Any:
            rows = self.model._meta.get_field(relation).related_model.objects.filter(resource=OuterRef("pk"))
            return Coalesce(Subquery(rows.order_by().values("resource").annotate(n=Count("pk")).values("n")), 0)

        return self.annotate(download_count=count("downloads"), use_count=count("uses"))


class SetAsideQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of the networks that this person runs."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.ids_run_by(user))

    def of_two(self, one: Any, other: Any) -> Self:
        """Whichever of them seeks."""
        return self.filter(Q(seeker=one, giver=other) | Q(seeker=other, giver=one))

    def latest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def with_people(self) -> Self:
        return self.select_related("network", "seeker__user", "seeker__city", "giver__user", "giver__city", "by")
