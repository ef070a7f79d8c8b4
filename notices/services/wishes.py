"""What people say of how they want to hear of what."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from notices.models import How, Notice, QuietHours, Topic, Wish
from notices.queries import MailOf, topics, wish_of, wishes_of
from officials.models import User


@transaction.atomic
def save_wishes(*, wishes: Mapping[str, How | None], by: User, network: Any = None, quiet_hours: tuple[time, time] | None = None) -> None:
    """Topic by topic, for one network or for all; None: as it is without a word. Quiet hours go with those for all.

    It holds also for what waits: nothing of what somebody has stopped is mailed any more.
    """
    changed = _wish(by, wishes, network)
    if network is None:
        changed |= _be_quiet(by, quiet_hours)
    if changed:
        _follow(by, [topic for topic in topics() if topic.name in wishes])
        record(Verb.NOTIFICATIONS_SET, by=by, subject=by, official=by.official)


@transaction.atomic
def stop_mail(*, mail: MailOf) -> None:
    """By the link in a mail, without signing in. On the page it still stands."""
    _change(mail, How.NEVER)


@transaction.atomic
def change_back(*, mail: MailOf) -> None:
    """They had it before, by a mail of its own."""
    _change(mail, How.AT_ONCE)


@transaction.atomic
def told_in_digest(*, pks: Iterable[int], at: datetime) -> None:
    """They went with a digest that the mail server has taken."""
    if pks := list(pks):
        Notice.objects.for_digest().filter(pk__in=pks).update(mailed_at=at)


def _change(mail: MailOf, how: How) -> None:
    save = _wish(mail.user, {mail.topic.name: how}, mail.network)
    if save:
        _follow(mail.user, [mail.topic])
        record(Verb.NOTIFICATIONS_SET, by=mail.user, subject=mail.user, network=mail.network, official=mail.user.official)


def _wish(user: User, wishes: Mapping[str, How | None], network: Any) -> bool:
    """Whether it made a difference."""
    before = wishes_of(user, network)
    gone = [topic for topic, how in wishes.items() if how is None and topic in before]
    said = {topic: how for topic, how in wishes.items() if how is not None and before.get(topic) != how}
    Wish.objects.filter(user=user, network=network, topic__in=gone).delete()
    for topic, how in said.items():
        Wish.objects.update_or_create(user=user, network=network, topic=topic, defaults={"how": how})
    return bool(gone or said)


def _be_quiet(user: User, hours: tuple[time, time] | None) -> bool:
    said = QuietHours.objects.filter(user=user)
    if hours is None:
        changed = bool(said.delete()[0])
    else:
        changed = not said.filter(starts_at=hours[0], ends_at=hours[1]).exists()
        QuietHours.objects.update_or_create(user=user, defaults={"starts_at": hours[0], "ends_at": hours[1]})
    if changed:
        # The clock looks again when it may go.
        Notice.objects.unmailed().filter(user=user).update(due_at=timezone.now())
    return changed


def _follow(user: User, changed: Iterable[Topic]) -> None:
    """What has not gone yet goes as they wish now. What waits for the digest stays there, where they still want it by mail."""
    for topic in changed:
        kinds = [kind.name for kind in topic.kinds if not kind.must]
        waiting = Notice.objects.filter(user=user, kind__in=kinds, mailed_at=None).exclude(how=How.NEVER).select_related("network")
        for network in {notice.network for notice in waiting}:
            how = wish_of([user], topic, network)[user.pk]
            here = waiting.filter(network=network)
            (here.exclude(how=How.DIGEST) if how == How.AT_ONCE else here).update(how=how)
