from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from networks.forms import StewardForm
from networks.models import Stewardship
from networks.queries import manage_frame
from networks.services import AlreadyRunsError, end_stewardship, start_stewardship
from networks.views.networks import network_to_manage
from officials.models import SignedInRequest

PAST_ROWS = 100


def stewards(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who runs the network now and who did before, and a form to hand it to somebody."""
    network = network_to_manage(request, slug, Permission.ROLES_EDIT)
    form = StewardForm(request.POST or None)
    if form.is_valid():
        try:
            stewardship = start_stewardship(network=network, staff=form.cleaned_data["staff"], by=request.user)
        except AlreadyRunsError:
            form.add_error("staff", _("This person runs the network already."))
        else:
            messages.success(request, _("%(staff)s now runs the network.") % {"staff": stewardship})
            return redirect(request.path)
    rows = Stewardship.objects.filter(Q(network=network) | Q(network=network.parent)).select_related("staff__user", "network")
    return render(
        request,
        "networks/stewards.html",
        manage_frame(network)
        | {
            "form": form,
            "current": rows.current().order_by("staff__user__full_name", "pk"),
            "past": rows.exclude(ended_on=None).order_by("-ended_on", "-pk")[:PAST_ROWS],
        },
    )


@require_POST
def end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.ROLES_EDIT)
    stewardship = get_object_or_404(network.stewardships.current().select_related("staff__user", "network"), pk=pk)
    end_stewardship(stewardship=stewardship, by=request.user)
    messages.success(request, _("%(staff)s no longer runs the network.") % {"staff": stewardship})
    return redirect("network_stewards", slug)
