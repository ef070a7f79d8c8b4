from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from access.permissions import Permission
from access.services import require
from digests import services
from digests.forms import DigestForm, NoteForm
from digests.models import Note, schedule_of, this_month
from digests.queries import had_it, next_digest, stopped_by, told_of
from networks.models import Network
from networks.queries import manage_frame
from officials.models import SignedInRequest

NOTES = 12


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """When the digest comes, of which networks it tells, and what the next one holds so far."""
    user = request.user
    networks = list(told_of(user))
    out = Network.objects.filter(pk__in=user.left_out_of_digest.values("network"))
    form = DigestForm(request.POST or None, schedule=schedule_of(user), networks=networks, left_out=out)
    if form.is_valid():
        services.save_wishes(schedule=form.schedule, left_out=form.left_out, of=networks, by=user)
        messages.success(request, _("Saved."))
        return redirect("settings_digest")
    context = {
        "form": form,
        "networks": networks,
        "next": next_digest(user=user, now=timezone.now()),
        "last": user.digests.filter(status="sent").order_by("-day").first(),
    }
    return render(request, "digests/settings.html", context)


@csrf_exempt  # The token is what allows it: mail programs post without a session (RFC 8058).
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link only asks, since mail scanners open links; posting to it does it at once."""
    stopped = stopped_by(token)
    if stopped is None:
        raise Http404(_("This link is not complete. Please copy the whole of it from the e-mail."))
    if request.method == "POST":
        answer = request.POST.get("answer", "stop")
        if answer == "start":
            services.start_digest(by=stopped.user, network=stopped.network if stopped.comes else None)
        elif answer == "monthly":
            services.once_a_month(by=stopped.user)
        else:
            services.stop_digest(by=stopped.user, network=stopped.network if answer != "stop_all" else None)
    return render(request, "digests/unsubscribe.html", {"stopped": stopped})


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedInRequest, slug: str) -> HttpResponse:
    """The word of this month to the members, on top of their next digest, and those of earlier months."""
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("area", "parent"), slug=slug)
    require(request.user, Permission.NOTE_WRITE, network)
    written = Note.objects.filter(network=network).select_related("author", "network").newest_first()
    current = written.filter(month=this_month()).first()
    if request.method == "POST" and "take_back" in request.POST:
        if current:
            services.take_back_note(note=current, by=request.user)
        messages.success(request, _("Taken back. It stands in no digest that is still to come."))
        return redirect(request.path)
    form = NoteForm(request.POST or None, initial={"text": current.text if current else ""})
    if request.method == "POST" and form.is_valid():
        services.write_note(network=network, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Saved. It stands on top of the next digest of each member."))
        return redirect(request.path)
    context = {
        "form": form,
        "current": current,
        "had_it": had_it(current) if current else 0,
        "earlier": written.exclude(month=this_month())[:NOTES],
    }
    return render(request, "digests/note.html", manage_frame(network) | context)
