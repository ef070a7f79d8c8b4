from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from activity.queries import copied
from networks.models import Network
from officials.models import SignedInRequest
from reach import services
from reach.forms.peer_effect import PeerEffectScope
from reach.queries import peer_effect as queries


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    scope = PeerEffectScope(request.GET, user=request.user)
    network = _network(scope)
    latest = queries.latest(network=network)
    context: dict[str, Any] = {
        "scope": scope,
        "network": network,
        "figure": queries.FIGURE,
        "limits": queries.LIMITS,
        "result": latest,
        "waiting": queries.waiting(network=network),
        "earlier": queries.earlier(network=network),
        "may_compute": can(request.user, Permission.PEER_EFFECT_COMPUTE),
    }
    if network is None:
        context["networks"] = queries.of_networks(user=request.user)
    if latest:
        context["page"] = queries.adoptions(found=latest.found, user=request.user, page=request.GET.get("page"))
        context["kinds"] = queries.kinds_of_exposure(found=latest.found, user=request.user)
    return render(request, "reach/peer_effect.html", context)


@login_not_required
@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The adoptions behind the latest, as far as this person may see them."""
    latest = queries.latest(network=_network(PeerEffectScope(request.GET, user=request.user)))
    if latest is None:
        raise Http404
    columns: dict[str, Any] = queries.columns()
    rows = queries.exported(found=latest.found, user=request.user).values_list(*columns.values())
    answer = StreamingHttpResponse(copied(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="c40net-peer-effect-{latest.found.as_of}.csv"'
    return answer


@require_POST
def compute(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.PEER_EFFECT_COMPUTE)
    network = _network(PeerEffectScope(request.POST, user=request.user))
    address = queries.PeerEffect(network=network).get_absolute_url()
    try:
        services.request_peer_effect(network=network, by=request.user)
    except services.PeerEffectWaitsError:
        messages.info(request, _("It is being computed already."))
    return redirect(address)


def _network(scope: PeerEffectScope) -> Network | None:
    """One that this person may not see is no choice, as one that does not exist."""
    if not scope.is_valid():
        raise Http404
    found: Network | None = scope.cleaned_data["network"]
    return found
