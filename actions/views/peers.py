"""What a city sees of its peers: their progress, those a step ahead, where an action came from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from actions.filters import ProgressFilter
from actions.forms import AdaptForm
from actions.models import ClimateAction
from actions.queries import readable
from actions.queries.lineage import lineage_of
from actions.queries.peers import ahead_in, band_of
from actions.queries.progress import progress_of, rows_of
from actions.services import NotPublishedError, adapt_action, affirm_action
from actions.views.actions import action_to_write
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest


@require_safe
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """Cities and practices of a network, for those with whom it is shared."""
    network = shared_network(request.user, slug)
    asked = ProgressFilter(request.GET)
    found = progress_of(network, request.user)
    by = asked.cleaned_data.get("by", "")
    return render(
        request,
        "actions/progress.html",
        network_frame(request.user, network, tab="progress")
        | {
            "asked": asked,
            "progress": found,
            "rows": rows_of(found, asked.apply(found.cities), by=by),
            "by": by if by in {practice.slug for practice in found.practices} else "",
            "band": band_of(found),
            "ahead": ahead_in(found, request.user),
        },
    )


def adapt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a draft of the reader's city from what another city does."""
    if request.user.official is None:
        raise PermissionDenied
    city = request.user.official.city
    require(request.user, Permission.ACTION_WRITE, city)
    peers = ClimateAction.objects.visible_to(request.user).published().exclude(city=city)
    origin = get_object_or_404(peers.with_page(), pk=pk)
    form = AdaptForm(request.POST or None, initial={"title": origin.title})
    if request.method == "POST" and form.is_valid():
        try:
            draft = adapt_action(origin=origin, city=city, by=request.user, **form.cleaned_data)
        except NotPublishedError:
            messages.info(request, _("Somebody has changed this meanwhile."))
            return redirect("home")
        messages.success(request, _("This is a draft that only your city sees. Add what you know, and let the city lead confirm it."))
        return redirect(draft)
    earlier = ClimateAction.objects.filter(city=city, adaptations__origin=origin).first()
    context = {"action": origin, "reading": readable(origin, request.user), "city": city, "form": form, "earlier": earlier}
    return render(request, "actions/adapt.html", context)


@login_not_required
@require_safe
def lineage(request: HttpRequest, pk: int) -> HttpResponse:
    """Who adapted what from whom, around one action."""
    action = get_object_or_404(ClimateAction.objects.visible_to(request.user).with_names(), pk=pk)
    return render(request, "actions/lineage.html", {"action": action, "lineage": lineage_of(action, request.user)})


@require_POST
def still_on_it(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer to whether a plan that has not moved for a year still stands."""
    action = action_to_write(request, pk)
    try:
        affirm_action(action=action, by=request.user)
    except NotPublishedError:
        messages.info(request, _("Somebody has changed this meanwhile."))
    else:
        messages.success(request, _("Good to know. We ask again in a year."))
    return redirect("home")
