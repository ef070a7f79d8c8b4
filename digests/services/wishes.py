"""What people say of when their digest comes and what it tells."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from digests.models import USUAL, HowOften, LeftOut, Schedule, Subscription
from networks.models import Network
from officials.models import User


@transaction.atomic
def save_schedule(*, schedule: Schedule, by: User) -> None:
    """From the next time on. The first tells what happened since the last one before."""
    before = _schedule_now(by)
    if schedule == before:
        return
    wishes = {"how_often": schedule.how_often, "weekday": schedule.weekday, "hour": schedule.hour}
    Subscription.objects.update_or_create(user=by, defaults={**wishes, "changed_at": timezone.now()})
    record(_what_changed(before, schedule), by=by, subject=by, official=by.official)


@transaction.atomic
def stop_digest(*, by: User) -> None:
    """None for this person any more, not even one that is due already."""
    now = _schedule_now(by)
    save_schedule(schedule=Schedule(HowOften.NEVER, now.weekday, now.hour), by=by)


@transaction.atomic
def start_digest(*, by: User) -> None:
    """Once a week, on the day and at the time that they had before."""
    now = _schedule_now(by)
    if now.how_often == HowOften.NEVER:
        save_schedule(schedule=Schedule(USUAL.how_often, now.weekday, now.hour), by=by)


@transaction.atomic
def leave_out(*, networks: Iterable[Network], of: Iterable[Network], by: User) -> None:
    """Of those `of` which somebody spoke, these are not to be in their digest, and the others are."""
    out, spoken_of = {network.pk for network in networks}, {network.pk for network in of}
    said = LeftOut.objects.filter(user=by, network__in=spoken_of)
    before = set(said.values_list("network", flat=True))
    if out == before:
        return
    said.exclude(network__in=out).delete()
    LeftOut.objects.bulk_create([LeftOut(user=by, network_id=pk) for pk in out - before], ignore_conflicts=True)
    record(Verb.DIGEST_SET, by=by, subject=by, official=by.official)


def _schedule_now(user: User) -> Schedule:
    """The row as it stands, locked until this change is done."""
    subscription = Subscription.objects.select_for_update().filter(user=user).first()
    return subscription.schedule if subscription else USUAL


def _what_changed(before: Schedule, after: Schedule) -> Verb:
    if after.how_often == HowOften.NEVER:
        return Verb.DIGEST_STOPPED
    return Verb.DIGEST_STARTED if before.how_often == HowOften.NEVER else Verb.DIGEST_SET
