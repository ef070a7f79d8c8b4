from celery import shared_task
from django.utils import timezone

from exchange import services


@shared_task(ignore_result=True)
def keep_introductions() -> None:
    """Reminders, what nobody answered, whose post has ended, and what came of it."""
    services.keep_introductions(now=timezone.now())


@shared_task(ignore_result=True)
def draw_previews() -> None:
    """Whatever a wiped Redis or a killed worker left behind."""
    services.draw_missing_previews()


@shared_task(ignore_result=True)
def drop_doubles() -> None:
    """After two entries of one person became one."""
    services.drop_doubles()
