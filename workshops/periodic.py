from celery import shared_task
from django.utils import timezone

from workshops import services


@shared_task(ignore_result=True)
def record_held() -> None:
    """Workshops that are over."""
    services.record_held(now=timezone.now())


@shared_task(ignore_result=True)
def ask_for_feedback() -> None:
    """An hour after the end, of those who were there."""
    services.ask_for_feedback(now=timezone.now())
