from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest
from reach import queries, services
from reach.forms.figures import ReachFilter
from reach.views.scopes import found, scope_for


@login_not_required
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    figure = found(key)
    filters = _filters(request)
    context = {
        "filters": filters,
        "figure": figure,
        "history": queries.histories(figures=[figure], scope=scope_for(figure, filters), **filters.choice)[0],
        "by_network": queries.by_network(figure=figure, user=request.user),
        "others": [other for other in queries.FIGURES if other is not figure],
    }
    return render(request, "reach/figure.html", context)


@require_POST
def compute(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.REACH_COMPUTE)
    services.request_snapshot(by=request.user)
    return redirect("reach")


def _filters(request: HttpRequest) -> ReachFilter:
    """A network that this person may not see is no choice, as one that does not exist."""
    filters = ReachFilter(request.GET, user=request.user)
    if not filters.is_valid():
        raise Http404
    return filters
