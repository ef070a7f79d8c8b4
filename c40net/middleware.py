from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def reader_language_and_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Shows each page in the signed-in reader's language and time zone. A visitor gets the browser's language and UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with timezone.override(None):
                return get_response(request)
        request.LANGUAGE_CODE = request.user.language
        with translation.override(request.user.language), timezone.override(request.user.time_zone):
            response = get_response(request)
        response.headers["Content-Language"] = request.user.language
        return response

    return middleware
