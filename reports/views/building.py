from tempfile import NamedTemporaryFile, TemporaryFile

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest, today
from reports import queries, services
from reports.forms import ReportForm

PAST_EXPORTS = 20


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What can be taken out, how much it will be, and who took what before."""
    require(request.user, Permission.REPORT_EXPORT)
    return _page(request, ReportForm(user=request.user))


@require_POST
def export(request: SignedInRequest) -> HttpResponseBase:
    """The file, or how much it would be."""
    require(request.user, Permission.REPORT_EXPORT)
    form = ReportForm(request.POST, user=request.user)
    if not form.is_valid() or "count" in request.POST:
        return _page(request, form)
    what, file_format = form.cleaned_data["what"], form.cleaned_data["format"]
    report = queries.REPORTS[what](form.chosen, request.user)
    if file_format == "xlsx" and report.counts["rows"] > queries.XLSX_ROWS:
        form.add_error("format", _("Excel holds 1,048,576 rows at most. Choose CSV, or fewer networks."))
        return _page(request, form)
    file_name = f"c40net-{what}-{today()}.{file_format}"
    names = [network.name for network in form.chosen or []]
    services.record_export(file_name=file_name, networks=names, rows=report.counts["rows"], by=request.user)
    return _csv(report, file_name) if file_format == "csv" else _xlsx(report, file_name)


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


def _page(request: SignedInRequest, form: ReportForm) -> HttpResponse:
    chosen = queries.REPORTS[form.cleaned_data["what"]](form.chosen, request.user) if form.is_valid() else None
    context = {
        "form": form,
        "reports": [report(None, request.user) for report in queries.REPORTS.values()],
        "chosen": chosen,
        "past_exports": queries.past_exports(user=request.user)[:PAST_EXPORTS],
    }
    return render(request, "reports/index.html", context)


def _csv(report: queries.Report, file_name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(report.csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _xlsx(report: queries.Report, file_name: str) -> FileResponse:
    """The file is gone with the answer."""
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    report.write_xlsx(file.name)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=kind)
