from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from notices import services


@shared_task(ignore_result=True)
def mail_unsent_notices() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    services.mail_unsent(older_than=timezone.now() - timedelta(minutes=2))


@shared_task(ignore_result=True)
def read_returned_mail() -> None:
    """What other mail servers sent back since."""
    services.read_returned_mail()
