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
from reports.forms import MembersReportForm

PAST_EXPORTS = 20


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """What can be taken out, how much it will be, and who took what before."""
    require(request.user, Permission.REPORT_EXPORT)
    return _page(request, MembersReportForm(user=request.user))


@require_POST
def members(request: SignedInRequest) -> HttpResponseBase:
    """The file, or how much it would be."""
    require(request.user, Permission.REPORT_EXPORT)
    form = MembersReportForm(request.POST, user=request.user)
    if not form.is_valid() or "count" in request.POST:
        return _page(request, form)
    report = queries.members(networks=form.chosen, user=request.user)
    is_csv = form.cleaned_data["format"] == "csv"
    if not is_csv and report.counts["rows"] > queries.XLSX_ROWS:
        form.add_error("format", _("Excel holds 1,048,576 rows at most. Choose CSV, or fewer networks."))
        return _page(request, form)
    file_name = f"c40net-members-{today()}.{form.cleaned_data['format']}"
    names = [network.name for network in form.chosen or []]
    services.record_export(file_name=file_name, networks=names, rows=report.counts["rows"], by=request.user)
    return _csv(report, file_name) if is_csv else _xlsx(report, file_name)


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


def _page(request: SignedInRequest, form: MembersReportForm) -> HttpResponse:
    chosen = form.chosen if form.is_valid() else None
    context = {
        "form": form,
        "of_all": queries.members(networks=None, user=request.user).counts,
        "chosen": chosen,
        "of_chosen": queries.members(networks=chosen, user=request.user).counts if chosen else None,
        "past_exports": queries.past_exports(user=request.user)[:PAST_EXPORTS],
    }
    return render(request, "reports/index.html", context)


def _csv(report: queries.MembersReport, file_name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(report.csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _xlsx(report: queries.MembersReport, file_name: str) -> FileResponse:
    """The file is gone with the answer."""
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it
    report.write_xlsx(file.name)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=kind)
