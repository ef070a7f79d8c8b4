"""The cities of an agreement: asked, signed, declined, left."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import can
from officials.models import SignedInRequest
from partnerships import services
from partnerships.forms import InviteForm, PaperForm, PartyForm, ReasonForm, SignForm
from partnerships.models import Party
from partnerships.queries import agreement_frame, agreement_page, seen_agreements
from partnerships.services import ChangedMeanwhileError, CityIsPartyError, FiguresMissingError, NotInNetworkError
from partnerships.views.agreements import agreement_to_manage


def parties(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its cities with their figures, and a form to ask one more."""
    agreement = agreement_to_manage(request, pk)
    form = InviteForm(request.POST or None, agreement=agreement)
    if form.is_valid():
        try:
            party = services.invite_city(agreement=agreement, by=request.user, **form.cleaned_data)
        except CityIsPartyError:
            form.add_error("city", _("This city is asked to sign already."))
        except NotInNetworkError:
            form.add_error("city", _("This city is no longer in the network."))
        except FiguresMissingError:
            _say_figures_are_missing(form)
        except ChangedMeanwhileError:
            form.add_error(None, _("This agreement is over."))
        else:
            text = _("%(city)s is on the draft.") if agreement.is_draft else _("%(city)s is asked to sign. Its lead is told by mail.")
            messages.success(request, text % {"city": party.city})
            return redirect(request.path)
    frame = agreement_frame(request.user, agreement, tab="parties") | agreement_page(request.user, agreement)
    return render(request, "partnerships/parties.html", frame | {"form": form})


def edit(request: SignedInRequest, pk: int, party: int) -> HttpResponse:
    agreement = agreement_to_manage(request, pk)
    found = get_object_or_404(agreement.parties.select_related("city", "agreement"), pk=party)
    frame = agreement_frame(request.user, agreement, tab="parties")
    form = PartyForm(request.POST or None, agreement=agreement, instance=found)
    if form.is_valid():
        try:
            services.change_party(party=found, by=request.user, **form.cleaned_data)
        except FiguresMissingError:
            _say_figures_are_missing(form)
        except ChangedMeanwhileError:
            form.add_error(None, _("This city has no place in the agreement any more, or the agreement is over."))
        else:
            messages.success(request, _("Saved. The shares follow."))
            return redirect("agreement_parties", pk)
    return render(request, "partnerships/party.html", frame | {"party": found, "form": form})


@require_POST
def remove(request: SignedInRequest, pk: int, party: int) -> HttpResponse:
    agreement = agreement_to_manage(request, pk)
    found = get_object_or_404(agreement.parties.select_related("city", "agreement"), pk=party)
    try:
        services.remove_party(party=found, by=request.user)
    except ChangedMeanwhileError:
        messages.info(request, _("The city was asked to sign meanwhile. It can decline."))
    else:
        messages.success(request, _("%(city)s is no longer on the draft.") % {"city": found.city})
    return redirect("agreement_parties", pk)


def sign(request: SignedInRequest, pk: int, party: int) -> HttpResponse:
    """The city's lead signs; who runs the network takes note of a signature on paper."""
    agreement, found, is_lead = _to_sign_for(request, pk, party)
    form: SignForm | PaperForm
    if is_lead:
        form = SignForm(request.POST or None)
    else:
        officials = found.city.officials.current().verified().select_related("user").by_name()
        form = PaperForm(request.POST or None, request.FILES or None, officials=officials)
    if form.is_valid():
        return _sign(request, agreement, found, form.cleaned_data, is_lead=is_lead)
    frame = agreement_frame(request.user, agreement, tab="overview") | agreement_page(request.user, agreement)
    return render(request, "partnerships/sign.html", frame | {"party": found, "form": form, "is_lead": is_lead})


def decline(request: SignedInRequest, pk: int, party: int) -> HttpResponse:
    agreement, found, _is_lead = _to_sign_for(request, pk, party)
    form = ReasonForm(request.POST or None, hint=_("Those who run the network read it."))
    if form.is_valid():
        try:
            services.decline(party=found, by=request.user, **form.cleaned_data)
        except ChangedMeanwhileError:
            messages.info(request, _("Somebody has answered for this city meanwhile."))
        else:
            messages.success(request, _("%(city)s does not sign. Those who run the network read why.") % {"city": found.city})
        return redirect(agreement if agreement.network.roles_of(request.user) or request.user.staff else "home")
    return render(
        request, "partnerships/decline.html", agreement_frame(request.user, agreement, tab="overview") | {"party": found, "form": form}
    )


def leave(request: SignedInRequest, pk: int, party: int) -> HttpResponse:
    agreement, found, _is_lead = _to_sign_for(request, pk, party)
    form = ReasonForm(request.POST or None, hint=_("All whom the agreement concerns read it."))
    if form.is_valid():
        try:
            left = services.leave(party=found, by=request.user, **form.cleaned_data)
        except ChangedMeanwhileError:
            messages.info(request, _("This city has no signature here any more, or the agreement is over."))
        else:
            text = _("%(city)s left. The agreement waits for signatures.")
            if left.is_active:
                text = _("%(city)s left. The agreement is still active.")
            messages.success(request, text % {"city": found.city})
        return redirect(agreement if agreement.network.roles_of(request.user) or request.user.staff else "home")
    return render(
        request, "partnerships/leave.html", agreement_frame(request.user, agreement, tab="overview") | {"party": found, "form": form}
    )


def _to_sign_for(request: SignedInRequest, pk: int, party: int) -> tuple[Any, Party, bool]:
    """The agreement, the city's place in it, and whether the reader is that city's lead. Else they have to run the network."""
    agreement = get_object_or_404(seen_agreements(request.user), pk=pk)
    found = agreement.parties.select_related("city", "agreement").filter(pk=party).first()
    if found is None:
        raise Http404
    is_lead = can(request.user, Permission.AGREEMENT_SIGN, found.city)
    if not is_lead and not can(request.user, Permission.AGREEMENT_EDIT, agreement):
        raise PermissionDenied
    return agreement, found, is_lead


def _sign(request: SignedInRequest, agreement: Any, party: Party, asked: dict[str, Any], *, is_lead: bool) -> HttpResponse:
    if is_lead:
        asked = {"authority": asked["authority"], "signed_by": request.user.official}
    try:
        signed = services.sign(party=party, by=request.user, **asked)
    except ChangedMeanwhileError:
        messages.info(request, _("This city has signed or declined already, or the agreement is not open."))
    else:
        text = _("%(city)s signed. The agreement is active.") if signed.is_active else _("%(city)s signed.")
        messages.success(request, text % {"city": party.city})
    return redirect(agreement)


def _say_figures_are_missing(form: PartyForm) -> None:
    field = "capacity" if "capacity" in form.fields else "cost_alone"
    form.add_error(field, _("The shares are found by this, so say it."))
