from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.permissions import Permission
from access.services import require
from networks.forms import SeatDecisionForm, SeatMessageForm, SeatRequestForm
from networks.models import Network, Seat
from networks.queries import manage_frame, requests_to_answer
from networks.services import (
    AlreadyAskedError,
    InvitationOnlyError,
    NetworkClosedError,
    NotInParentError,
    SeatAnsweredError,
    answer_question,
    approve_seats,
    ask_question,
    decline_seats,
    leave_network,
    request_seat,
)
from networks.views.networks import network_to_manage
from officials.models import Official, SignedInRequest

DECIDED_ROWS = 50


def join(request: SignedInRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.SEAT_REQUEST)
    official = request.user.official
    assert official  # whom alone the permission is for
    form = SeatRequestForm(request.POST or None, working_groups=_groups_to_ask_for(network, official))
    if form.is_valid():
        try:
            seat = request_seat(network=network, official=official, by=request.user, **form.cleaned_data)
        except AlreadyAskedError:
            return redirect(network)
        except InvitationOnlyError:
            form.add_error(None, _("One comes into this network by invitation."))
        except NetworkClosedError:
            form.add_error(None, _("This network has ended and takes no new members."))
        except NotInParentError:
            form.add_error(None, _("A working group is for members of its network. Join the network first."))
        else:
            return _asked(request, seat)
    invited = network.invitations.open().filter(email__iexact=request.user.email).exists()
    return render(request, "networks/join.html", {"network": network, "form": form, "is_invited": invited})


def request_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The last request of this official: where it stands, what the managers asked, and a box to answer."""
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.SEAT_REQUEST)
    seat = network.seats.filter(official=request.user.official).with_people().order_by("-requested_at", "-pk").first()
    if seat is None:
        raise Http404
    form = SeatMessageForm(request.POST or None, label=_("Your answer"))
    if form.is_valid():
        try:
            answer_question(seat=seat, by=request.user, **form.cleaned_data)
        except SeatAnsweredError:
            form.add_error(None, _("Your request was answered meanwhile."))
        else:
            messages.success(request, _("Sent. The network’s manager reads it by mail."))
            return redirect(request.path)
    thread = seat.messages.select_related("author")
    return render(request, "networks/request_page.html", {"network": network, "seat": seat, "thread": thread, "form": form})


def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Gives up the seat, or the request for one. Asks first."""
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.SEAT_REQUEST)
    seat = get_object_or_404(network.seats.held().filter(official=request.user.official).with_people())
    if request.method == "POST":
        leave_network(seat=seat, by=request.user)
        messages.success(request, _("You left %(network)s.") % {"network": network})
        return redirect("home")
    return render(request, "networks/leave.html", {"network": network, "seat": seat})


def decide(request: SignedInRequest, slug: str) -> HttpResponse:
    """Requests for one network, answered one by one or many at once, and the answers given before."""
    network = network_to_manage(request, slug, Permission.SEATS_DECIDE)
    waiting = network.seats.requested()
    form = SeatDecisionForm(request.POST or None, waiting=waiting)
    if form.is_valid():
        _decide(request, form, network)
        return redirect("manage" if request.POST.get("back") == "manage" else request.path)
    answered = network.seats.exclude(decided_at=None).with_people().select_related("decided_by").order_by("-decided_at")
    return render(
        request,
        "networks/seats.html",
        manage_frame(network) | {"form": form, "waiting": requests_to_answer(waiting), "answered": answered[:DECIDED_ROWS]},
    )


def question(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Ask somebody who wants to join."""
    network = network_to_manage(request, slug, Permission.SEATS_DECIDE)
    found = requests_to_answer(network.seats.requested().filter(pk=pk))
    if not found:
        messages.info(request, _("Somebody has answered this request meanwhile."))
        return redirect("network_seats", slug)
    seat = found[0].seat
    form = SeatMessageForm(request.POST or None, label=_("Your question"))
    if form.is_valid():
        try:
            ask_question(seat=seat, by=request.user, **form.cleaned_data)
        except SeatAnsweredError:
            messages.info(request, _("Somebody has answered this request meanwhile."))
        else:
            messages.success(request, _("%(name)s reads your question by mail.") % {"name": seat.official})
        return redirect("manage") if request.POST.get("back") == "manage" else redirect("network_seats", slug)
    return render(request, "networks/question.html", manage_frame(network) | {"asked": found[0], "form": form})


def _groups_to_ask_for(network: Network, official: Official) -> QuerySet[Network]:
    """Working groups are for members; a verified official who asks to become one may ask for a seat in those as well."""
    if not official.is_verified:
        return Network.objects.none()
    groups = network.working_groups.open().filter(is_listed=True).exclude(admission=Network.Admission.INVITATION)
    return groups.exclude(pk__in=official.seats.held().values("network")).order_by("name")


def _asked(request: SignedInRequest, seat: Seat) -> HttpResponse:
    if seat.status == Seat.Status.ACTIVE:
        messages.success(request, _("Welcome to %(network)s.") % {"network": seat.network})
    else:
        messages.success(request, _("You asked to join. Its manager answers by mail."))
    return redirect(seat.network)


def _decide(request: SignedInRequest, form: SeatDecisionForm, network: Network) -> None:
    seats, reason = form.cleaned_data["seats"], form.cleaned_data["reason"]
    if form.cleaned_data["decision"] == form.APPROVE:
        count = approve_seats(seats=seats, by=request.user, reason=reason)
        if count:
            messages.success(request, ngettext("%(n)d official joined.", "%(n)d officials joined.", count) % {"n": count})
        _say_who_still_waits(request, seats.all().count(), network)
    else:
        count = decline_seats(seats=seats, by=request.user, reason=reason)
        messages.success(request, ngettext("%(n)d request declined.", "%(n)d requests declined.", count) % {"n": count})


def _say_who_still_waits(request: SignedInRequest, count: int, network: Network) -> None:
    """Approving a request for a working group gives nobody a seat in its network."""
    if count and network.parent:
        text = ngettext(
            "%(n)d official has no seat in %(parent)s yet. Approve that request first: this one waits.",
            "%(n)d officials have no seat in %(parent)s yet. Approve those requests first: these wait.",
            count,
        )
        messages.warning(request, text % {"n": count, "parent": network.parent})
