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


@shared_task(ignore_result=True)
def follow_cities() -> None:
    """The ledger of hours, for cities that came or left since a workshop was announced."""
    services.write_hours_of_coming(now=timezone.now())


@shared_task(ignore_result=True)
def settle_places() -> None:
    """Of those who left, handed over, closed their account or were found to be somebody else."""
    services.settle_places(now=timezone.now())
    services.join_doubles()
    services.end_feeds_of_gone()


@shared_task(ignore_result=True)
def move_waitlists_on() -> None:
    """Offers that lapsed, and places that became free."""
    services.move_waitlists_on(now=timezone.now())


@shared_task(ignore_result=True)
def remind_registered() -> None:
    """A day before it begins."""
    services.remind_registered(now=timezone.now())
