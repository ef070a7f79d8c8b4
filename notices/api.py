"""What a mail provider tells of the mail that it sent for us, and mail that came to our return address. Anymail reads it."""

from typing import Any

from anymail import signals
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent, EventType
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

from notices import services
from notices.models import Pause
from notices.queries import came_back

WHY = {
    EventType.BOUNCED: Pause.Why.CAME_BACK,
    EventType.REJECTED: Pause.Why.CAME_BACK,
    EventType.COMPLAINED: Pause.Why.SPAM,
}


@csrf_exempt  # The secret is what allows it.
@login_not_required
def tracking(request: HttpRequest, provider: str) -> HttpResponse:
    return _hand_to_anymail(request, provider, "tracking")


@csrf_exempt
@login_not_required
def inbound(request: HttpRequest, provider: str) -> HttpResponse:
    return _hand_to_anymail(request, provider, "inbound")


def _hand_to_anymail(request: HttpRequest, provider: str, what: str) -> HttpResponse:
    """It checks the secret. Without one it would let anybody in, so there is no such page then."""
    if provider != settings.MAIL_PROVIDER or not settings.ANYMAIL["WEBHOOK_SECRET"]:
        raise Http404
    view, args, kwargs = resolve(f"/{provider}/{what}/", urlconf="anymail.urls")
    return view(request, *args, **kwargs)


@receiver(signals.tracking)
def hear_what_became_of_it(event: AnymailTrackingEvent, **_: Any) -> None:
    if event.recipient and event.event_type in WHY:
        answer = event.mta_response or event.description or ""
        services.pause_mail(address=event.recipient, why=WHY[event.event_type], answer=answer)


@receiver(signals.inbound)
def read_what_came_back(event: AnymailInboundEvent, **_: Any) -> None:
    for returned in came_back(event.message):
        services.pause_mail(address=returned.address, why=Pause.Why.CAME_BACK, answer=returned.answer)
