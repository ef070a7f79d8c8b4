"""The read API, /api/v1/: what a program may read is what its reader sees on the pages, by the same `visible_to`.

A request whose address begins with /api/ is resolved here instead of in c40net.urls (see c40net.middleware), so that a web process
which no program ever asks does not load it.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase
from ninja.security import HttpBearer, django_auth
from ninja.throttling import UserRateThrottle

import actions.api
import cities.api
import exchange.api
import networks.api
import officials.api
import partnerships.api
import reach.api
import stories.api
import workshops.api
from c40net.accounts import ReaderBackend
from c40net.middleware import lacks_second_factor
from officials.models import User
from officials.services import owner_of


class Token(HttpBearer):
    """A token that a person made on /settings/tokens/. Who is signed in here reads without one."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        owner = owner_of(token)
        reader = ReaderBackend().get_user(owner) if owner else None
        if reader is None or lacks_second_factor(reader):
            return None
        request.user = reader
        return reader


class Docs(DocsBase):
    """What there is to read, on a page of ours: Swagger's is of no use without JavaScript, or to a screen reader."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        shapes = schema["components"]["schemas"]
        context = {"about": api.description, "openapi_url": self.get_openapi_url(api, kwargs), "lists": _described(schema["paths"], shapes)}
        return render(request, "api.html", context)


def _described(paths: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    """Each address, with what may be asked for in it and the shape of one row of its answer."""
    return [
        {
            "path": path,
            "about": asked.get("description", ""),
            "parameters": asked["parameters"],
            "fields": shapes[_row_of(asked["responses"][200]["content"]["application/json"]["schema"], shapes)]["properties"].items(),
        }
        for path, methods in paths.items()
        for asked in methods.values()
    ]


def _row_of(shape: dict[str, Any], shapes: dict[str, Any]) -> str:
    """The name of the shape of a row: in a page of a list, in a list, or by itself."""
    if "items" in shape:
        return _row_of(shape["items"], shapes)
    name = shape["$ref"].rpartition("/")[2]
    results = shapes[name]["properties"].get("results")
    return _row_of(results, shapes) if results else name


api = NinjaAPI(
    title="c40net",
    version="1",
    description=(
        "Read what you see in c40net with a program of yours. Make a token on your settings page, and send it as “Authorization: Bearer …”."
        " Lists come in pages of 50, at most 200 (page_size): “next” is the address of the next one. Times are in UTC."
        " Words that c40net says are in the language that you ask for (Accept-Language). 120 requests a minute."
    ),
    auth=[django_auth, Token()],
    throttle=[UserRateThrottle("120/m")],
    docs=Docs(),
    docs_decorator=require_safe,
    urls_namespace="api",
)
api.add_router("/cities", cities.api.router)
api.add_router("/people", officials.api.router)
api.add_router("/networks", networks.api.router)
api.add_router("/workshops", workshops.api.router)
api.add_router("", exchange.api.router)
api.add_router("/agreements", partnerships.api.router)
api.add_router("/actions", actions.api.router)
api.add_router("/reach", reach.api.router)
api.add_router("/stories", stories.api.router)

routes, app_name, namespace = api.urls
for route in routes:
    # A program without a token is told so, not sent to the page of sign-in.
    route.callback = login_not_required(route.callback)  # type: ignore[type-var]

# Beside the addresses of all pages, since what is read names them.
urlpatterns = [path("api/v1/", (routes, app_name, namespace)), path("", include("c40net.urls"))]
