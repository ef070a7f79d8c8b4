from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.functions import Lower


class DigestQuerySet(models.QuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """To be sent by now, in the order in which they came due. To whom mail is paused it waits."""
        due = self.filter(status="due", next_attempt_at__lte=now).exclude(user__mail_pause__address=Lower("user__email"))
        return due.order_by("next_attempt_at", "pk")

    def told(self) -> Self:
        """Those after which nothing before their end is left to tell."""
        return self.filter(status__in=["sent", "empty"])


class NoteQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")
