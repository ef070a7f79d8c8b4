"""Mail that services ask for. Each is a row whose *mailed_at is null until it is sent, so that none is lost or sent twice.

The lock on the row is the claim: it holds while the mail is handed over, and goes with the worker.
"""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from networks import emails
from networks.models import Invitation, Seat, SeatMessage
from officials.models import Official, User


@shared_task(ignore_result=True)
def mail_invitation(invitation_id: int) -> None:
    with transaction.atomic():
        unsent = Invitation.objects.waiting().filter(pk=invitation_id, mailed_at__isnull=True)
        invitation = unsent.select_for_update(of=["self"], skip_locked=True).select_related("network", "city", "invited_by").first()
        if invitation is None:
            return
        emails.send_invitation(invitation)
        invitation.mailed_at = timezone.now()
        invitation.save(update_fields=["mailed_at"])


@shared_task(ignore_result=True)
def mail_invitations(invitation_ids: list[int]) -> None:
    for invitation_id in invitation_ids:
        mail_invitation.delay(invitation_id)


@shared_task(ignore_result=True)
def mail_handover(official_id: int) -> None:
    """Tell the successor what passed to them."""
    with transaction.atomic():
        unsent = Official.objects.handover_unmailed().filter(pk=official_id).select_related("user", "city", "successor__user")
        official = unsent.select_for_update(of=["self"], skip_locked=True).first()
        if official is None:
            return
        emails.send_handover(official)
        official.handover_mailed_at = timezone.now()
        official.save(update_fields=["handover_mailed_at"])


@shared_task(ignore_result=True)
def mail_standing(official_id: int) -> None:
    """Tell who signed up whether somebody vouched for them."""
    with transaction.atomic():
        unsent = Official.objects.answer_unmailed().filter(pk=official_id).select_related("user", "city")
        official = unsent.select_for_update(of=["self"], skip_locked=True).first()
        if official is None:
            return
        emails.send_standing(official)
        official.answer_due_at = None
        official.save(update_fields=["answer_due_at"])


@shared_task(ignore_result=True)
def mail_unused(user_id: int) -> None:
    """Tell somebody that their account closes, unless they sign in."""
    with transaction.atomic():
        unwarned = User.objects.unused(timezone.now()).unwarned().filter(pk=user_id)
        user = unwarned.select_for_update(of=["self"], skip_locked=True).first()
        if user is None:
            return
        emails.send_unused(user)
        user.warned_at = timezone.now()
        user.save(update_fields=["warned_at"])
        record(Verb.ACCOUNT_WARNED, by=None, subject=user)


@shared_task(ignore_result=True)
def mail_answer(seat_id: int) -> None:
    """Tell the official that they were let in or declined."""
    with transaction.atomic():
        unsent = Seat.objects.with_people().filter(pk=seat_id).answer_unsent()
        seat = unsent.select_for_update(of=["self"], skip_locked=True).first()
        if seat is None:
            return
        emails.send_answer(seat)
        seat.answer_mailed_at = timezone.now()
        seat.save(update_fields=["answer_mailed_at"])


@shared_task(ignore_result=True)
def mail_request(seat_id: int) -> None:
    """Tell the managers that somebody asks to join."""
    with transaction.atomic():
        unsent = Seat.objects.with_people().filter(pk=seat_id).managers_unmailed()
        seat = unsent.select_for_update(of=["self"], skip_locked=True).first()
        if seat is None:
            return
        emails.send_request(seat)
        seat.managers_mailed_at = timezone.now()
        seat.save(update_fields=["managers_mailed_at"])


@shared_task(ignore_result=True)
def mail_message(message_id: int) -> None:
    """A question goes to who wants to join, an answer to who asked."""
    with transaction.atomic():
        unsent = SeatMessage.objects.filter(pk=message_id, mailed_at__isnull=True)
        people = "seat__official__user", "seat__official__city", "seat__network", "author"
        message = unsent.select_for_update(of=["self"], skip_locked=True).select_related(*people).first()
        if message is None:
            return
        emails.send_message(message)
        message.mailed_at = timezone.now()
        message.save(update_fields=["mailed_at"])
