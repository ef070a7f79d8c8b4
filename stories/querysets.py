from typing import Any, Self

from django.db import models
from django.db.models import Q

from cities.querysets import fold


class StoryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Published ones, for everybody who sees their network; all others for those who write them."""
        networks = self.model._meta.get_field("network").related_model.objects
        published = Q(current__isnull=False, withdrawn_at__isnull=True, network__in=networks.ids_visible_to(user))
        return self.filter(published | self._writers(user))

    def written_by(self, user: Any) -> Self:
        """Those that this person may read also as drafts: their city's, and those of the networks they run."""
        return self.filter(self._writers(user))

    def published(self) -> Self:
        return self.filter(current__isnull=False, withdrawn_at__isnull=True)

    def waiting_for(self, user: Any) -> Self:
        """Those on which this person is asked for their city's consent."""
        official = user.official if user.is_authenticated else None
        if official is None or not official.is_verified or not official.is_lead:
            return self.none()
        return self.filter(city=official.city_id, editions__status="asked")

    def to_publish(self) -> Self:
        """To which the city agreed."""
        return self.filter(editions__status="agreed")

    def matching(self, words: str) -> Self:
        """That have each of these words in what the public reads of them, in whatever language."""
        texts = self.model._meta.get_field("current").related_model._meta.get_field("texts").related_model.objects
        found = self
        for word in fold(words).split():
            said = Q(title__folded__contains=word) | Q(summary__folded__contains=word) | Q(body__folded__contains=word)
            found = found.filter(
                Q(current__in=texts.filter(said).values("edition"))
                | Q(city__name__folded__contains=word)
                | Q(network__name__folded__contains=word)
            )
        return found

    def newest_first(self) -> Self:
        return self.order_by("-current__published_at", "-pk")

    def with_words(self) -> Self:
        """All that a line about each needs, however many there are."""
        return self.select_related("network", "city", "current").prefetch_related(
            "current__texts", "current__pictures__texts", "current__pictures__file"
        )

    def _writers(self, user: Any) -> Q:
        networks = self.model._meta.get_field("network").related_model.objects
        writers = Q(network__in=networks.ids_run_by(user))
        if user.is_authenticated and user.official and user.official.is_verified:
            writers |= Q(city=user.official.city_id)
        return writers


class EditionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The current one of what the person may see; every one of what they write."""
        stories = self.model._meta.get_field("story").related_model.objects
        current = Q(pk__in=stories.visible_to(user).published().values("current"))
        return self.filter(current | Q(story__in=stories.written_by(user).values("pk")))

    def open(self) -> Self:
        """Not yet published."""
        return self.exclude(status="published")

    def latest_first(self) -> Self:
        return self.order_by("-changed_at", "-pk")

    def with_stories(self) -> Self:
        """What a line about each needs, however many there are."""
        return self.select_related("story__city", "story__network").prefetch_related("texts")

    def with_all(self) -> Self:
        return self.prefetch_related(
            "texts", "pictures__texts", "pictures__file", "citations__scope__snapshot__figure_set", "citations__scope__network"
        )
