from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from officials.models import SignedInRequest
from reports import queries, services
from reports.models import Delivery, Export

ROWS = 30


def _export(request: SignedInRequest, pk: int) -> Export:
    """Where there is none, who may not export at all hears of that first."""
    export = Export.objects.visible_to(request.user).select_related("asked_by", "saved").filter(pk=pk).first()
    if export is None or not queries.may_have(request.user, export):
        require(request.user, Permission.REPORT_EXPORT)
        raise Http404
    return export


@require_safe
def exports(request: SignedInRequest) -> HttpResponse:
    """Who took out what, and when; one's own files can be had from here."""
    require(request.user, Permission.REPORT_EXPORT)
    found = Export.objects.visible_to(request.user).select_related("asked_by", "saved").newest_first()
    is_own = "own" in request.GET
    page = Paginator(found.filter(asked_by=request.user) if is_own else found, ROWS).get_page(request.GET.get("page"))
    lines = queries.with_links(request.user, page.object_list)
    return render(request, "reports/exports.html", {"page": page, "lines": lines, "is_own": is_own})


@require_safe
def made(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; then what it is, and its file for those whom it is for."""
    return _page(request, _export(request, pk))


def _page(request: SignedInRequest, export: Export, status: int = 200) -> HttpResponse:
    [(export, link)] = queries.with_links(request.user, [export])
    choice = queries.Choice.from_json(export.choice)
    context = {
        "export": export,
        "title": choice.title,
        "may_export": can(request.user, Permission.REPORT_EXPORT),
        "link": link,
        "facts": queries.facts_of(choice, request.user, export),
        "deliveries": export.deliveries.select_related("user").order_by("user__full_name", "pk"),
        "ahead": queries.count_ahead(export) if export.status == Export.Status.WAITING else 0,
    }
    return render(request, "reports/export.html", context, status=status)


@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    export = _export(request, pk)
    try:
        services.cancel_export(export=export, by=request.user)
    except services.NotOpenError:
        messages.error(request, _("It is not being made any more. Here is what came of it."))
    return redirect(export)


@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same choice, as things are now, for who asks."""
    export = _export(request, pk)
    return redirect(services.ask_export(choice=queries.Choice.from_json(export.choice), by=request.user, saved=export.saved))


@require_safe
def download(request: SignedInRequest, token: str) -> HttpResponseBase:
    """By a link that is this person's alone, and only as long as the file is kept."""
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("export__asked_by", "export__saved"), token=token)
    export = delivery.export
    if not queries.may_have(request.user, export):
        raise PermissionDenied
    if not export.is_kept:
        return _page(request, export, status=410)
    services.note_download(delivery=delivery, by=request.user)
    answer = StreamingHttpResponse(queries.parts_of(export), content_type=queries.content_type(export))
    answer["Content-Length"] = str(export.size)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=export.file_name))
    answer["Cache-Control"] = "private, no-store"
    return answer
