from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest
from reports import queries, services
from reports.forms import SavedReportForm
from reports.models import SavedReport
from reports.views.choosing import chosen_form

PAST_EXPORTS = 12
NAME_TAKEN = gettext_lazy("There is one of this name already.")


def _saved(request: SignedInRequest, pk: int) -> SavedReport:
    require(request.user, Permission.REPORT_EXPORT)
    return get_object_or_404(SavedReport.objects.visible_to(request.user).select_related("saved_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedInRequest) -> HttpResponse:
    """Give what was chosen a name. The choice comes with the address, or in hidden fields."""
    require(request.user, Permission.REPORT_EXPORT)
    chosen = chosen_form(request.POST or request.GET, request.user)
    if not chosen.is_valid():
        # What is wrong with it is said where it is chosen.
        return redirect(f"{reverse('reports')}?{request.GET.urlencode()}")
    choice = queries.Choice(**chosen.choice)
    form = SavedReportForm(request.POST if "name" in request.POST else None)
    if form.is_valid():
        try:
            saved = services.save_report(choice=choice, by=request.user, **form.cleaned_data)
        except services.NameTakenError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("Saved."))
            return redirect(saved)
    facts = queries.facts_of(choice, request.user)
    return render(request, "reports/save.html", {"chosen": chosen, "form": form, "facts": facts})


@require_http_methods(["GET", "HEAD", "POST"])
def saved_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it holds, when and for whom it is made, and what was made of it."""
    saved = _saved(request, pk)
    form = SavedReportForm(request.POST or None, saved=saved)
    if form.is_valid():
        try:
            services.change_saved_report(saved=saved, by=request.user, **form.cleaned_data)
        except services.NameTakenError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("Saved."))
            return redirect(saved)
    past = saved.exports.select_related("asked_by", "saved").newest_first()[:PAST_EXPORTS]
    choice = queries.Choice.from_json(saved.choice)
    facts = queries.facts_of(choice, request.user)
    context = {"saved": saved, "form": form, "facts": facts, "choice": choice, "lines": queries.with_links(request.user, past)}
    return render(request, "reports/saved.html", context)


@require_POST
def make(request: SignedInRequest, pk: int) -> HttpResponse:
    return redirect(services.make_saved_report(saved=_saved(request, pk), by=request.user))


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    saved = _saved(request, pk)
    services.discard_saved_report(saved=saved, by=request.user)
    messages.success(request, _("“%(name)s” is discarded. What was made of it stays.") % {"name": saved})
    return redirect("reports")
