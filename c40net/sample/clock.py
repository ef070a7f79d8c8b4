import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class Clock:
    """Draws moments between the sample world's beginning and now."""

    rng: random.Random
    since: datetime
    now: datetime

    def days_ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def moment(self, after: datetime, before: datetime, zone: tzinfo) -> datetime:
        """On a working day, in working hours where it happens, as far as the bounds allow."""
        local = (after + self.rng.random() * (before - after)).astimezone(zone)
        local -= timedelta(days=max(0, local.weekday() - 4))
        local = local.replace(hour=self.rng.randint(8, 17), minute=self.rng.randrange(60), second=self.rng.randrange(60), microsecond=0)
        return min(max(local.astimezone(UTC), after), before)

    def arrival(self, after: datetime, before: datetime, zone: tzinfo) -> datetime:
        """Many come in the first two months, the others one after the other."""
        early = min(after + timedelta(days=60), before)
        return self.moment(after, early if self.rng.random() < 0.3 else before, zone)  # noqa: PLR2004


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
