"""Mail that services ask for. Each is a row that says so until it is sent, so that none is lost or sent twice."""

from celery import shared_task
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from networks import emails
from networks.models import Invitation
from officials.models import Official, User
from officials.services import mail_once


@shared_task(ignore_result=True)
def mail_invitation(invitation_id: int) -> None:
    owed = Invitation.objects.waiting().filter(pk=invitation_id, mailed_at__isnull=True)
    mail_once(owed.select_related("network", "city", "invited_by"), emails.send_invitation, mailed_at=timezone.now())


@shared_task(ignore_result=True)
def mail_invitations(invitation_ids: list[int]) -> None:
    for invitation_id in invitation_ids:
        mail_invitation.delay(invitation_id)


@shared_task(ignore_result=True)
def mail_handover(official_id: int) -> None:
    """Tell the successor what passed to them."""
    owed = Official.objects.handover_unmailed().filter(pk=official_id).select_related("user", "city", "successor__user")
    mail_once(owed, emails.send_handover, handover_mailed_at=timezone.now())


@shared_task(ignore_result=True)
def mail_standing(official_id: int) -> None:
    """Tell who signed up whether somebody vouched for them."""
    owed = Official.objects.answer_unmailed().filter(pk=official_id).select_related("user", "city")
    mail_once(owed, emails.send_standing, answer_due_at=None)


@shared_task(ignore_result=True)
def mail_unused(user_id: int) -> None:
    """Tell somebody that their account closes, unless they sign in."""
    mail_once(User.objects.unused(timezone.now()).unwarned().filter(pk=user_id), _warn, warned_at=timezone.now())


def _warn(user: User) -> None:
    emails.send_unused(user)
    record(Verb.ACCOUNT_WARNED, by=None, subject=user)
