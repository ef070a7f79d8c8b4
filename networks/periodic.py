from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from networks.services import send_unsent


@shared_task(ignore_result=True)
def send_unsent_mail() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    send_unsent(older_than=timezone.now() - timedelta(minutes=2))
