"""From the draft to the end: what those who run the network do with an agreement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.permissions import Permission
from access.services import require
from networks.queries import network_frame, visible_network
from officials.models import SignedInRequest, today
from partnerships.forms import AgreementForm, ExtendForm, ReasonForm
from partnerships.queries import agreement_frame
from partnerships.services import (
    ChangedMeanwhileError,
    FiguresMissingError,
    TermIsOverError,
    TooFewCitiesError,
    draft_agreement,
    edit_agreement,
    end_agreement,
    extend_agreement,
    open_agreement,
)
from partnerships.views.agreements import agreement_to_manage


def create(request: SignedInRequest, slug: str) -> HttpResponse:
    network = visible_network(request.user, slug)
    require(request.user, Permission.AGREEMENT_EDIT, network)
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        agreement = draft_agreement(network=network, by=request.user, **form.cleaned_data)
        messages.success(request, _("The draft is there. Now say which cities are asked to sign."))
        return redirect("agreement_parties", agreement.pk)
    return render(request, "partnerships/create.html", network_frame(request.user, network, tab="agreements") | {"form": form})


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """A draft only: what cities were asked to sign stays as it is."""
    agreement = agreement_to_manage(request, pk)
    if not agreement.is_draft:
        messages.info(request, _("Cities were asked to sign this as it stands, so it does not change any more."))
        return redirect(agreement)
    frame = agreement_frame(request.user, agreement, tab="edit")
    form = AgreementForm(request.POST or None, instance=agreement)
    if form.is_valid():
        try:
            edit_agreement(agreement=agreement, by=request.user, **form.cleaned_data)
        except ChangedMeanwhileError:
            form.add_error(None, _("Somebody has opened this agreement for signature meanwhile."))
        else:
            messages.success(request, _("Saved."))
            return redirect(agreement)
    return render(request, "partnerships/edit.html", frame | {"form": form})


def open_for_signature(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first, and says what is missing."""
    agreement = agreement_to_manage(request, pk)
    problem = ""
    if request.method == "POST":
        try:
            open_agreement(agreement=agreement, by=request.user, today=today())
        except ChangedMeanwhileError:
            messages.info(request, _("This agreement is open for signature already."))
            return redirect(agreement)
        except TermIsOverError:
            problem = _("Its last day has passed. Choose a later one first.")
        except TooFewCitiesError:
            few = ngettext(
                "It needs %(n)s signature, and fewer cities are asked to sign.",
                "It needs %(n)s signatures, and fewer cities are asked to sign.",
                agreement.quorum,
            )
            problem = few % {"n": agreement.quorum}
        except FiguresMissingError as error:
            problem = _("What the shares are found by is not known yet of: %(cities)s.") % {"cities": error.cities}
        else:
            messages.success(request, _("Open for signature. The leads of its cities are told by mail."))
            return redirect(agreement)
        messages.error(request, problem)
        return redirect("agreement_parties", pk)
    return render(request, "partnerships/open.html", agreement_frame(request.user, agreement, tab="overview"))


def extend(request: SignedInRequest, pk: int) -> HttpResponse:
    agreement = agreement_to_manage(request, pk)
    form = ExtendForm(request.POST or None, agreement=agreement)
    if form.is_valid():
        try:
            extend_agreement(agreement=agreement, by=request.user, **form.cleaned_data)
        except ChangedMeanwhileError:
            form.add_error(None, _("Only an agreement that is under way goes on for longer."))
        else:
            messages.success(request, _("It goes on for longer."))
            return redirect(agreement)
    return render(request, "partnerships/extend.html", agreement_frame(request.user, agreement, tab="overview") | {"form": form})


def end(request: SignedInRequest, pk: int) -> HttpResponse:
    agreement = agreement_to_manage(request, pk)
    form = ReasonForm(request.POST or None, hint=_("All whom the agreement concerns read it."))
    if form.is_valid():
        try:
            end_agreement(agreement=agreement, by=request.user, **form.cleaned_data)
        except ChangedMeanwhileError:
            form.add_error(None, _("Only an agreement that is under way can be ended."))
        else:
            messages.success(request, _("The agreement has ended. All whom it concerns are told by mail."))
            return redirect(agreement)
    return render(request, "partnerships/end.html", agreement_frame(request.user, agreement, tab="overview") | {"form": form})
