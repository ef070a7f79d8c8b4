from collections.abc import Callable
from datetime import timedelta
from math import exp
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from reach.models import PeerAdoption, PeerEffect
from reach.queries import hazard
from reach.queries.adoptions import Record
from reach.queries.peer_effect import PER_TIES

EVERY = timedelta(seconds=1)


class Command(BaseCommand):
    help = "Computes every peer effect that waits. Of all processes only the worker's, which calls this, needs statsmodels."

    def handle(self, **_options: Any) -> None:
        while (waiting := _claim()) is not None:
            _compute(waiting)


def _claim() -> PeerEffect | None:
    """Whoever changes the row computes it."""
    now = timezone.now()
    for waiting in PeerEffect.objects.due(now).select_related("network").order_by("pk"):
        if PeerEffect.objects.due(now).filter(pk=waiting.pk).update(started_at=now, done=0):
            return waiting
    return None


def _compute(waiting: PeerEffect) -> None:
    record = Record(as_of=waiting.as_of, network=waiting.network)
    if record.is_too_large:
        _keep(waiting, {"since": record.since, "refusals": ["many-cities"]}, [])
        return
    panel = record.panel()
    rows = hazard.Rows(**panel.columns())
    tell = _teller(waiting)
    found = hazard.estimate(rows, seed=waiting.as_of.toordinal(), tell=tell)
    result: dict[str, Any] = {
        "since": record.since, "cities": found.cities, "practices": found.practices, "adoptions": found.adoptions,
        "after_peers": found.after_peers, "at_risk": found.rows, "refusals": found.refusals, "p_value": found.p_value,
    }  # fmt: skip
    if found.seen:
        result |= _factors("", found.seen)
        unseen = hazard.estimate_of_unseen(rows)
        result |= _factors("unseen_", unseen) if unseen else {}
    adoptions = [
        PeerAdoption(
            peer_effect=waiting, action_id=one.action, adopted_on=one.adopted_on, share=one.share, seen=one.seen, told_on=one.told_on,
            is_adapted=one.is_adapted,
        )
        for one in record.adoptions(panel)
    ]  # fmt: skip
    _keep(waiting, result, adoptions)


def _factors(name: str, found: hazard.Interval) -> dict[str, float]:
    """For so many more ties in a hundred."""
    low, high = found.ends
    shown = {"effect": found.effect, "low": low, "high": high}
    return {f"{name}{end}": exp(max(-50.0, min(50.0, value * PER_TIES / 100))) for end, value in shown.items()}


@transaction.atomic
def _keep(waiting: PeerEffect, result: dict[str, Any], adoptions: list[PeerAdoption]) -> None:
    """Once, whoever is first."""
    computed = PeerEffect.objects.waiting().filter(pk=waiting.pk).update(**result, done=100, computed_at=timezone.now())
    if computed:
        PeerAdoption.objects.bulk_create(adoptions, batch_size=1000)


def _teller(waiting: PeerEffect) -> Callable[[float], None]:
    """Writes down how far it is, once a second at most."""
    last = timezone.now()

    def tell(share: float) -> None:
        nonlocal last
        if timezone.now() - last > EVERY:
            last = timezone.now()
            PeerEffect.objects.waiting().filter(pk=waiting.pk).update(done=int(100 * share))

    return tell
