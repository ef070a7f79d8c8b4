from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone

from activity.models import Activity
from activity.querysets import copy_in
from activity.verbs import AUDIENCES, Verb

# From here on a COPY is faster than an INSERT.
MANY = 200


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
    came_from: str | None = None,
    **details: Any,
) -> None:
    """Write down that something happened, in the transaction that makes it happen.

    `by` is a User, or None for what nobody did; the middleware has told it which address it `came_from`. `network`, `official`
    and `city` are of the models so called, which lie above this app and so are not named in its types.
    """
    of = {"subject": subject, "network": network, "official": official, "city": city}
    record_all([activity(verb, by=by, at=at, came_from=came_from, **of, **details)])


@transaction.atomic
def record_audit_export(*, rows: int, asked: dict[str, Any], by: Any) -> None:
    """Write down who takes the log out, before they get it. Of a person who was looked for it keeps no name."""
    record(Verb.AUDIT_EXPORTED, by=by, rows=rows, asked=sorted(name for name, value in asked.items() if value not in (None, "")))


def record_all(activities: Iterable[Activity]) -> None:
    """Write down many things at once."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError
    lines = list(activities)
    if len(lines) < MANY:
        Activity.objects.bulk_create(lines)
    else:
        copy_in(lines, tell_ids=False)


def activity(
    verb: Verb,
    *,
    by: Any,
    subject: models.Model | None = None,
    network: Any = None,
    official: Any = None,
    city: Any = None,
    at: datetime | None = None,
    came_from: str | None = None,
    **details: Any,
) -> Activity:
    """The line that says so, for record_all to write."""
    return Activity(
        happened_at=at or timezone.now(),
        verb=verb,
        audience=AUDIENCES[verb],
        actor=by,
        ip_address=came_from or getattr(by, "came_from", None),
        official=official,
        city=city or (official.city if official else None),
        network=network,
        subject_type=ContentType.objects.get_for_model(subject) if subject else None,
        subject_id=subject.pk if subject else None,
        subject_label=_label(subject),
        person_id=getattr(subject, "stands_for", None),
        details=details,
    )


def _label(subject: models.Model | None) -> str:
    """What the subject is called. Where it stands for a person it has none, so that erasing the person leaves nothing here to change."""
    if subject is None or hasattr(subject, "stands_for"):
        return ""
    # What a city keeps to itself says what the log may call it.
    return str(getattr(subject, "name_in_log", subject))[:300]
