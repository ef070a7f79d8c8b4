from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from networks import services


@shared_task(ignore_result=True)
def send_unsent_mail() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    services.send_unsent(older_than=timezone.now() - timedelta(minutes=2))


@shared_task(ignore_result=True)
def admit_verified() -> None:
    """Who asked to join an open network waits only until somebody vouches for them."""
    services.admit_verified()


@shared_task(ignore_result=True)
def close_unused_accounts() -> None:
    """Closes those whose owners were told a month ago, and tells the next ones."""
    services.close_unused()
    services.warn_unused()
