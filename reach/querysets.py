from datetime import date
from typing import Any, Self

from django.db import connections, models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Trunc
from django.utils import timezone

# So that two workers never reckon at once: what one of them knows, the next builds on.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('reach'))"


class CountedQuerySet(models.QuerySet[Any]):
    def on(self, day: date, *, known_at: int) -> Self:
        """What counts on that day, as it was known at that reckoning."""
        known = Q(known_until__isnull=True) | Q(known_until__gt=known_at)
        return self.filter(known, since__lte=day, until__gt=day, known_from__lte=known_at)


class SnapshotQuerySet(models.QuerySet[Any]):
    def due(self) -> Self:
        """Those to compute: never yet, or asked for again on their own day. What a past day was found to be stays."""
        today = timezone.now().date()
        return self.filter(Q(computed_at__isnull=True) | Q(as_of=today, computed_at__lt=F("requested_at")))

    def computed(self) -> Self:
        return self.filter(computed_at__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by("-as_of")

    def last_of_each(self, period: str) -> Self:
        """The newest of each week or month."""
        last_days = self.order_by().values(period=Trunc("as_of", period)).annotate(last=Max("as_of")).values("last")
        return self.filter(as_of__in=last_days)

    def compute(self, *, parts: dict[str, str], figures: tuple[str, dict[str, Any]]) -> int:
        """Count those of these that are due, and say how many. The locks are the claim: what another worker counts is left to it.

        `parts` are the statements that bring each part up to date, `figures` the one that keeps the figures (see reach.queries).
        """
        with transaction.atomic(using=self.db):
            now = timezone.now()
            claimed = list(self.due().select_for_update(skip_locked=True).values_list("pk", flat=True))
            if claimed:
                with connections[self.db].cursor() as cursor:
                    cursor.execute(ONE_AT_A_TIME)
                    reckoning = self.model._meta.get_field("reckoning").related_model.objects.create(at=now)
                    for part, statement in parts.items():
                        cursor.execute(statement, {"part": part, "reckoning": reckoning.pk})
                    self.model.objects.filter(pk__in=claimed).update(computed_at=now, reckoning=reckoning)
                    self.model._meta.get_field("figures").related_model.objects.filter(snapshot__in=claimed).delete()
                    cursor.execute(figures[0], {**figures[1], "snapshots": claimed})
        return len(claimed)


class SnapshotFigureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The figures of all networks together, of each region, and of each network that this person may see."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(Q(network__isnull=True) | Q(network__in=networks.visible_to(user)))

    def of(self, network: Any) -> Self:
        """A network's own figures; without one, those of all networks together."""
        return self.filter(network=network, region="")


class PulseRoundQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What a network asks its members, and what they said, is for those with whom it is shared."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(network__in=networks.shared_with(user).values("pk"))

    def open(self, day: date) -> Self:
        """That members may still answer on that day."""
        return self.filter(closed_at__isnull=True, last_day__gte=day)

    def to_close(self, day: date) -> Self:
        return self.filter(closed_at__isnull=True, last_day__lt=day)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def waiting_for(self, user: Any, day: date) -> Self:
        """That this person may still answer, and has not; nor did another entry that turned out to be theirs."""
        networks = self.model._meta.get_field("network").related_model.objects
        answered = self.model._meta.get_field("answered").related_model.objects.filter(official__user=user)
        mine = self.open(day).filter(network__in=networks.joined_by(user).open().values("pk"))
        return mine.exclude(pk__in=answered.values("round"))
