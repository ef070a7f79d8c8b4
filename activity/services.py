from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from activity.models import Activity
from activity.verbs import AUDIENCES, Verb


class OutsideTransactionError(Exception):
    """A change and its record commit together or not at all."""


def record(
    verb: Verb,
    *,
    by: Any,
    subject: models.Model | None = None,
    network: Any = None,
    official: Any = None,
    city: Any = None,
    at: datetime | None = None,
    **details: Any,
) -> None:
    """Write down that something happened, in the transaction that makes it happen.

    `by` is a User, or None for what nobody did; `network`, `official` and `city` are of the models so called, which lie above
    this app and so are not named in its types.
    """
    record_all([activity(verb, by=by, subject=subject, network=network, official=official, city=city, at=at, **details)])


def record_all(activities: Iterable[Activity]) -> None:
    """Write down many things at once, in one statement for each thousand."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    Activity.objects.bulk_create(activities, batch_size=1000)


def activity(
    verb: Verb,
    *,
    by: Any,
    subject: models.Model | None = None,
    network: Any = None,
    official: Any = None,
    city: Any = None,
    at: datetime | None = None,
    **details: Any,
) -> Activity:
    """The line that says so, for record_all to write."""
    return Activity(
        happened_at=at or timezone.now(),
        verb=verb,
        audience=AUDIENCES[verb],
        actor=by,
        official=official,
        city=city or (official.city if official else None),
        network=network,
        subject_type=ContentType.objects.get_for_model(subject) if subject else None,
        subject_id=subject.pk if subject else None,
        subject_label=str(subject)[:300] if subject else "",
        details=details,
    )
