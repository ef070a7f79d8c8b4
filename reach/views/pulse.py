from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import can, require
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest
from reach.forms.pulse import PulseForm
from reach.models import PulseStatement
from reach.queries.pulse import PulseStanding, pulse_results, pulse_standing
from reach.services import AlreadyAnsweredError, AskedLatelyError, PulseClosedError, TooFewMembersError, answer_pulse, open_pulse


def pulse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Three statements for members while they are asked; what they said before, for all with whom the network is shared."""
    network = shared_network(request.user, slug)
    standing = pulse_standing(network, request.user)
    form = PulseForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.PULSE_ANSWER, network)
        if form.is_valid() and _answers(request, standing, form):
            messages.success(request, _("Thank you. Nobody learns what you answered."))
            return redirect("network_pulse", slug)
    return render(
        request,
        "reach/pulse.html",
        network_frame(request.user, network, tab="pulse")
        | {
            "standing": standing,
            "form": form,
            "statements": PulseStatement.labels,
            "results": pulse_results(network),
            "may_open": standing.open is None and network.is_open and can(request.user, Permission.PULSE_OPEN, network),
        },
    )


@require_POST
def pulse_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whoever runs the network asks its members before the clock does."""
    network = shared_network(request.user, slug)
    require(request.user, Permission.PULSE_OPEN, network)
    try:
        open_pulse(network=network, by=request.user)
    except AskedLatelyError:
        messages.error(request, _("Members were asked less than two months ago. Asked too often, they no longer answer."))
    except TooFewMembersError:
        messages.error(request, _("A network needs five members for this: with fewer, answers would tell whose they are."))
    else:
        messages.success(request, _("Members are asked by mail and on their home page."))
    return redirect("network_pulse", slug)


def _answers(request: SignedInRequest, standing: PulseStanding, form: PulseForm) -> bool:
    official = request.user.official
    assert official  # whom alone the permission is for
    is_over = _("Nobody is asked now: this round is over.")
    if standing.open is None:
        form.add_error(None, is_over)
        return False
    try:
        answer_pulse(asked=standing.open, official=official, scores=form.cleaned_data)
    except PulseClosedError:
        form.add_error(None, is_over)
    except AlreadyAnsweredError:
        form.add_error(None, _("You have answered already. Thank you."))
    return not form.errors
