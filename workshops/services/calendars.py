"""The private address of a person's calendar feed."""

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from officials.models import User
from workshops.models import CalendarFeed, new_token


@transaction.atomic
def renew_feed(*, by: User) -> None:
    """A new address. Where there was one, it leads nowhere from now on."""
    CalendarFeed.objects.update_or_create(user=by, defaults={"token": new_token(), "created_at": timezone.now()})
    record(Verb.SETTINGS_CHANGED, by=by, subject=by, official=by.official)


@transaction.atomic
def end_feed(*, by: User) -> None:
    if CalendarFeed.objects.filter(user=by).delete()[0]:
        record(Verb.SETTINGS_CHANGED, by=by, subject=by, official=by.official)
