from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import Permission
from access.services import require
from notices import services
from notices.forms import WishesOfAllForm, WishesOfNetworkForm
from notices.models import How, Notice, Pause
from notices.queries import address_of, count_unread, mail_of, networks_of, told, topics, wishes_of
from officials.models import SignedInRequest

ROWS = 30
MOST_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: SignedInRequest) -> HttpResponse:
    """Of what somebody was told, newest first; ?before=<id of the last one seen> goes on from there. Posting marks it all as read."""
    user = request.user
    if request.method == "POST":
        services.read_all(up_to=_number(request.POST.get("up_to", "")), by=user)
        return redirect("notifications")
    own = Notice.objects.visible_to(user).select_related("network").newest_first()
    if unread := "unread" in request.GET:
        own = own.unread()
    if before := _number(request.GET.get("before", "")):
        own = own.older_than(before)
    rows = list(own[: ROWS + 1])
    context = {"told": told(rows[:ROWS], user=user), "unread_only": unread, "is_first": not before, "unread": count_unread(user)}
    return render(request, "notices/notifications.html", context | {"last": rows[ROWS - 1] if len(rows) > ROWS else None})


@require_safe
def notification(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to what it is about, if its reader may still see that. It is read then."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("user", "network"), pk=pk)
    services.read(notice=notice)
    address = address_of(notice)
    if address is None:
        raise Http404(_("What this was about is not open to you any more."))
    return redirect(address)


@csrf_exempt  # The token is what allows it: mail programs post without a session (RFC 8058).
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link only asks, since mail scanners open links; posting to it does it at once."""
    mail = mail_of(token)
    if mail is None:
        raise Http404(_("This link is not complete. Please copy the whole of it from the e-mail."))
    if request.method == "POST":
        (services.change_back if request.POST.get("answer") == "start" else services.stop_mail)(mail=mail)
    return render(request, "notices/stop.html", {"mail": mail, "comes": mail.how != How.NEVER})


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Of what somebody wants to be told by mail, and when not."""
    user = request.user
    hours = getattr(user, "quiet_hours", None)
    free = [topic for topic in topics() if not topic.is_must]
    form = WishesOfAllForm(request.POST or None, topics=free, said=wishes_of(user), quiet_hours=hours)
    if form.is_valid():
        services.save_wishes(wishes=form.wishes, quiet_hours=form.quiet_hours, by=user)
        messages.success(request, _("Saved."))
        return redirect("settings_notifications")
    always = [kind for topic in topics() for kind in topic.kinds if kind.must]
    context = {"form": form, "always": always, "networks": networks_of(user)}
    return render(request, "notices/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_of_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where somebody wants to hear more of one network, or less, than of the others."""
    user = request.user
    network = get_object_or_404(networks_of(user), slug=slug)
    free = [topic for topic in topics() if not topic.is_must]
    form = WishesOfNetworkForm(request.POST or None, topics=free, said=wishes_of(user, network))
    if form.is_valid():
        services.save_wishes(wishes=form.wishes, network=network, by=user)
        messages.success(request, _("Saved."))
        return redirect("settings_notifications")
    return render(request, "notices/settings_of_network.html", {"form": form, "network": network})


@require_POST
def send_again(request: SignedInRequest) -> HttpResponse:
    """Mail to oneself, which was paused since it came back."""
    services.send_again(user=request.user, by=request.user)
    messages.success(request, _("Mail goes to you again. If it comes back once more, it says so here."))
    return redirect("settings_digest")


@require_http_methods(["GET", "HEAD", "POST"])
def paused(request: SignedInRequest) -> HttpResponse:
    """To whom mail does not get through; posting tries it again with one of them."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    rows = Pause.objects.holding().select_related("user").newest_first()
    if request.method == "POST":
        pause = get_object_or_404(rows, pk=_number(request.POST.get("pause", "")))
        services.send_again(user=pause.user, by=request.user)
        messages.success(request, _("Mail goes to %(person)s again.") % {"person": pause})
        return redirect("manage_paused")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "notices/paused.html", {"page": page})


def _number(asked: str) -> int:
    """Nought for what is no number."""
    return int(asked[:MOST_DIGITS]) if asked.isdecimal() else 0
