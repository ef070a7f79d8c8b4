from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from access.permissions import Permission
from networks.forms import InvitationForm
from networks.models import Invitation
from networks.services import (
    AlreadyAskedError,
    AlreadyInvitedError,
    InvitationClosedError,
    NetworkClosedError,
    accept_invitation,
    invite_official,
    revoke_invitation,
)
from networks.views.networks import manage_frame, network_to_manage
from officials.models import SignedInRequest
from officials.services import PersonExistsError

ANSWERED_ROWS = 50


def invitations(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who was invited, who answered, and a form to invite one more."""
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = invite_official(network=network, by=request.user, **form.cleaned_data)
        except AlreadyAskedError:
            form.add_error("email", _("This official is a member already."))
        except AlreadyInvitedError:
            form.add_error("email", _("This address has an open invitation. Take it back to send a new one."))
        except NetworkClosedError:
            form.add_error(None, _("This network has ended and takes no new members."))
        else:
            messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": invitation})
            return redirect(request.path)
    rows = network.invitations.select_related("city", "invited_by").newest_first()
    return render(
        request,
        "networks/invitations.html",
        manage_frame(network) | {"form": form, "waiting": rows.waiting(), "answered": rows.exclude(accepted_at=None)[:ANSWERED_ROWS]},
    )


@require_POST
def revoke(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    revoke_invitation(invitation=get_object_or_404(network.invitations.waiting(), pk=pk), by=request.user)
    return redirect("network_invitations", slug)


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: one button, nothing to fill in. Only the button changes anything, because mail scanners open links."""
    invitation = get_object_or_404(Invitation.objects.select_related("network", "city", "invited_by"), token=token)
    if request.method != "POST":
        return render(request, "networks/invitation.html", {"invitation": invitation})
    try:
        seat = accept_invitation(invitation=invitation, language=request.LANGUAGE_CODE)
    except InvitationClosedError:
        return redirect(invitation)
    except PersonExistsError:
        return render(request, "networks/invitation.html", {"invitation": invitation, "is_for_somebody_else": True})
    user = seat.official.user
    if request.user.is_anonymous and user.last_login is None:
        # Whoever holds the link owns the address: as good as a code by mail, for somebody who never signed in.
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("Welcome to %(network)s.") % {"network": seat.network})
    return redirect(seat.network)
