from typing import Any, Self

from django.db import models


class UserQuerySet(models.QuerySet[Any]):
    def sample(self) -> Self:
        """Invented people of the sample world."""
        return self.filter(is_sample=True)

    def with_email(self, email: str) -> Self:
        """At most one person: addresses are unique whatever their case."""
        return self.filter(email__iexact=email.strip())


class OfficialQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)

    def unverified(self) -> Self:
        return self.filter(verified_at__isnull=True)


class StaffQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_on__isnull=True, user__is_active=True)
