from typing import Any, Self

from django.db import connections, models, transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Trunc
from django.utils import timezone

# One statement for any number of days: who holds an active seat when each day closes (in UTC), counted once for each
# network and once for all together. The versions are those of the definitions in queries.FIGURES. (Materialized, the
# networks would hide from the planner how many seats they have, which doubles the time.)
COUNT = """
WITH day AS (
    SELECT id AS snapshot_id, as_of, (as_of + 1)::timestamp AT TIME ZONE 'UTC' AS closes_at
    FROM reach_snapshot WHERE id = ANY(%(snapshots)s)
), network AS NOT MATERIALIZED (
    SELECT snapshot_id, as_of, network.id AS network_id, started_on
    FROM day JOIN networks_network network ON ended_on IS NULL OR ended_on > as_of
), staff AS (
    SELECT snapshot_id, staff.id AS staff_id, user_id
    FROM day JOIN officials_staff staff ON started_on <= as_of AND (ended_on IS NULL OR ended_on > as_of)
), official AS (
    SELECT snapshot_id, closes_at, official.id AS official_id, user_id, city_id
    FROM day JOIN officials_official official ON ended_on IS NULL OR ended_on > as_of
    WHERE NOT EXISTS (SELECT FROM staff WHERE staff.snapshot_id = day.snapshot_id AND staff.user_id = official.user_id)
), found AS (
    SELECT snapshot_id, network_id, count(DISTINCT user_id) AS officials, count(DISTINCT city_id) AS cities, 0 AS staff
    FROM official JOIN networks_seat seat USING (official_id) JOIN network USING (snapshot_id, network_id)
    WHERE seat.started_at < closes_at AND (seat.ended_at IS NULL OR seat.ended_at >= closes_at)
    GROUP BY GROUPING SETS ((snapshot_id, network_id), (snapshot_id))
    UNION ALL
    SELECT snapshot_id, network_id, 0, 0, count(DISTINCT user_id)
    FROM staff JOIN networks_stewardship stewardship USING (staff_id) JOIN network USING (snapshot_id, network_id)
    WHERE stewardship.started_on <= as_of AND (stewardship.ended_on IS NULL OR stewardship.ended_on > as_of)
    GROUP BY GROUPING SETS ((snapshot_id, network_id), (snapshot_id))
    UNION ALL SELECT snapshot_id, network_id, 0, 0, 0 FROM network WHERE started_on <= as_of
    UNION ALL SELECT snapshot_id, NULL, 0, 0, 0 FROM day
), total AS (
    SELECT snapshot_id, network_id, sum(officials)::int AS officials, sum(cities)::int AS cities, sum(staff)::int AS staff
    FROM found GROUP BY snapshot_id, network_id
)
INSERT INTO reach_snapshotfigure (snapshot_id, network_id, figure, value, parts, definition_version)
SELECT snapshot_id, network_id, figure, value, parts, version
FROM total CROSS JOIN LATERAL (VALUES
    ('officials-per-staff', officials::float / nullif(staff, 0),
        jsonb_build_object('officials', officials, 'cities', cities, 'staff', staff), 1),
    ('officials-reached', officials, jsonb_build_object('officials', officials), 1),
    ('cities-reached', cities, jsonb_build_object('cities', cities, 'officials', officials), 1)
) AS counted (figure, value, parts, version)
"""


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

    def compute(self) -> int:
        """Count those of these that are due, and say how many. The locks are the claim: what another worker counts is left to it."""
        with transaction.atomic(using=self.db):
            now = timezone.now()
            claimed = list(self.due().select_for_update(skip_locked=True).values_list("pk", flat=True))
            if claimed:
                snapshots = self.model.objects.filter(pk__in=claimed)
                self.model._meta.get_field("figures").related_model.objects.filter(snapshot__in=claimed).delete()
                with connections[self.db].cursor() as cursor:
                    cursor.execute(COUNT, {"snapshots": claimed})
                snapshots.update(computed_at=now)
        return len(claimed)


class SnapshotFigureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The figures of all networks together, and of each that this person may see."""
        networks = self.model._meta.get_field("network").related_model.objects
        return self.filter(Q(network__isnull=True) | Q(network__in=networks.visible_to(user)))

    def of(self, network: Any) -> Self:
        """A network's own figures; without one, those of all networks together."""
        return self.filter(network=network) if network else self.filter(network__isnull=True)
