from celery import shared_task
from django.core.management import call_command

from reach.models import Snapshot
from reach.queries import statements


@shared_task(ignore_result=True)
def compute_snapshot(snapshot_id: int) -> None:
    """What somebody asked for. A message that comes twice, or late, finds nothing due."""
    Snapshot.objects.filter(pk=snapshot_id).compute(statements(), anew=True)


@shared_task(ignore_result=True)
def estimate_peer_effect() -> None:
    """Whatever waits. The command brings statsmodels with it, which no other process of c40net imports."""
    call_command("estimate_peer_effect")
