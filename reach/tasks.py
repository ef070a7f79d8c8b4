from celery import shared_task

from reach.models import Snapshot
from reach.queries import statements


@shared_task(ignore_result=True)
def compute_snapshot(snapshot_id: int) -> None:
    """What somebody asked for. A message that comes twice, or late, finds nothing due."""
    Snapshot.objects.filter(pk=snapshot_id).compute(statements(), anew=True)
