from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from access.permissions import Permission
from networks.forms import InvitationForm, InvitationsForm
from networks.models import Invitation, Network
from networks.queries import Line, Verdict, invitation_counts, manage_frame, plan_invitations
from networks.services import (
    AlreadyAskedError,
    AlreadyInvitedError,
    InvitationClosedError,
    Invitee,
    NetworkClosedError,
    accept_invitation,
    decline_invitation,
    invite_official,
    invite_officials,
    resend_invitation,
    revoke_invitation,
)
from networks.views.networks import network_to_manage
from officials.models import SignedInRequest
from officials.services import PersonExistsError

ROWS = 100
STATES = {
    "waiting": gettext_lazy("Waiting"),
    "accepted": gettext_lazy("Accepted"),
    "declined": gettext_lazy("Declined"),
    "expired": gettext_lazy("Expired"),
    "revoked": gettext_lazy("Taken back"),
}


def invitations(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who was invited, who answered, and a form to invite one more. ?state= shows those in one state."""
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = invite_official(network=network, by=request.user, **form.cleaned_data)
        except AlreadyAskedError:
            form.add_error("email", _("This official is a member already."))
        except AlreadyInvitedError:
            form.add_error("email", _("This address has an open invitation. Send that one again, or take it back."))
        except NetworkClosedError:
            form.add_error(None, _("This network has ended and takes no new members."))
        else:
            messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": invitation})
            return redirect(request.path)
    return render(request, "networks/invitations.html", manage_frame(network) | {"form": form} | _in_state(request, network))


def _in_state(request: SignedInRequest, network: Network) -> dict[str, object]:
    """The invitations that are asked for, with how many there are in each state."""
    counts = invitation_counts(network)
    rows = network.invitations.select_related("city", "invited_by").with_state().newest_first()
    asked = request.GET.get("state", "")
    if asked in STATES:
        rows = rows.in_state(asked)
    states = [(state, label, counts[state]) for state, label in STATES.items() if state in counts]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {"page": page, "states": states, "asked": asked, "all_count": sum(counts.values()), "labels": STATES}


def invite_many(request: SignedInRequest, slug: str) -> HttpResponse:
    """A list is pasted, looked through line by line, mended, and those of its lines that are right are invited."""
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    form = InvitationsForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "networks/invite_many.html", manage_frame(network) | {"form": form})
    text = form.cleaned_data["text"]
    lines = plan_invitations(network=network, text=text)
    if "invite" in request.POST:
        if request.POST.get("shown") != _fingerprint(text):
            messages.info(request, _("You changed the lines. Look once more at what would come of them."))
        elif _invite(request, network, lines):
            to_mend = [line for line in lines if not line.verdict.is_settled]
            if not to_mend:
                return redirect("network_invitations", slug)
            text = "\n".join(line.text for line in to_mend)
            lines = plan_invitations(network=network, text=text)
    plan = {"form": InvitationsForm(initial={"lines": text}), "lines": lines, "shown": _fingerprint(text)}
    ready = sum(line.verdict is Verdict.INVITE for line in lines)
    to_mend_count = sum(not line.verdict.is_settled for line in lines)
    return render(request, "networks/invite_many.html", manage_frame(network) | plan | {"ready": ready, "to_mend": to_mend_count})


def _fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _invite(request: SignedInRequest, network: Network, lines: list[Line]) -> bool:
    people = [Invitee(line.full_name, line.email, line.city) for line in lines if line.city and line.verdict is Verdict.INVITE]
    try:
        count = invite_officials(network=network, people=people, by=request.user)
    except NetworkClosedError:
        messages.error(request, _("This network has ended and takes no new members."))
        return False
    messages.success(request, ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", count) % {"n": count})
    return True


@require_POST
def resend(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    invitation = get_object_or_404(network.invitations.select_related("network", "city"), pk=pk)
    try:
        resend_invitation(invitation=invitation, by=request.user)
    except (InvitationClosedError, NetworkClosedError):
        messages.info(request, _("%(name)s has answered meanwhile, or the network has ended.") % {"name": invitation})
    else:
        messages.success(request, _("The invitation to %(name)s is on its way again.") % {"name": invitation})
    return redirect("network_invitations", slug)


@require_POST
def revoke(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.OFFICIAL_INVITE)
    revoke_invitation(invitation=get_object_or_404(network.invitations.select_related("network", "city"), pk=pk), by=request.user)
    return redirect("network_invitations", slug)


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: yes or no, nothing to fill in. Only the buttons change anything, because mail scanners open links."""
    invitation = get_object_or_404(Invitation.objects.select_related("network", "city", "invited_by"), token=token)
    if request.method != "POST":
        return render(request, "networks/invitation.html", {"invitation": invitation})
    try:
        if "decline" in request.POST:
            decline_invitation(invitation=invitation)
            return redirect(invitation)
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
