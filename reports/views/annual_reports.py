"""A network's annual report, for all with whom it is shared: drawn by a worker, as all exports are."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.services import require
from networks.models import Network
from officials.models import SignedInRequest
from reports import services
from reports.queries import Choice, annual_report
from reports.views.building import page
from reports.views.choosing import annual_form


@require_http_methods(["GET", "HEAD", "POST"])
def annual(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """Have it drawn, in the reader's language; somebody who comes by a link finds the button for it."""
    network = get_object_or_404(Network.objects.shared_with(request.user), slug=slug)
    if year not in annual_report.years(network):
        raise Http404
    if request.method != "POST":
        return redirect("network_reach", network.slug)
    return redirect(services.ask_export(choice=Choice.of_year(network, year), by=request.user))


@require_POST
def annual_export(request: SignedInRequest) -> HttpResponse:
    """Of a network and a year, drawn by a worker, and written down with the other exports."""
    require(request.user, Permission.REPORT_EXPORT)
    form = annual_form(request.POST, request.user)
    if not form.is_valid():
        return page(request, annual=form)
    return redirect(services.ask_export(choice=Choice(**form.choice), by=request.user))
