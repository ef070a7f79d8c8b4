"""From a number to what was counted."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reach import queries, services
from reach.forms.figures import CountedFilter
from reach.views.scopes import found, scope_for

# What somebody types may be wrong; a choice that is none is not found.
TYPED = {"on", "q"}


@login_not_required
@require_safe
def index(request: HttpRequest, key: str) -> HttpResponse:
    figure = found(key)
    filters = _filters(request)
    context = {"figure": figure, "filters": filters}
    if filters.is_valid() and (listing := _listing(request, figure, filters)):
        page, rows = listing.page(request.GET.get("page"))
        context |= {"listing": listing, "page": page, "rows": rows, "changes": queries.changes(listing)}
    return render(request, "reach/counted.html", context)


@login_not_required
@require_safe
def export(request: HttpRequest, key: str) -> StreamingHttpResponse:
    figure = found(key)
    filters = _filters(request)
    listing = _listing(request, figure, filters) if filters.is_valid() else None
    if listing is None:
        raise Http404
    file_name = f"c40net-{key}-{listing.measure.key}-{listing.as_of}.csv"
    if request.user.is_authenticated:
        services.record_counted_export(file_name=file_name, network=listing.scope.network, rows=listing.rows.count(), by=request.user)
    answer = StreamingHttpResponse(listing.csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _filters(request: HttpRequest) -> CountedFilter:
    filters = CountedFilter(request.GET, user=request.user)
    if set(filters.errors) - TYPED:
        raise Http404
    return filters


def _listing(request: HttpRequest, figure: queries.Figure, filters: CountedFilter) -> queries.Listing | None:
    chosen = filters.cleaned_data
    return queries.counted(
        figure=figure, scope=scope_for(figure, filters), as_of=chosen["on"], user=request.user, part=chosen["part"], words=chosen["q"]
    )
