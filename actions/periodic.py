from celery import shared_task
from django.utils import timezone

from actions import services


@shared_task(ignore_result=True)
def ask_about_the_shelf() -> None:
    """Plans that have not moved for a year."""
    services.ask_about_the_shelf(now=timezone.now())


@shared_task(ignore_result=True)
def ask_about_influence() -> None:
    """Once a year of each action: what its city's networks had to do with it."""
    services.ask_about_influence(day=timezone.now().date())


@shared_task(ignore_result=True)
def nudge_about_peers() -> None:
    """Looked at each week; a person hears at most once a month."""
    services.nudge_about_peers(now=timezone.now())
