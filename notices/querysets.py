from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

# What the mail server refused for so long comes to nobody any more; it stands on the page.
GIVEN_UP_AFTER = timedelta(days=3)


class NoticeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Their own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unmailed(self) -> Self:
        """That are still to go by a mail of their own. Who has closed their account, or turned out to be somebody else, gets none.

        Nor does somebody to whose address mail is paused.
        """
        unmailed = self.filter(mailed_at__isnull=True, how="at_once", user__is_active=True)
        return unmailed.exclude(user__mail_pause__address=Lower("user__email"))

    def owed_before(self, moment: datetime, *, now: datetime) -> Self:
        """That should have gone by then, and do not wait for the end of somebody's quiet hours."""
        old = Q(created_at__lt=moment, created_at__gt=moment - GIVEN_UP_AFTER)
        return self.unmailed().filter(old, due_at__lte=now).order_by("due_at", "pk")

    def for_digest(self) -> Self:
        """That wait for the next digest."""
        return self.filter(mailed_at__isnull=True, how="digest")

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def older_than(self, pk: int) -> Self:
        return self.filter(pk__lt=pk)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class PauseQuerySet(models.QuerySet[Any]):
    def holding(self) -> Self:
        """Of an address that is still the person's."""
        return self.filter(address=Lower("user__email"), user__is_active=True)

    def newest_first(self) -> Self:
        return self.order_by("-since", "-pk")
