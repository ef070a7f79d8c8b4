from celery import shared_task
from django.utils import timezone

from workshops import services


@shared_task(ignore_result=True)
def record_held() -> None:
    """Workshops that are over."""
    services.record_held(now=timezone.now())
