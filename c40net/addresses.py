from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def where_people_are(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Makes REMOTE_ADDR the address of who asks, and tells their User, from which activity.services.record has it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        address = address_of(request)
        request.META["REMOTE_ADDR"] = address or ""
        if address and request.user.is_authenticated:
            request.user.came_from = address
        return get_response(request)

    return middleware


def address_of(request: HttpRequest) -> str | None:
    """Proxies of ours each add to X-Forwarded-For whom they were asked by. What stands left of that, anybody may have written."""
    address = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = forwarded[-min(proxies, len(forwarded))] or address
    try:
        return str(ip_address(address.strip().partition("%")[0]))
    except ValueError:
        return None
