"""Partnerships as staff see them: what waits, all agreements, partners, exchange rates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from networks.models import Network
from officials.models import SignedInRequest, today
from partnerships.forms import NAME_TAKEN, PartnerForm, RatesForm
from partnerships.models import ExchangeRate, Partner
from partnerships.queries import ABOUT_TO_END, about_to_end, scale_over_all, seen_agreements
from partnerships.services import PartnerExistsError, add_partner, add_rates, edit_partner

ROWS = 50


@require_safe
def partnerships(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.WORK_QUEUE_OPEN)
    rows = seen_agreements(request.user)
    return render(
        request,
        "partnerships/manage.html",
        {
            "page": Paginator(rows.newest_first(), ROWS).get_page(request.GET.get("page")),
            "waiting": rows.run_by(request.user).filter(status="open").soonest_to_end(),
            "ending": about_to_end(request.user, until=today() + ABOUT_TO_END),
            "drafts": rows.run_by(request.user).filter(status="draft").newest_first(),
            "over_all": scale_over_all(rows),
            "run": Network.objects.run_by(request.user).open().order_by("name"),
        },
    )


def partners(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.PARTNERS_EDIT)
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        try:
            partner = add_partner(by=request.user, **form.cleaned_data)
        except PartnerExistsError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("%(partner)s is there.") % {"partner": partner})
            return redirect(request.path)
    rows = Partner.objects.annotate(agreement_count=Count("agreements"))
    return render(request, "partnerships/partners.html", {"partners": rows, "form": form})


def partner(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request.user, Permission.PARTNERS_EDIT)
    found = get_object_or_404(Partner, pk=pk)
    name = str(found)
    form = PartnerForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            edit_partner(partner=found, by=request.user, **form.cleaned_data)
        except PartnerExistsError:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("Saved."))
            return redirect("manage_partners")
    return render(request, "partnerships/partner.html", {"name": name, "form": form})


def rates(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.PARTNERS_EDIT)
    form = RatesForm(request.POST or None)
    if form.is_valid():
        new = add_rates(rates=form.cleaned_data["lines"], by=request.user)
        messages.success(request, ngettext("%(n)s rate is new.", "%(n)s rates are new.", new) % {"n": new})
        return redirect(request.path)
    page = Paginator(ExchangeRate.objects.newest_first(), ROWS).get_page(request.GET.get("page"))
    return render(request, "partnerships/rates.html", {"page": page, "form": form})
