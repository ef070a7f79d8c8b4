from hashlib import sha256

from django.conf import settings as django_settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods, require_safe

from access.permissions import Role
from officials.models import SignedInRequest
from workshops.models import CalendarFeed, Workshop
from workshops.queries import calendars
from workshops.services.calendars import end_feed, renew_feed


@require_safe
def workshop_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    """One workshop, to open in a calendar program."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place(), pk=pk)
    answer = _ics(calendars.of_workshop(workshop, reader=request.user))
    answer["Content-Disposition"] = f'attachment; filename="c40net-workshop-{workshop.pk}.ics"'
    return answer


@login_not_required  # The token is what allows it: calendar programs fetch without a session.
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """What one person's calendar program fetches every hour."""
    reader = calendars.reader_of_feed(token)
    if reader is None:
        raise Http404
    found = calendars.feed(reader, whole_networks=request.GET.get("of") == "networks")
    answer = _ics(found.text)
    answer["Cache-Control"] = "private, no-cache"
    if found.changed_at:
        answer["Last-Modified"] = http_date(found.changed_at.timestamp())
    # Only by the ETag: what a person may see no more leaves the feed without any workshop having changed.
    etag = f'"{sha256(answer.content).hexdigest()}"'
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """The private address of one's calendar: made, renewed, taken back."""
    if request.method == "POST":
        if request.POST.get("answer") == "stop":
            end_feed(by=request.user)
        else:
            renew_feed(by=request.user)
        return redirect("settings_calendar")
    roles = request.user.roles
    context = {
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "public_url": django_settings.PUBLIC_URL,
        "webcal_url": f"webcal://{django_settings.PUBLIC_URL.partition('://')[2]}",
        "registers": Role.OFFICIAL in roles,
        "has_workshops": bool(roles & {Role.OFFICIAL, Role.STAFF}),
    }
    return render(request, "workshops/settings.html", context)


def _ics(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
