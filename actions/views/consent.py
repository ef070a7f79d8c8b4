from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import can, require
from actions.forms import DeclineForm, ProposalForm, ReadersForm
from actions.models import ClimateAction, Proposal
from actions.queries import open_parts, practices_for, proposed_changes, reads_as
from actions.services import (
    NotPublishedError,
    ProposalAnsweredError,
    StandsAlreadyError,
    accept_proposal,
    agree_as_example,
    change_readers,
    confirm_action,
    decline_proposal,
    propose,
    restore_action,
    take_back_proposal,
    withdraw_action,
)
from actions.views.actions import action_to_write
from cities.models import City
from officials.models import SignedInRequest


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk, Permission.ACTION_CONFIRM)
    try:
        confirm_action(action=action, by=request.user)
    except StandsAlreadyError:
        messages.info(request, _("Somebody has changed this meanwhile."))
    else:
        messages.success(request, _("Confirmed. Those to whom your city opens it can read it now."))
    return redirect(action)


def readers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who may read what. Of a draft each official of the city says it, of a published one the city lead."""
    action = action_to_write(request, pk)
    if not action.is_draft:
        require(request.user, Permission.ACTION_CONFIRM, action)
    form = ReadersForm(request.POST or None, instance=action)
    if request.method == "POST" and form.is_valid():
        change_readers(action=action, by=request.user, **form.cleaned_data)
        return redirect(action)
    return render(request, "actions/readers.html", {"action": action, "form": form})


def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk, Permission.ACTION_CONFIRM)
    if request.method == "POST":
        try:
            withdraw_action(action=action, by=request.user)
        except NotPublishedError:
            messages.info(request, _("Somebody has changed this meanwhile."))
        return redirect(action)
    return render(request, "actions/withdraw.html", {"action": action, "descendants": action.descendants.count()})


@require_POST
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    action = action_to_write(request, pk, Permission.ACTION_CONFIRM)
    try:
        restore_action(action=action, by=request.user)
    except StandsAlreadyError:
        messages.info(request, _("Somebody has changed this meanwhile."))
    return redirect(action)


@require_POST
def example(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to be named as an example, or no longer."""
    action = action_to_write(request, pk, Permission.ACTION_CONFIRM)
    try:
        agree_as_example(action=action, agrees="agree" in request.POST, by=request.user)
    except NotPublishedError:
        messages.info(request, _("Publish it first."))
    return redirect(action)


def propose_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Staff propose other words; the city decides."""
    action = get_object_or_404(ClimateAction.objects.visible_to(request.user).with_page(), pk=pk)
    require(request.user, Permission.ACTION_PROPOSE)
    parts = open_parts(action, reads_as(action, request.user))
    practices = practices_for(action.city, request.user)
    form = ProposalForm(request.POST or None, instance=action, city=action.city, practices=practices, parts=parts)
    return _propose(request, form, action.city, action)


def propose_new(request: SignedInRequest, slug: str) -> HttpResponse:
    city = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.ACTION_PROPOSE)
    form = ProposalForm(
        request.POST or None, city=city, practices=practices_for(city, request.user), parts=frozenset(ProposalForm.OF_PARTS)
    )
    return _propose(request, form, city, None)


def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is proposed beside what there is; accepted or declined by the city, taken back by staff."""
    found = get_object_or_404(Proposal.objects.visible_to(request.user).with_names(), pk=pk)
    may_answer = can(request.user, Permission.ACTION_WRITE, found.city)
    form = DeclineForm(request.POST if "decline" in request.POST else None)
    if request.method == "POST":
        require(request.user, Permission.ACTION_WRITE if may_answer else Permission.ACTION_PROPOSE, found.city)
        if answered := _answer(request, found, form, may_answer=may_answer):
            return answered
    return render(
        request,
        "actions/proposal.html",
        {"proposal": found, "changes": proposed_changes(found, request.user), "form": form, "may_answer": may_answer},
    )


def _answer(request: SignedInRequest, found: Proposal, form: DeclineForm, *, may_answer: bool) -> HttpResponse | None:
    """None: the form says what is missing."""
    try:
        if not may_answer:
            take_back_proposal(proposal=found, by=request.user)
        elif "decline" not in request.POST:
            return redirect(accept_proposal(proposal=found, by=request.user))
        elif form.is_valid():
            decline_proposal(proposal=found, reason=form.cleaned_data["answer"], by=request.user)
        else:
            return None
    except ProposalAnsweredError:
        messages.info(request, _("Somebody has answered this meanwhile."))
    return redirect(found)


def _propose(request: SignedInRequest, form: ProposalForm, city: City, action: ClimateAction | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        made = propose(city=city, action=action, fields=form.proposed, note=form.cleaned_data["note"], by=request.user)
        messages.success(request, _("Proposed. %(city)s decides; you are told.") % {"city": city})
        return redirect(made)
    return render(request, "actions/propose.html", {"form": form, "city": city, "action": action})
