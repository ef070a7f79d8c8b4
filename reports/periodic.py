from celery import shared_task
from django.utils import timezone

from reports import services


@shared_task(ignore_result=True)
def continue_unfinished_exports() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    services.continue_unfinished()


@shared_task(ignore_result=True)
def make_due_reports() -> None:
    services.make_due_reports(now=timezone.now())


@shared_task(ignore_result=True)
def forget_old_files() -> None:
    services.forget_files()
