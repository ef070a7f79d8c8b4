"""Mail that is owed: written down in the transaction that owes it, handed to a worker once that is committed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from notices.models import Notice
from officials.models import User

AT_ONCE = 100
MOST_SWEPT = 10_000


@transaction.atomic
def owe(kind: str, *, to: Iterable[User], subject: models.Model, network: Any = None, key: str = "", **details: Any) -> list[Notice]:
    """Owe each of these people a mail of this kind about `subject`. With a `key`, those who had one of it are owed no second."""
    about = {"subject_type": ContentType.objects.get_for_model(subject), "subject_id": subject.pk, "network": network}
    owed = [Notice(user=user, kind=kind, key=key, details=details, **about) for user in to]
    owed = Notice.objects.bulk_create(owed, batch_size=1000, ignore_conflicts=bool(key))
    if key:
        # Which of them are new the database does not say.
        of_key = Notice.objects.unmailed().filter(kind=kind, key=key, subject_id=subject.pk, subject_type=about["subject_type"])
        owed = list(of_key.filter(user__in=[notice.user_id for notice in owed]))
    transaction.on_commit(partial(_hand_over, kind, [notice.pk for notice in owed]))
    return owed


def mail_unsent(*, older_than: datetime) -> None:
    """Hand over what should have gone by then. Sent ones are never sent again, so handing over twice does no harm."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for pk, kind in Notice.objects.owed_before(older_than).values_list("pk", "kind")[:MOST_SWEPT]:
        by_kind[kind].append(pk)
    for kind, pks in by_kind.items():
        _hand_over(kind, pks)


def _hand_over(kind: str, pks: list[int]) -> None:
    task = f"{kind.partition('.')[0]}.tasks.mail_notices"
    for start in range(0, len(pks), AT_ONCE):
        current_app.send_task(task, [pks[start : start + AT_ONCE]])
