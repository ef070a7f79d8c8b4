import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import escape_leading_slashes

from networks.models import Network
from notices.models import Notice
from notices.services import read
from officials.models import User

logger = logging.getLogger(__name__)
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Beside the pages that set it up, whose names start with mfa_.
OPEN_WITHOUT_SECOND_FACTOR = {"account_logout", "account_reauthenticate"}
SEEN, SEEN_EVERY = "seen_at", timedelta(minutes=5)
TOLD, MOST_DIGITS = "told", 18


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


def told_by_mail(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever follows the link in the mail of a notice has read it; then on to the page as it is called. Somebody else's tells nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        told = request.GET.get(TOLD, "")
        if request.method != "GET" or not told.isdecimal() or not request.user.is_authenticated:
            return get_response(request)
        notice = Notice.objects.visible_to(request.user).filter(pk=int(told[:MOST_DIGITS])).first()
        if notice:
            read(notice=notice)
        query = request.GET.copy()
        del query[TOLD]
        return redirect(escape_leading_slashes(request.path) + (f"?{query.urlencode()}" if query else ""))

    return middleware


def session_last_seen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Says in a person's list of sessions when each was last used, to five minutes, so that most pages write nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            seen = request.session.get(SEEN) or (request.user.last_login or request.user.created_at).timestamp()
            if now.timestamp() - seen > SEEN_EVERY.total_seconds():
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
                request.session[SEEN] = now.timestamp()
        return get_response(request)

    return middleware


def networks_asked_once(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page that only reads asks once which networks are the reader's, whatever it composes of them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or not request.user.is_authenticated:
            return get_response(request)
        with Network.objects.known(request.user):
            return get_response(request)

    return middleware


def addresses_of_api(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What programs read stands in c40net.api. It and its library are loaded when the first program asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            request.urlconf = "c40net.api"  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def lacks_second_factor(user: User) -> bool:
    """Staff without one read nothing. The sample accounts are the one exception."""
    return bool(not user.is_sample and user.staff and not is_mfa_enabled(user, SECOND_FACTORS))


class SecondFactorOfStaff:
    """Staff open nothing but its set-up until they have a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name.startswith("mfa_") or name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        user = request.user
        return redirect("mfa_index") if user.is_authenticated and lacks_second_factor(user) else None


class TroubleAtProvider:
    """A provider of single sign-on that is away, and nonsense in its name, end in words. The library breaks on some of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        # A SyntaxError is of XML.
        if not name.startswith(("saml_", "openid_connect_")) or not isinstance(exception, OSError | SyntaxError | ValueError):
            return None
        logger.warning("Single sign-on failed", exc_info=exception)
        return render(request, "socialaccount/authentication_error.html", status=401)
