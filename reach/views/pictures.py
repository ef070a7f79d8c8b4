from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag, urlencode
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import can
from networks.models import Network
from networks.queries import network_frame, visible_network
from officials.models import today
from reach.forms.figures import ReachFilter
from reach.forms.pictures import PictureFilter
from reach.queries import counting
from reach.queries.pictures import (
    ALONE,
    LOOKS,
    NARROW,
    WIDE,
    CannotDrawError,
    Look,
    Picture,
    Pictures,
    fingerprint,
    options,
    palette,
    png,
    svg,
)
from reach.views.scopes import scope_of

TEN_MINUTES = 600


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The five reasons as pictures."""
    filters = _filters(request)
    return render(request, "reach/index.html", {**_shown(request, filters), "may_compute": can(request.user, Permission.REACH_COMPUTE)})


@login_not_required
@require_safe
def in_network(request: HttpRequest, slug: str) -> HttpResponse:
    network = visible_network(request.user, slug)
    filters = _filters(request, network=network)
    shown = _shown(request, filters)
    return render(request, "reach/in_network.html", network_frame(request.user, network, tab="reach") | shown)


@login_not_required
@require_safe
def world_map(request: HttpRequest) -> HttpResponse:
    filters = _filters(request)
    return render(request, "reach/map.html", _one(filters, _pictures(request, filters).map))


@login_not_required
@require_safe
def ties(request: HttpRequest) -> HttpResponse:
    """Who learns from whom, as far as the reader may know."""
    filters = _filters(request)
    return render(request, "reach/ties.html", _one(filters, _pictures(request, filters).ties))


@login_not_required
@require_safe
def picture(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """A picture as a part of a page (with a look) or as a file."""
    filters = PictureFilter(request.GET, user=request.user)
    if kind not in ANSWERS or not filters.is_valid():
        raise Http404
    found = _pictures(request, filters).named(key)
    if found is None or (kind != "csv" and found.chart is None):
        raise Http404
    look = LOOKS.get(filters.cleaned_data["look"], ALONE)
    etag = quote_etag(fingerprint(found, look, kind))
    try:
        unchanged = get_conditional_response(request, etag=etag)
        response = unchanged or ANSWERS[kind](request, found, look)
    except CannotDrawError:
        return _cannot_draw(request, found, look)
    response["ETag"] = etag
    # Another reader may see more, or less; their language may be another.
    patch_cache_control(response, private=True, max_age=TEN_MINUTES)
    if look is ALONE and kind != "json":
        name = "-".join(["c40net", found.key, *scope_of(filters).query.values(), today().isoformat()])
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}") or ""
    return response


# Opened on its own, a drawing has its styles and its fonts in it; it runs nothing and loads nothing.
of_a_drawing = csp_replace({"style-src": ["'unsafe-inline'"], "font-src": ["data:"]})


def _as_svg(request: HttpRequest, found: Picture, look: Look) -> HttpResponse:
    drawn = HttpResponse(svg(found, look), content_type="image/svg+xml")
    return cast("HttpResponse", of_a_drawing(lambda _request: drawn)(request))


def _as_png(_request: HttpRequest, found: Picture, look: Look) -> HttpResponse:
    return HttpResponse(png(found, look), content_type="image/png")


def _as_csv(_request: HttpRequest, found: Picture, _look: Look) -> HttpResponse:
    return HttpResponse(found.table.as_csv(), content_type="text/csv; charset=utf-8")


def _as_json(_request: HttpRequest, found: Picture, _look: Look) -> HttpResponse:
    """For static/js/chart.js, which draws the same once somebody points at the picture."""
    assert found.chart
    return JsonResponse({width: {"height": found.chart.height(width), "options": options(found, width)} for width in (WIDE, NARROW)})


ANSWERS: dict[str, Callable[[HttpRequest, Picture, Look], HttpResponse]] = {
    "svg": _as_svg, "png": _as_png, "csv": _as_csv, "json": _as_json,
}  # fmt: skip


def _cannot_draw(request: HttpRequest, found: Picture, look: Look) -> HttpResponse:
    """In the page a picture that says so; for a file a page that offers the table."""
    template, kind = ("reach/cannot_draw.html", "text/html") if look is ALONE else ("reach/cannot_draw.svg", "image/svg+xml")
    colours = palette()[look.theme]
    context = {"picture": found, "query": request.GET.urlencode(), "width": look.width, "colour": colours["--ink-soft"]}
    response = render(request, template, context, kind, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = "30"
    return response


def _filters(request: HttpRequest, network: Network | None = None) -> ReachFilter:
    """A network that this person may not see is no choice, as one that does not exist."""
    chosen = {"period": request.GET.get("period", ""), "network": network.slug} if network else request.GET
    filters = ReachFilter(chosen, user=request.user)
    if not filters.is_valid():
        raise Http404
    return filters


def _pictures(request: HttpRequest, filters: ReachFilter) -> Pictures:
    return Pictures(request.user, scope_of(filters), **filters.choice)


def _shown(request: HttpRequest, filters: ReachFilter) -> dict[str, object]:
    found = _pictures(request, filters)
    return {"reasons": found.reasons, "counting": counting(), "map": found.map, "spread": found.spread, **_around(filters)}


def _one(filters: ReachFilter, found: Picture) -> dict[str, object]:
    return {"picture": found, **_around(filters)}


def _around(filters: ReachFilter) -> dict[str, object]:
    chosen = {**scope_of(filters).query, "period": filters.cleaned_data["period"]}
    return {"filters": filters, "chosen": chosen, "query": f"?{urlencode(chosen)}"}
