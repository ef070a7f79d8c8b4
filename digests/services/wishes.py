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
def save_wishes(*, schedule: Schedule, left_out: Iterable[Network], of: Iterable[Network], by: User) -> None:
    """When it comes, from the next time on; and of those networks `of` which somebody spoke, which are left out. The others are in it."""
    verb = _save_schedule(by, schedule)
    if _leave_out(by, {network.pk for network in left_out}, {network.pk for network in of}):
        verb = verb or Verb.DIGEST_SET
    if verb:
        record(verb, by=by, subject=by, official=by.official)


@transaction.atomic
def stop_digest(*, by: User, network: Network | None = None) -> None:
    """None for this person any more, not even one that is due already; or nothing more of that network in it."""
    if network:
        _set_left_out(by, network, is_left_out=True)
    else:
        _change(by, HowOften.NEVER)


@transaction.atomic
def start_digest(*, by: User, network: Network | None = None) -> None:
    """Once a week, on the day and at the time that they had before; or what happens in that network is in it again."""
    if network:
        _set_left_out(by, network, is_left_out=False)
    elif _schedule_now(by).how_often == HowOften.NEVER:
        _change(by, HowOften.WEEKLY)


@transaction.atomic
def once_a_month(*, by: User) -> None:
    _change(by, HowOften.MONTHLY)


def _change(user: User, how_often: HowOften) -> None:
    now = _schedule_now(user)
    if verb := _save_schedule(user, Schedule(how_often, now.weekday, now.hour)):
        record(verb, by=user, subject=user, official=user.official)


def _set_left_out(user: User, network: Network, *, is_left_out: bool) -> None:
    if _leave_out(user, {network.pk} if is_left_out else set(), {network.pk}):
        record(Verb.DIGEST_SET, by=user, subject=user, network=network, official=user.official)


def _save_schedule(user: User, schedule: Schedule) -> Verb | None:
    """What changed by it, if anything did."""
    before = _schedule_now(user)
    if schedule == before:
        return None
    wishes = {"how_often": schedule.how_often, "weekday": schedule.weekday, "hour": schedule.hour}
    user.digest_subscription, _ = Subscription.objects.update_or_create(user=user, defaults={**wishes, "changed_at": timezone.now()})
    if schedule.how_often == HowOften.NEVER:
        return Verb.DIGEST_STOPPED
    return Verb.DIGEST_STARTED if before.how_often == HowOften.NEVER else Verb.DIGEST_SET


def _leave_out(user: User, out: set[int], of: set[int]) -> bool:
    """Whether it made a difference."""
    said = LeftOut.objects.filter(user=user, network__in=of)
    before = set(said.values_list("network", flat=True))
    said.exclude(network__in=out).delete()
    LeftOut.objects.bulk_create([LeftOut(user=user, network_id=pk) for pk in out - before], ignore_conflicts=True)
    return out != before


def _schedule_now(user: User) -> Schedule:
    """The row as it stands, locked until this change is done."""
    subscription = Subscription.objects.select_for_update().filter(user=user).first()
    return subscription.schedule if subscription else USUAL
