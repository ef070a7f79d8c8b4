"""Invitations: sent, sent again, taken back, accepted, declined."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from access.services import tasks_of
from activity.services import activity, record, record_all
from activity.verbs import Verb
from cities.models import City
from networks.models import Invitation, Network, Seat, in_thirty_days
from networks.services.errors import AlreadyAskedError, AlreadyInvitedError, InvitationClosedError, NetworkClosedError
from networks.services.seats import take_seat
from officials.models import User
from officials.services import add_official

if TYPE_CHECKING:
    from networks import tasks
else:
    tasks = tasks_of("networks")


@dataclass(frozen=True)
class Invitee:
    full_name: str
    email: str
    city: City


@transaction.atomic
def invite_official(*, network: Network, email: str, full_name: str, city: City, by: User) -> Invitation:
    """Ask somebody by mail to take a seat."""
    if not network.is_open:
        raise NetworkClosedError
    if Seat.objects.active().filter(network=network, official__user__email__iexact=email).exists():
        raise AlreadyAskedError
    _expire(network, [email.lower()])
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(network=network, email=email, full_name=full_name, city=city, invited_by=by)
    except IntegrityError as error:
        raise AlreadyInvitedError from error
    record(Verb.INVITATION_SENT, by=by, subject=invitation, network=network, city=city)
    tasks.mail_invitation.delay_on_commit(invitation.pk)
    return invitation


@transaction.atomic
def invite_officials(*, network: Network, people: Iterable[Invitee], by: User) -> int:
    """Ask many at once, in as many statements as for one. Returns how many: members and those with an open invitation are left out."""
    if not network.is_open:
        raise NetworkClosedError
    by_email = {person.email.lower(): person for person in people}
    _expire(network, by_email)
    members = Seat.objects.active().filter(network=network).annotate(address=Lower("official__user__email")).filter(address__in=by_email)
    for address in members.values_list("address", flat=True):
        del by_email[address]
    made = [
        Invitation(network=network, email=address, full_name=person.full_name, city=person.city, invited_by=by)
        for address, person in by_email.items()
    ]
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    sent = list(Invitation.objects.filter(token__in=[invitation.token for invitation in made]).select_related("city"))
    record_all(activity(Verb.INVITATION_SENT, by=by, subject=row, network=network, city=row.city) for row in sent)
    tasks.mail_invitations.delay_on_commit([invitation.pk for invitation in sent])
    return len(sent)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User) -> None:
    """The same invitation by a new mail, open for another thirty days."""
    if not invitation.network.is_open:
        raise NetworkClosedError
    renewed = Invitation.objects.waiting().filter(pk=invitation.pk).update(expires_at=in_thirty_days(), mailed_at=None)
    if not renewed:
        raise InvitationClosedError
    record(Verb.INVITATION_SENT_AGAIN, by=by, subject=invitation, network=invitation.network, city=invitation.city)
    tasks.mail_invitation.delay_on_commit(invitation.pk)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back; its link answers no more."""
    if Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record(Verb.INVITATION_REVOKED, by=by, subject=invitation, network=invitation.network, city=invitation.city)


@transaction.atomic
def decline_invitation(*, invitation: Invitation) -> None:
    """The invited person says no. Whoever holds the link may."""
    if not Invitation.objects.open().filter(pk=invitation.pk).update(declined_at=timezone.now()):
        raise InvitationClosedError
    record(Verb.INVITATION_DECLINED, by=None, subject=invitation, network=invitation.network, city=invitation.city)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, language: str = "en") -> Seat:
    """The invited person takes the seat, also when they had already asked for one; in a working group, the one in its network too.

    Raises PersonExistsError where the address belongs to somebody of another city.
    """
    invitation = Invitation.objects.select_for_update(of=["self"]).select_related("network__parent", "city").get(pk=invitation.pk)
    if not invitation.is_open or not invitation.network.is_open:
        raise InvitationClosedError
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    official = add_official(
        email=invitation.email, full_name=invitation.full_name, city=invitation.city, language=language, by=invitation.invited_by
    )
    if invitation.network.parent:
        take_seat(invitation.network.parent, official, by=invitation.invited_by)
    return take_seat(invitation.network, official, by=invitation.invited_by)


def _expire(network: Network, addresses: Iterable[str]) -> None:
    """What has expired gives way to a new invitation."""
    expired = network.invitations.waiting().filter(expires_at__lte=timezone.now())
    expired.annotate(address=Lower("email")).filter(address__in=addresses).update(revoked_at=timezone.now())
