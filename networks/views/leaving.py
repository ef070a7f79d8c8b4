from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from access.permissions import Permission
from access.services import require
from networks.forms import CloseAccountForm, HandoverForm
from networks.services import HasLeftError, NotASuccessorError, close_account, hand_over
from officials.models import Official, SignedInRequest, User
from officials.querysets import OfficialQuerySet
from officials.services import LastAdministratorError

FRESH = timedelta(minutes=5)


def handover(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ends an official's post today; a successor takes over, if one is named."""
    official = get_object_or_404(_colleagues(request.user).with_people(), pk=pk)
    require(request.user, Permission.OFFICIAL_HAND_OVER, official.city)
    successors = official.city.officials.current().verified().exclude(pk=pk).select_related("user").by_name()
    form = HandoverForm(request.POST or None, successors=successors)
    if request.method == "POST" and form.is_valid():
        return _hand_over(request, official, form)
    seats = official.seats.active().select_related("network").order_by("network__name")
    return render(request, "networks/handover.html", {"official": official, "form": form, "seats": seats})


@reauthentication_required
def close(request: SignedInRequest) -> HttpResponse:
    """Closes the reader's own account, once they have shown again that it is theirs."""
    if not _is_fresh(request.user):
        return _sign_in_again(request)
    form = CloseAccountForm(request.POST or None)
    if form.is_valid():
        try:
            close_account(user=request.user, by=request.user)
        except LastAdministratorError:
            form.add_error(None, _("You are the only administrator. Make somebody else one before you go."))
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for what you brought."))
            return redirect("landing")
    return render(request, "networks/close.html", {"form": form})


def _colleagues(user: User) -> OfficialQuerySet:
    """Those whose posts this person may read of: all for staff, of their own city for others."""
    found = Official.objects.current()
    if user.staff:
        return found
    return found.filter(city=user.official.city) if user.official and user.official.is_verified else found.none()


def _hand_over(request: SignedInRequest, official: Official, form: HandoverForm) -> HttpResponse:
    try:
        hand_over(official=official, by=request.user, **form.cleaned_data)
    except (HasLeftError, NotASuccessorError):
        messages.info(request, _("Somebody has changed this meanwhile."))
        return redirect("city_officials", official.city.slug)
    if official.user == request.user:
        logout(request)
        messages.success(request, _("You left your post. Thank you for what you brought."))
        return redirect("landing")
    messages.success(request, _("%(official)s has no access any more.") % {"official": official})
    return redirect("city_officials", official.city.slug)


def _is_fresh(user: User) -> bool:
    """Whom nothing but codes by mail lets in has nothing to be asked for again, and signs in anew."""
    if user.has_usable_password() or Authenticator.objects.filter(user=user).exists():
        return True
    return user.last_login is not None and user.last_login > timezone.now() - FRESH


def _sign_in_again(request: SignedInRequest) -> HttpResponse:
    path = request.path
    logout(request)
    messages.info(request, _("Sign in once more, so that nobody but you closes your account."))
    return redirect_to_login(path)
