"""A network's annual report, for all with whom it is shared."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from networks.models import Network
from officials.models import SignedInRequest
from reach.queries.pictures import CannotDrawError
from reports import services
from reports.forms import AnnualReportForm
from reports.queries import Choice, annual_report


@require_safe
def annual(request: SignedInRequest, slug: str, year: int) -> HttpResponse:
    """The PDF itself, in the reader's language."""
    network = get_object_or_404(Network.objects.shared_with(request.user), slug=slug)
    if year not in annual_report.years(network):
        raise Http404
    try:
        content = annual_report.pdf(network=network, year=year, user=request.user)
    except CannotDrawError:
        return _cannot_draw(request, network, year)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=annual_report.file_name(network.slug, year)) or ""
    )
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@require_POST
def annual_export(request: SignedInRequest) -> HttpResponse:
    """Of a network and a year, drawn by a worker, and written down with the other exports."""
    require(request.user, Permission.REPORT_EXPORT)
    form = AnnualReportForm(request.POST, networks=Network.objects.shared_with(request.user))
    if not form.is_valid():
        messages.error(request, _("Choose a network, and a year in which it was there."))
        return redirect("reports")
    network, year = form.cleaned_data["network"], form.cleaned_data["year"]
    return redirect(services.ask_export(choice=Choice.of_year(network, year), by=request.user))


def _cannot_draw(request: HttpRequest, network: Network, year: int) -> HttpResponse:
    answer = render(request, "reports/cannot_draw.html", {"network": network, "year": year}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = "30"
    return answer
