from celery import shared_task
from django.utils import timezone

from reach import services


@shared_task(ignore_result=True)
def compute_due_snapshots() -> None:
    """Today's figures, and whatever a wiped Redis or a killed worker left behind."""
    services.compute_due_snapshots()


@shared_task(ignore_result=True)
def keep_pulses() -> None:
    """Close the rounds that are over, and ask the members of networks that were not asked for a quarter."""
    services.keep_pulses(now=timezone.now())


@shared_task(ignore_result=True)
def compute_due_peer_effects() -> None:
    """Once a month, and whatever a wiped Redis or a killed worker left behind."""
    services.compute_due_peer_effects()
