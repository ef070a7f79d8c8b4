from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest
from partnerships.models import Agreement
from partnerships.queries import agreement_frame, agreement_page, history_of_shares, scale_over_all, seen_agreements


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the network's cities sign together, and what that saves them."""
    network = shared_network(request.user, slug)
    rows = seen_agreements(request.user).filter(network=network)
    return render(
        request,
        "partnerships/in_network.html",
        network_frame(request.user, network, tab="agreements")
        | {
            "under_way": rows.under_way().order_by("-status", "ends_on", "pk"),
            "drafts": rows.filter(status=Agreement.Status.DRAFT).newest_first(),
            "past": rows.filter(status__in=["ended", "lapsed"]).newest_first(),
            "over_all": scale_over_all(rows),
        },
    )


@require_safe
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(seen_agreements(request.user), pk=pk)
    return render(
        request,
        "partnerships/agreement.html",
        agreement_frame(request.user, found, tab="overview") | agreement_page(request.user, found),
    )


@require_safe
def shares(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the shares came about, for those who may know what each city pays."""
    found = get_object_or_404(seen_agreements(request.user), pk=pk)
    if not found.shows_amounts:
        raise Http404
    return render(
        request,
        "partnerships/shares.html",
        agreement_frame(request.user, found, tab="shares") | {"calculations": history_of_shares(found)},
    )


def agreement_to_manage(request: SignedInRequest, pk: int) -> Any:
    """404 where the person may not see the agreement, 403 where they do not manage it."""
    found = get_object_or_404(seen_agreements(request.user), pk=pk)
    require(request.user, Permission.AGREEMENT_EDIT, found)
    return found
