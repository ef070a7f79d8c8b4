from typing import Any, Self

from django.db import models
from django.db.models import Q

from cities.querysets import fold


class UserQuerySet(models.QuerySet[Any]):
    def sample(self) -> Self:
        """Invented people of the sample world."""
        return self.filter(is_sample=True)

    def with_email(self, email: str) -> Self:
        """At most one person: an address is somebody's first one, or a further one that they have confirmed."""
        further = self.model.objects.filter(emailaddress__email__iexact=email.strip(), emailaddress__verified=True)
        return self.filter(Q(email__iexact=email.strip()) | Q(pk__in=further.values("pk")))


class OfficialQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)

    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)

    def unverified(self) -> Self:
        return self.filter(verified_at__isnull=True)

    def network_model(self) -> Any:
        """Networks lie above this app, so they are reached through the foreign keys of their seats."""
        return self.model._meta.get_field("seats").related_model._meta.get_field("network").related_model

    def in_networks(self, networks: Any) -> Self:
        """With an active seat in one of these."""
        return self.filter(pk__in=self.model.objects.filter(seats__status="active", seats__network__in=networks).values("pk"))

    def waiting(self) -> Self:
        """For somebody to vouch for them. Who has not confirmed an e-mail address yet does not wait."""
        confirmed = self.model.objects.filter(user__emailaddress__verified=True)
        return self.current().unverified().filter(pk__in=confirmed.values("pk"))

    def matching(self, words: str) -> Self:
        """That have each of these words in their name, address, job title or city, whatever the accents and the case."""
        found = self
        for word in fold(words).split():
            found = found.filter(
                Q(user__full_name__folded__contains=word)
                | Q(user__email__folded__contains=word)
                | Q(job_title__folded__contains=word)
                | Q(city__name__folded__contains=word)
            )
        return found

    def oldest_first(self) -> Self:
        return self.order_by("user__created_at", "pk")

    def by_name(self) -> Self:
        return self.order_by("user__full_name", "pk")

    def with_people(self) -> Self:
        return self.select_related("user", "city", "verified_by")


class StaffQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)
