from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from networks.models import Network
from networks.queries import network_frame
from officials.models import SignedInRequest
from workshops.models import Workshop
from workshops.queries import agenda, workshop_frame


@require_safe
def workshops(request: SignedInRequest) -> HttpResponse:
    """What is coming for this person."""
    rows = Workshop.objects.visible_to(request.user).upcoming().soonest_first().with_place().with_counts()
    return render(request, "workshops/workshops.html", {"workshops": rows})


@require_safe
def workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that one has to know to come, and after it what came of it."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place().with_counts(), pk=pk)
    return render(
        request, "workshops/workshop.html", workshop_frame(request.user, workshop, tab="overview") | {"sessions": agenda(workshop)}
    )


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.shared_with(request.user).with_frame(), slug=slug)
    rows = Workshop.objects.visible_to(request.user).in_network(network).with_place().with_counts()
    return render(
        request,
        "workshops/in_network.html",
        network_frame(request.user, network, tab="workshops") | {"upcoming": rows.upcoming().soonest_first()},
    )


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """The workshops of the networks that this person runs."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    rows = Workshop.objects.run_by(request.user).with_place().with_counts().latest_first()
    return render(request, "workshops/manage.html", {"workshops": rows})


def workshop_to_manage(request: SignedInRequest, pk: int) -> Workshop:
    """404 where the person may not see the workshop, 403 where they do not manage it."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place().with_counts(), pk=pk)
    require(request.user, Permission.WORKSHOP_PLAN, workshop)
    return workshop
