"""Mail that services ask for. Each is a row whose *_mailed_at is null until it is sent, so that none is lost or sent twice."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from networks import emails
from networks.models import Invitation, Seat


@shared_task(ignore_result=True)
def mail_invitation(invitation_id: int) -> None:
    """The lock is the claim: it holds while the mail is handed over, and goes with the worker."""
    with transaction.atomic():
        unsent = Invitation.objects.waiting().filter(pk=invitation_id, mailed_at__isnull=True)
        invitation = unsent.select_for_update(of=["self"], skip_locked=True).select_related("network", "city", "invited_by").first()
        if invitation is None:
            return
        emails.send_invitation(invitation)
        invitation.mailed_at = timezone.now()
        invitation.save(update_fields=["mailed_at"])


@shared_task(ignore_result=True)
def mail_answer(seat_id: int) -> None:
    """Tell the official that they were let in or declined; claimed like an invitation."""
    with transaction.atomic():
        unsent = Seat.objects.with_people().filter(pk=seat_id).answer_unsent()
        seat = unsent.select_for_update(of=["self"], skip_locked=True).first()
        if seat is None:
            return
        emails.send_answer(seat)
        seat.answer_mailed_at = timezone.now()
        seat.save(update_fields=["answer_mailed_at"])
