from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from networks.models import Network
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest
from workshops.filters import ManagedWorkshopFilter, WorkshopFilter
from workshops.models import Workshop
from workshops.queries import agenda, month_of, sittings, workshop_frame
from workshops.querysets import WorkshopQuerySet

ON_A_PAGE = 50


@require_safe
def workshops(request: SignedInRequest) -> HttpResponse:
    """What is coming for this person, as a list or as a month."""
    networks = Network.objects.shared_with(request.user).order_by("name")
    asked = WorkshopFilter(request.GET, networks=networks)
    page = _listed(request, asked, Workshop.objects.visible_to(request.user))
    may_plan = Network.objects.run_by(request.user).open().exists()
    return render(request, "workshops/workshops.html", page | {"has_networks": networks.exists(), "may_plan": may_plan})


@require_safe
def workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that one has to know to come, and after it what came of it."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).for_rows(request.user), pk=pk)
    return render(
        request,
        "workshops/workshop.html",
        workshop_frame(request.user, workshop, tab="overview")
        | {"sessions": agenda(workshop, request.user), "sittings": sittings(workshop, request.user)},
    )


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the network has convened, and will, for its members."""
    network = shared_network(request.user, slug)
    asked = WorkshopFilter(request.GET)
    page = _listed(request, asked, Workshop.objects.visible_to(request.user).in_network(network))
    return render(request, "workshops/in_network.html", network_frame(request.user, network, tab="workshops") | page)


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """The workshops of the networks that this person runs."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    run = Network.objects.run_by(request.user).order_by("name")
    asked = ManagedWorkshopFilter(request.GET, networks=run)
    rows = asked.apply(Workshop.objects.run_by(request.user)).for_rows(request.user).with_waiting_count()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workshops/manage.html", {"filter": asked, "page": page, "run": run.open()})


def workshop_to_manage(request: SignedInRequest, pk: int) -> Workshop:
    """404 where the person may not see the workshop, 403 where they do not manage it."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place().with_counts(), pk=pk)
    require(request.user, Permission.WORKSHOP_PLAN, workshop)
    return workshop


def _listed(request: SignedInRequest, asked: WorkshopFilter, workshops: WorkshopQuerySet) -> dict[str, object]:
    """A page of those that are asked for: of what is coming, of what was held, or a month of both."""
    rows = asked.apply(workshops).for_rows(request.user)
    if asked.is_month:
        return {"filter": asked, "month": month_of(rows.announced(), asked.day)}
    rows = rows.held().latest_first() if asked.is_past else rows.upcoming().soonest_first()
    return {"filter": asked, "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))}
