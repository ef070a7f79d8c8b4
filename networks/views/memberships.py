from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from networks.forms import AddCityForm, EndMembershipForm
from networks.models import CityMembership
from networks.queries import manage_frame
from networks.services import CityIsInNetworkError, DatesCrossError, add_city, change_city_role, end_city_membership
from networks.views.networks import network_to_manage
from officials.models import SignedInRequest

PAST_ROWS = 100


def memberships(request: SignedInRequest, slug: str) -> HttpResponse:
    """The network's cities now and before, and a form to add one."""
    network = network_to_manage(request, slug, Permission.CITY_MEMBERSHIPS_EDIT)
    form = AddCityForm(request.POST or None, network=network)
    if form.is_valid():
        try:
            membership = add_city(network=network, by=request.user, **form.cleaned_data)
        except CityIsInNetworkError:
            form.add_error("city", _("This city is in the network already."))
        except DatesCrossError:
            form.add_error("started_on", _("The city was in the network on that day: its earlier membership ended later."))
        else:
            messages.success(request, _("%(city)s is in the network.") % {"city": membership.city})
            return redirect(request.path)
    rows = network.city_memberships.select_related("city")
    return render(
        request,
        "networks/memberships.html",
        manage_frame(network)
        | {
            "form": form,
            "current": rows.current().order_by("city__name"),
            "past": rows.exclude(ended_on=None).order_by("-ended_on", "city__name")[:PAST_ROWS],
        },
    )


def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.CITY_MEMBERSHIPS_EDIT)
    membership = get_object_or_404(network.city_memberships.current().select_related("city", "network"), pk=pk)
    form = EndMembershipForm(request.POST or None)
    if form.is_valid():
        try:
            end_city_membership(membership=membership, ended_on=form.cleaned_data["ended_on"], by=request.user)
        except DatesCrossError:
            form.add_error("ended_on", _("The membership started after that day."))
        else:
            messages.success(request, _("%(city)s is no longer in the network.") % {"city": membership.city})
            return redirect("network_memberships", slug)
    seats = network.seats.active().filter(official__city=membership.city).count()
    return render(request, "networks/end.html", manage_frame(network) | {"membership": membership, "form": form, "seat_count": seats})


@require_POST
def change_role(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Name a lead city, or end its lead."""
    network = network_to_manage(request, slug, Permission.CITY_MEMBERSHIPS_EDIT)
    membership = get_object_or_404(network.city_memberships.current().select_related("city", "network"), pk=pk)
    role = CityMembership.Role.MEMBER if membership.is_lead else CityMembership.Role.LEAD
    change_city_role(membership=membership, role=role, by=request.user)
    return redirect("network_memberships", slug)
