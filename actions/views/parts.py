from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actions.forms import DocumentForm, IndicatorForm, MilestoneForm, ValueForm
from actions.models import ClimateAction
from actions.queries import may_read
from actions.services import NameTakenError, add_document, remove, save_indicator, save_milestone, save_value
from actions.views.actions import action_to_write
from files.queries import answer
from officials.models import SignedInRequest


def milestones(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk)
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_milestone(action=action, by=request.user, **form.cleaned_data)
        return redirect(request.path)
    return render(request, "actions/milestones.html", {"action": action, "form": form, "milestones": action.milestones.all()})


def milestone(request: SignedInRequest, pk: int, milestone: int) -> HttpResponse:
    action = action_to_write(request, pk)
    found = get_object_or_404(action.milestones, pk=milestone)
    form = MilestoneForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_milestone(action=action, milestone=found, by=request.user, **form.cleaned_data)
        return redirect("action_milestones", pk)
    remove_url = ("action_milestone_remove", action.pk, found.pk)
    return _part(request, action, form, _("Change the milestone"), remove_url)


def indicators(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk)
    form = IndicatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (saved := _save_indicator(form, action, by=request.user)):
        return redirect("action_indicator", pk, saved.pk)
    indicators = action.indicators.prefetch_related("values")
    return render(request, "actions/indicators.html", {"action": action, "form": form, "indicators": indicators})


def indicator(request: SignedInRequest, pk: int, indicator: int) -> HttpResponse:
    """Its values, year by year; the same year again corrects what was said."""
    action = action_to_write(request, pk)
    found = get_object_or_404(action.indicators, pk=indicator)
    form = ValueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_value(indicator=found, by=request.user, **form.cleaned_data)
        return redirect(request.path)
    return render(request, "actions/indicator.html", {"action": action, "indicator": found, "form": form, "values": found.values.all()})


def indicator_edit(request: SignedInRequest, pk: int, indicator: int) -> HttpResponse:
    action = action_to_write(request, pk)
    found = get_object_or_404(action.indicators, pk=indicator)
    form = IndicatorForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and _save_indicator(form, action, by=request.user, indicator=found):
        return redirect("action_indicator", pk, indicator)
    return _part(request, action, form, _("Change the indicator"), ("action_indicator_remove", action.pk, found.pk))


def documents(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        add_document(action=action, by=request.user, **form.cleaned_data)
        return redirect(request.path)
    documents = action.documents.select_related("file")
    return render(request, "actions/documents.html", {"action": action, "form": form, "documents": documents})


@login_not_required
@require_safe
def document(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    """A file, to those to whom the city opens the action's documents."""
    action = get_object_or_404(ClimateAction.objects.visible_to(request.user), pk=pk)
    if not may_read(action, request.user, "documents"):
        raise Http404
    found = get_object_or_404(action.documents.filter(file__isnull=False).select_related("file"), pk=document)
    return answer(found.file, inline=True)  # type: ignore[arg-type]  # it has one


@require_POST
def remove_part(request: SignedInRequest, pk: int, kind: str, part: int) -> HttpResponse:
    action = action_to_write(request, pk)
    rows: Any = {"milestones": action.milestones, "indicators": action.indicators, "documents": action.documents}[kind]
    remove(thing=get_object_or_404(rows, pk=part), action=action, by=request.user)
    messages.success(request, _("It is no longer there."))
    return redirect(f"action_{kind}", pk)


@require_POST
def remove_value(request: SignedInRequest, pk: int, indicator: int, value: int) -> HttpResponse:
    action = action_to_write(request, pk)
    found = get_object_or_404(action.indicators, pk=indicator)
    remove(thing=get_object_or_404(found.values, pk=value), action=action, by=request.user)
    return redirect("action_indicator", pk, indicator)


def _save_indicator(form: IndicatorForm, action: ClimateAction, **said: Any) -> Any:
    try:
        return save_indicator(action=action, **said, **form.cleaned_data)
    except NameTakenError:
        form.add_error("name", _("This action has an indicator of this name already."))
        return None


def _part(request: SignedInRequest, action: ClimateAction, form: Any, heading: str, remove: tuple[Any, ...]) -> HttpResponse:
    return render(request, "actions/part.html", {"action": action, "form": form, "heading": heading, "remove": remove})
