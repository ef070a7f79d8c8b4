from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.permissions import Permission
from access.services import require
from networks.forms import SeatDecisionForm, SeatRequestForm
from networks.models import Network, Seat
from networks.services import (
    AlreadyAskedError,
    NetworkClosedError,
    NotInParentError,
    approve_seats,
    decline_seats,
    leave_network,
    request_seat,
)
from networks.views.networks import manage_frame, network_to_manage
from officials.models import SignedInRequest

DECIDED_ROWS = 50


def join(request: SignedInRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.SEAT_REQUEST)
    official = request.user.official
    assert official  # whom alone the permission is for
    form = SeatRequestForm(request.POST or None)
    if form.is_valid():
        try:
            seat = request_seat(network=network, official=official, by=request.user, **form.cleaned_data)
        except AlreadyAskedError:
            return redirect(network)
        except NetworkClosedError:
            form.add_error(None, _("This network has ended and takes no new members."))
        except NotInParentError:
            form.add_error(None, _("A working group is for members of its network. Join the network first."))
        else:
            if seat.status == Seat.Status.REQUESTED:
                messages.success(request, _("You asked to join. Its manager answers by mail."))
            return redirect(network)
    return render(request, "networks/join.html", {"network": network, "form": form})


def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Gives up the seat, or the request for one. Asks first."""
    network = get_object_or_404(Network.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.SEAT_REQUEST)
    held = network.seats.filter(official=request.user.official, status__in=[Seat.Status.REQUESTED, Seat.Status.ACTIVE])
    seat = get_object_or_404(held.with_people())
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
        _decide(request, form)
        return redirect("manage" if request.POST.get("back") == "manage" else request.path)
    answered = network.seats.exclude(decided_at=None).with_people().select_related("decided_by").order_by("-decided_at")
    return render(
        request,
        "networks/seats.html",
        manage_frame(network) | {"form": form, "waiting": waiting.with_people().oldest_first(), "answered": answered[:DECIDED_ROWS]},
    )


def _decide(request: SignedInRequest, form: SeatDecisionForm) -> None:
    seats, reason = form.cleaned_data["seats"], form.cleaned_data["reason"]
    if form.cleaned_data["decision"] == form.APPROVE:
        count = approve_seats(seats=seats, by=request.user, reason=reason)
        messages.success(request, ngettext("%(n)d official joined.", "%(n)d officials joined.", count) % {"n": count})
    else:
        count = decline_seats(seats=seats, by=request.user, reason=reason)
        messages.success(request, ngettext("%(n)d request declined.", "%(n)d requests declined.", count) % {"n": count})
