from datetime import datetime
from typing import Any, Self

from django.db import models


class NoticeQuerySet(models.QuerySet[Any]):
    def unmailed(self) -> Self:
        """That are still to go. Who has closed their account, or turned out to be somebody else, gets none."""
        return self.filter(mailed_at__isnull=True, user__is_active=True)

    def owed_before(self, moment: datetime) -> Self:
        """That should have gone by then."""
        return self.unmailed().filter(created_at__lt=moment).order_by("created_at", "pk")
