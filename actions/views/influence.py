from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions.forms import InfluenceForm
from actions.queries import networks_to_ask
from actions.services import confirm_influence, say_influence
from actions.views.actions import action_to_write
from officials.models import SignedInRequest


def influence(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each network that the city is in had to do with an action, in the city's own words."""
    action = action_to_write(request, pk)
    form = InfluenceForm(request.POST or None, action=action, networks=networks_to_ask(action, request.user))
    if request.method == "POST" and form.is_valid():
        for network, part, how in form.said:
            say_influence(action=action, network=network, part=part, how=how, by=request.user)
        messages.success(request, _("Thank you. It is shown as your city's own word."))
        return redirect(action)
    return render(request, "actions/influence.html", {"action": action, "form": form})


@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """It still holds: one click a year."""
    action = action_to_write(request, pk)
    confirm_influence(action=action, by=request.user)
    messages.success(request, _("Confirmed for this year."))
    return redirect("home" if "home" in request.POST else action)
