from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Max, Q

# Waits for the worker, or is in its hands.
OPEN = ["waiting", "making"]


class SavedReportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Administrators share theirs."""
        return self.all() if user.is_authenticated and user.is_administrator else self.none()

    def due(self, now: datetime) -> Self:
        return self.filter(next_at__lte=now)

    def with_last(self) -> Self:
        """last_at: when it was made last, if ever."""
        return self.annotate(last_at=Max("exports__finished_at", filter=Q(exports__status="done")))

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class ExportQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """That it was made, by whom and when: to administrators, and to those whom it is for. The file itself is for these alone."""
        if not user.is_authenticated:
            return self.none()
        if user.is_administrator:
            return self.all()
        return self.filter(Q(asked_by=user) | Q(deliveries__user=user)).distinct()

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def free(self, now: datetime) -> Self:
        """That a worker may take: nobody has it, or who had it has not been heard of for longer than its lease."""
        return self.filter(Q(status="waiting") | Q(status="making", leased_until__lt=now))

    def to_have(self, user: Any, now: datetime) -> Self:
        """That this person waits for, or has not downloaded yet."""
        waits = self.filter(deliveries__user=user, deliveries__downloaded_at=None)
        return waits.filter(Q(status__in=OPEN) | Q(status="done", expires_at__gt=now))

    def out_of_date(self, now: datetime) -> Self:
        """Whose file is kept no longer."""
        return self.filter(expires_at__lt=now)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")


class DeliveryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Their own: a link that was passed on opens nothing."""
        return self.filter(user=user) if user.is_authenticated else self.none()
