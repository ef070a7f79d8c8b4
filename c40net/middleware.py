from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def reader_language_and_zone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Shows each page in the signed-in reader's language and time zone. A visitor gets the browser's language and UTC."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with timezone.override(None):
                return get_response(request)
        # Kept here: a page that signs out ends with nobody.
        reader = request.user
        request.LANGUAGE_CODE = reader.language
        with translation.override(reader.language), timezone.override(reader.time_zone):
            response = get_response(request)
        response.headers["Content-Language"] = reader.language
        return response

    return middleware
