from celery import shared_task

from reach import services


@shared_task(ignore_result=True)
def compute_due_snapshots() -> None:
    """Today's figures, and whatever a wiped Redis or a killed worker left behind."""
    services.compute_due_snapshots()
