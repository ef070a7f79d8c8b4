from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digests import services
from digests.models import wants_digest
from digests.queries import next_digest, reader_of
from networks.models import Network
from officials.models import SignedInRequest, User


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Stop or start the weekly digest, and see what the next one holds so far."""
    reader = cast("User", request.user)
    if request.method == "POST":
        _do_as_told(request, reader)
        return redirect("settings_digest")
    context = {
        "wanted": wants_digest(reader),
        "has_networks": Network.objects.joined_by(reader).exists(),
        "next": next_digest(user=reader, now=timezone.now()),
        "last": reader.digests.filter(status="sent").order_by("-day").first(),
    }
    return render(request, "digests/settings.html", context)


@csrf_exempt  # The token is what allows it: mail programs post without a session (RFC 8058).
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link only asks, since mail scanners open links; posting to it does it at once."""
    reader = reader_of(token)
    if reader is None:
        raise Http404(_("This link is not complete. Please copy the whole of it from the e-mail."))
    if request.method == "POST":
        _do_as_told(request, reader)
    return render(request, "digests/unsubscribe.html", {"wanted": wants_digest(reader)})


def _do_as_told(request: HttpRequest, reader: User) -> None:
    if request.POST.get("answer") == "start":
        services.start_digest(by=reader)
    else:
        services.stop_digest(by=reader)
