from celery import shared_task
from django.utils import timezone

from partnerships import services


@shared_task(ignore_result=True)
def keep_terms() -> None:
    """Ends what is over, and tells of what ends soon."""
    today = timezone.now().date()
    services.end_what_is_over(today=today)
    services.remind_of_ends(today=today)
