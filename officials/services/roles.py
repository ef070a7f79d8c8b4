"""Who works for the secretariat, and who administers it. Terms are dated: a change ends one and starts the next."""

from allauth.account.models import EmailAddress
from django.db import transaction

from activity.services import activity, record, record_all
from activity.verbs import Verb
from officials.models import Staff, User, today


class RoleError(Exception):
    """A rule of roles stands against this."""


class IsOfficialError(RoleError):
    """The person works for a city, and nobody works for both."""


class IsStaffError(RoleError):
    """The person works for the secretariat already."""


class LastAdministratorError(RoleError):
    """Somebody has to be left who may do this."""


@transaction.atomic
def start_staff(*, email: str, full_name: str, is_administrator: bool, by: User) -> Staff:
    """The person with this address works for the secretariat from today on; they sign in with a code sent there."""
    user = User.objects.with_email(email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name)
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    if user.staff:
        raise IsStaffError
    if user.official or user.merged_into_id:
        raise IsOfficialError
    if not user.is_active:
        # They left a post, and work here now.
        user.is_active = True
        user.save(update_fields=["is_active"])
    staff = Staff.objects.create(user=user, is_administrator=is_administrator)
    record(Verb.STAFF_STARTED, by=by, subject=staff)
    if is_administrator:
        record(Verb.ADMINISTRATOR_NAMED, by=by, subject=staff)
    return staff


@transaction.atomic
def end_staff(*, staff: Staff, by: User | None) -> None:
    """The person's time at the secretariat ends today, and with it the networks that they run."""
    keep_one_administrator(staff)
    stewardships = list(staff.stewardships.current().select_related("network"))
    staff.stewardships.current().update(ended_on=today())
    record_all(activity(Verb.STEWARDSHIP_ENDED, by=by, subject=stewardship, network=stewardship.network) for stewardship in stewardships)
    _end(staff)
    record(Verb.STAFF_ENDED, by=by, subject=staff)


@transaction.atomic
def change_administrator(*, staff: Staff, is_administrator: bool, by: User) -> Staff:
    """Make somebody administrator, or end that: the term so far ends today and one with the new role starts, with the same networks."""
    if staff.is_administrator == is_administrator:
        return staff
    if not is_administrator:
        keep_one_administrator(staff)
    changed = staff
    if staff.started_on >= today():
        staff.is_administrator = is_administrator
        staff.save(update_fields=["is_administrator"])
    else:
        _end(staff)
        changed = Staff.objects.create(user=staff.user, is_administrator=is_administrator)
        for stewardship in staff.stewardships.current():
            changed.stewardships.create(network_id=stewardship.network_id)
        staff.stewardships.current().update(ended_on=today())
    record(Verb.ADMINISTRATOR_NAMED if is_administrator else Verb.ADMINISTRATOR_ENDED, by=by, subject=changed)
    return changed


def keep_one_administrator(staff: Staff) -> None:
    """One change of administrators at a time, so that two do not end each other."""
    administrators = Staff.objects.current().filter(is_administrator=True).order_by("pk").select_for_update(of=["self"])
    if {administrator.pk for administrator in administrators} == {staff.pk}:
        raise LastAdministratorError


def _end(staff: Staff) -> None:
    staff.ended_on = today()
    staff.save(update_fields=["ended_on"])
