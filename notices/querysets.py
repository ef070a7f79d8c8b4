from datetime import datetime
from typing import Any, Self

from django.db import models


class NoticeQuerySet(models.QuerySet[Any]):
    def unmailed(self) -> Self:
        return self.filter(mailed_at__isnull=True)

    def owed_before(self, moment: datetime) -> Self:
        """That should have gone by then."""
        return self.unmailed().filter(created_at__lt=moment).order_by("created_at", "pk")
