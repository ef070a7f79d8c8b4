from collections.abc import Iterator
from hashlib import sha256
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest, today
from reports import queries, services
from reports.forms import AnnualReportForm, ReportForm
from reports.models import Export, SavedReport
from reports.views.choosing import annual_form, at_first, is_annual, report_form

PAST_EXPORTS = 8
TO_HAVE = 5
PIECE = 64 * 1024
KEPT = ["networks", "period", "since", "until", "format"]


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What can be taken out, a look at it, and who took what before."""
    require(request.user, Permission.REPORT_EXPORT)
    if is_annual(request.GET):
        return page(request, annual=annual_form(request.GET, request.user))
    return page(request, report_form(at_first(request.GET), request.user), is_preview="preview" in request.GET)


@require_POST
def export(request: SignedInRequest) -> HttpResponseBase:
    """The file, or how much it would be."""
    require(request.user, Permission.REPORT_EXPORT)
    form = report_form(request.POST, request.user)
    if not form.is_valid() or "count" in request.POST:
        return page(request, form, is_preview=True)
    choice = queries.Choice(**form.choice)
    report = choice.report(request.user)
    rows = report.count_if_few(choice.format)
    if rows is not None:
        return _file(report, choice, services.begin_sending(choice=choice, rows=rows, by=request.user))
    if choice.format == "xlsx" and report.counts["rows"] > queries.XLSX_ROWS:
        form.add_error("format", _("Excel holds 1,048,576 rows at most. Choose CSV, or fewer networks."))
        return page(request, form)
    return redirect(services.ask_export(choice=choice, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: SignedInRequest) -> HttpResponseBase:
    """What we have on the reader: to look over, to correct, to download, to have deleted."""
    parts = queries.my_data(request.user)
    if request.method != "POST":
        counts = [(part.about, part.rows.count()) for part in parts]
        return render(request, "reports/my_data.html", {"counts": counts})
    services.record_download(by=request.user)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    queries.write_zip(file, parts)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"c40net-my-data-{today()}.zip", content_type="application/zip")


def page(
    request: SignedInRequest, form: ReportForm | None = None, *, annual: AnnualReportForm | None = None, is_preview: bool = False
) -> HttpResponse:
    """With what was chosen of the one form or the other."""
    form = form or report_form(at_first(QueryDict()), request.user)
    reports = {name: report(None, request.user) for name, report in queries.REPORTS.items()}
    last_made = queries.last_made(user=request.user)
    to_have = Export.objects.to_have(request.user, timezone.now()).select_related("saved").newest_first()
    context = {
        "form": form,
        "annual": annual or annual_form(None, request.user),
        "reports": list(reports.values()),
        "groups": [(name, [(reports[kind.name], last_made.get(kind.name)) for kind in kinds]) for name, kinds in queries.GROUPS],
        "kind": reports.get(form["what"].value()),
        # What stays chosen when another thing is.
        "kept": urlencode([(name, value) for name in KEPT for value in form.data.getlist(name) if value]),
        "chosen": queries.Choice(**form.choice).report(request.user) if form.is_valid() and is_preview else None,
        "to_have": queries.with_links(request.user, to_have[:TO_HAVE]),
        "saved_reports": SavedReport.objects.visible_to(request.user).with_last().by_name(),
        "past_exports": queries.past_exports(user=request.user)[:PAST_EXPORTS],
    }
    return render(request, "reports/index.html", context)


def _file(report: queries.Report, choice: queries.Choice, export: Export) -> StreamingHttpResponse:
    if choice.format in queries.NEEDS_A_FILE:
        file = NamedTemporaryFile()  # noqa: SIM115 - the answer closes it, and it is gone
        report.write(file.name, choice.format)
        pieces = _pieces(file)
    else:
        pieces = report.stream(choice.format)
    answer = StreamingHttpResponse(_noted(pieces, export), content_type=queries.FORMATS[choice.format].content_type)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=export.file_name))
    return answer


def _pieces(file: Any) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(PIECE), b"")


def _noted(pieces: Iterator[bytes], export: Export) -> Iterator[bytes]:
    """With how much it was once all of it is out."""
    checksum, size = sha256(), 0
    for piece in pieces:
        checksum.update(piece)
        size += len(piece)
        yield piece
    services.note_sent(export=export, size=size, sha256=checksum.hexdigest())
