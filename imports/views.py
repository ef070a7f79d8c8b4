import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from cities.models import City
from files.queries import UnreadableFileError
from imports import services
from imports.forms import ColumnsForm, RowForm, UploadForm
from imports.models import Import, ImportRow
from imports.queries import telling
from officials.models import SignedInRequest

ROWS = 50
SAMPLE_ROWS = 5
PAST_IMPORTS = 30
PERMISSIONS: dict[str, Permission] = {
    Import.Kind.ROSTER: Permission.ROSTER_IMPORT,
    Import.Kind.CITIES: Permission.CITIES_IMPORT,
    Import.Kind.ACTIONS: Permission.ACTIONS_IMPORT,
}


class _Echo:
    """What a csv.writer writes to, when each line goes straight out."""

    def write(self, line: str) -> str:
        return line


def imports(request: SignedInRequest) -> HttpResponse:
    """What was uploaded, and a form to upload one more."""
    require(request.user, Permission.ACTIONS_IMPORT)
    kinds = [kind for kind, permission in PERMISSIONS.items() if can(request.user, permission)]
    form = UploadForm(request.POST or None, request.FILES or None, kinds=kinds)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            import_ = services.upload(kind=form.cleaned_data["kind"], file_name=file.name, content=file.read(), by=request.user)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("import_columns", import_.pk)
    past = Import.objects.visible_to(request.user).select_related("uploaded_by").newest_first()[:PAST_IMPORTS]
    return render(request, "imports/imports.html", {"form": form, "past": past})


def _import(request: SignedInRequest, pk: int) -> Import:
    import_ = get_object_or_404(Import.objects.visible_to(request.user).select_related("uploaded_by"), pk=pk)
    require(request.user, PERMISSIONS[import_.kind])
    return import_


def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which column holds what: guessed, and editable."""
    import_ = _import(request, pk)
    if import_.status not in {Import.Status.UPLOADED, Import.Status.READY}:
        return redirect("import", pk)
    form = ColumnsForm(request.POST or None, import_=import_)
    if form.is_valid():
        is_vouched = bool(form.cleaned_data.get("is_vouched"))
        return _tried(request, import_, lambda: services.choose_columns(
            import_=import_, columns=form.columns, is_vouched=is_vouched, by=request.user
        ))  # fmt: skip
    sample = [row.raw[: len(import_.headers)] for row in import_.rows.in_file_order()[:SAMPLE_ROWS]]
    return render(request, "imports/columns.html", {"import": import_, "form": form, "sample": sample})


def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each row would do, and what has to be answered first; while the worker is at it, how far it is."""
    import_ = _import(request, pk)
    if import_.status == Import.Status.UPLOADED:
        return redirect(import_)
    if request.method == "POST":
        return _change(request, import_)
    if import_.is_working:
        return render(request, "imports/working.html", {"import": import_})
    return _page(request, import_)


def _page(request: SignedInRequest, import_: Import, wrong: tuple[int, RowForm] | None = None) -> HttpResponse:
    counts = telling.counts(import_)
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in {value for value, _label, _n in counts} else ""
    rows = import_.rows.filter(status=chosen) if chosen else import_.rows.all()
    page = Paginator(rows.in_file_order(), ROWS).get_page(request.GET.get("page"))
    lines = telling.preview(import_, page.object_list)
    numbers = {value: n for value, _label, n in counts}
    context: dict[str, Any] = {
        "import": import_,
        "counts": counts,
        "chosen": chosen,
        "page": page,
        "lines": lines,
        "form": wrong[1] if wrong else None,
        "fix": wrong[0] if wrong else None,
        "all": sum(numbers.values()),
        "to_import": numbers.get("new", 0) + numbers.get("changed", 0),
        "unclear": numbers.get("conflict", 0) + numbers.get("error", 0),
        "outcomes": telling.outcomes(import_),
        "cities": City.objects.values_list("name", flat=True),
        "asks_of_namesakes": any(choice.value == "person=another" for line in lines for p in line.problems for choice in p.choices),
    }
    if wrong is None and import_.status == Import.Status.READY and request.GET.get("fix", "").isdecimal():
        line = next((line for line in lines if line.row.number == int(request.GET["fix"])), None)
        if line:
            context |= {"fix": line.row.pk, "form": RowForm(import_=import_, cells=line.row.cells)}
    return render(request, "imports/preview.html", context, status=422 if wrong else 200)


def _change(request: SignedInRequest, import_: Import) -> HttpResponse:
    """A correction, an answer, or one answer for all namesakes."""
    if "apart" in request.POST:
        return _tried(request, import_, lambda: services.tell_namesakes_apart(import_=import_, by=request.user))
    row = get_object_or_404(import_.rows.all(), pk=request.POST["row"] if request.POST.get("row", "").isdecimal() else 0)
    row.part_of = import_
    if choice := request.POST.get("choice"):
        question, _equals, value = choice.partition("=")
        return _tried(request, import_, lambda: services.answer(row=row, question=question, value=value, by=request.user), row)
    form = RowForm(request.POST, import_=import_, cells=row.cells)
    if not form.is_valid():
        return _page(request, import_, (row.pk, form))
    return _tried(request, import_, lambda: services.fix_row(row=row, cells=form.cleaned_data, by=request.user), row)


@require_POST
def commit(request: SignedInRequest, pk: int) -> HttpResponse:
    import_ = _import(request, pk)
    return _tried(request, import_, lambda: services.commit(import_=import_, by=request.user))


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    import_ = _import(request, pk)
    return _tried(request, import_, lambda: services.undo(import_=import_, by=request.user))


def _tried(request: SignedInRequest, import_: Import, do: Any, row: ImportRow | None = None) -> HttpResponse:
    """Do it and go back to where it was asked, with a word where many rows changed or nothing could."""
    try:
        count = do()
    except services.BusyError:
        messages.error(request, _("This import is at another step by now. Here is how it stands."))
    except services.TooLateError:
        messages.error(request, _("An import can be undone for one day after it was made, and once."))
    else:
        if count and count > 1:
            message = ngettext("%(n)d row is answered.", "%(n)d rows that ask the same are answered.", count)
            messages.success(request, message % {"n": count})
    back = redirect("import", import_.pk)
    if row:
        # To the row that was answered, in the list as it was chosen.
        query = request.GET.copy()
        query.pop("fix", None)
        back["Location"] += f"?{query.urlencode()}#row{row.number}"
    return back


@require_safe
def errors(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """The rows that cannot be imported as they are, as a file to correct and upload again."""
    import_ = _import(request, pk)
    answer = StreamingHttpResponse(_csv(telling.error_lines(import_)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="c40net-import-{import_.pk}-errors.csv"'
    return answer


def _csv(lines: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for line in lines:
        yield writer.writerow(line)
