"""People who go: a handover, a closed account, an account that nobody uses."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from access.services import tasks_of
from activity.services import activity, record_all
from activity.verbs import Verb
from networks.models import Invitation, Seat
from networks.services.errors import NetworkRuleError
from networks.services.memberships import end_seats
from officials.models import Official, User
from officials.services import LastAdministratorError, end_city_lead, end_post, end_staff, erase, name_city_lead

if TYPE_CHECKING:
    from networks import tasks
else:
    tasks = tasks_of("networks")

CLOSE_AFTER = timedelta(days=30)
AT_ONCE = 1000


class HasLeftError(NetworkRuleError):
    """The post has ended already."""


class NotASuccessorError(NetworkRuleError):
    """Only a verified official of the same city takes over."""


@transaction.atomic
def hand_over(*, official: Official, successor: Official | None, note: str, by: User) -> None:
    """End an official's post today. Their seats, and being city lead, pass to a successor in the same city, if one is named."""
    found = Official.objects.select_for_update(of=["self"]).current().select_related("user", "city").filter(pk=official.pk).first()
    if found is None:
        raise HasLeftError
    others = Official.objects.current().verified().filter(city=found.city).exclude(pk=found.pk)
    if successor and not others.filter(pk=successor.pk).exists():
        raise NotASuccessorError
    held = list(found.seats.active().with_people())
    _leave(found, by=by, successor=successor, note=note)
    if successor:
        _pass_on(held, successor, by=by)
        if found.is_lead:
            name_city_lead(official=successor, by=by)
        tasks.mail_handover.delay_on_commit(found.pk)


@transaction.atomic
def close_account(*, user: User, by: User | None) -> None:
    """End whatever the person is, and take their name and addresses off. By nobody: by the clock."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at:
        return
    for post in user.posts.filter(ended_on__isnull=True).select_related("user", "city"):
        _leave(post, by=by)
    for staff in user.staff_terms.filter(ended_on__isnull=True).select_related("user"):
        end_staff(staff=staff, by=by)
    Invitation.objects.to_person(user).update(email=f"erased-{user.pk}@invalid", full_name="")
    erase(user=user, by=by)


def warn_unused() -> None:
    """Tell those who have not signed in for 23 months that their account closes."""
    unused = User.objects.unused(timezone.now()).unwarned()
    for pk in unused.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        tasks.mail_unused.delay(pk)


def close_unused() -> int:
    """Close the accounts of those who were told 30 days ago, and have not signed in since. Returns how many."""
    now = timezone.now()
    told = User.objects.unused(now).warned_before(now - CLOSE_AFTER).order_by("pk")
    return sum(_close_unused(user) for user in told[:AT_ONCE])


def _close_unused(user: User) -> bool:
    try:
        close_account(user=user, by=None)
    except LastAdministratorError:
        return False
    return True


def _leave(official: Official, *, by: User | None, successor: Official | None = None, note: str = "") -> None:
    end_seats(official.seats.held(), by=by)
    _revoke_invitations(official.user, by=by)
    if official.is_lead:
        end_city_lead(official=official, by=by)
    end_post(official=official, by=by, successor=successor, note=note)


def _pass_on(held: list[Seat], successor: Official, *, by: User) -> None:
    """The same seats, with what the city offers and seeks. What the successor has stays theirs, what they asked for is given."""
    now = timezone.now()
    networks = [seat.network_id for seat in held]
    started = {"status": Seat.Status.ACTIVE, "decided_at": now, "decided_by": by, "started_at": now}
    waiting = list(successor.seats.requested().filter(network__in=networks).with_people())
    Seat.objects.filter(pk__in=[seat.pk for seat in waiting]).update(**started)
    theirs = set(successor.seats.active().filter(network__in=networks).values_list("network_id", flat=True))
    theirs |= {seat.network_id for seat in waiting}
    passed = [
        Seat(network=seat.network, official=successor, offers=seat.offers, seeks=seat.seeks, requested_at=now, **started)
        for seat in held
        if seat.network_id not in theirs
    ]
    Seat.objects.bulk_create(passed)
    record_all(
        activity(Verb.SEAT_STARTED, by=by, subject=successor, network=seat.network, official=successor) for seat in [*waiting, *passed]
    )


def _revoke_invitations(user: User, *, by: User | None) -> None:
    """A link that still waits in somebody's mailbox would let them in again."""
    revoked = list(Invitation.objects.waiting().to_person(user).select_related("network", "city"))
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in revoked]).update(revoked_at=timezone.now())
    record_all(activity(Verb.INVITATION_REVOKED, by=by, subject=row, network=row.network, city=row.city) for row in revoked)
