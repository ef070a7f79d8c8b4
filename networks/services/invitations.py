"""Invitations: sent, taken back, accepted."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from networks import tasks
from networks.models import Invitation, Network, Seat
from networks.services.errors import AlreadyAskedError, AlreadyInvitedError, InvitationClosedError, NetworkClosedError
from networks.services.seats import activate, is_member, new_seat
from officials.models import User
from officials.services import add_official


@transaction.atomic
def invite_official(*, network: Network, email: str, full_name: str, city: City, by: User) -> Invitation:
    """Ask somebody by mail to take a seat."""
    if not network.is_open:
        raise NetworkClosedError
    if Seat.objects.active().filter(network=network, official__user__email__iexact=email).exists():
        raise AlreadyAskedError
    network.invitations.waiting().filter(email__iexact=email, expires_at__lte=timezone.now()).update(revoked_at=timezone.now())
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(network=network, email=email, full_name=full_name, city=city, invited_by=by)
    except IntegrityError as error:
        raise AlreadyInvitedError from error
    record(Verb.INVITATION_SENT, by=by, subject=invitation, network=network, city=city)
    tasks.mail_invitation.delay_on_commit(invitation.pk)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back; its link answers no more."""
    Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now())
    record(Verb.INVITATION_REVOKED, by=by, subject=invitation, network=invitation.network, city=invitation.city)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, language: str = "en") -> Seat:
    """The invited person takes the seat, also when they had already asked for one.

    Raises PersonExistsError where the address belongs to somebody of another city.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open or not invitation.network.is_open:
        raise InvitationClosedError
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    official = add_official(
        email=invitation.email, full_name=invitation.full_name, city=invitation.city, language=language, by=invitation.invited_by
    )
    own = Seat.objects.select_for_update(of=["self"]).with_people().filter(network=invitation.network, official=official)
    if seat := own.active().first():
        return seat
    if invitation.network.parent and not is_member(invitation.network.parent, official):
        activate([new_seat(invitation.network.parent, official)], by=invitation.invited_by)
    seat = own.requested().first() or new_seat(invitation.network, official)
    activate([seat], by=invitation.invited_by)
    return seat
