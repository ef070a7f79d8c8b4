from celery import shared_task

from officials import services


@shared_task(ignore_result=True)
def find_namesakes() -> None:
    """Who may be there twice."""
    services.find_namesakes()
