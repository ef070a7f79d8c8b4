from celery import shared_task
from django.utils import timezone

from digests.services import plan_digests


@shared_task(ignore_result=True)
def send_due_digests() -> None:
    """Plans what has come due and queues it, with whatever a wiped Redis or a killed worker left behind."""
    plan_digests(now=timezone.now())
