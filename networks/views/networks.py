from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from activity.models import Activity
from activity.queries import told
from networks.filters import MemberFilter, NetworkFilter
from networks.forms import NetworkForm, WorkingGroupForm
from networks.models import Network
from networks.queries import (
    current_memberships,
    manage_frame,
    members_by_city,
    network_frame,
    networks_by_area,
    newest_in,
    relatives,
    shared_network,
    visible_network,
)
from networks.services import NameTakenError, create_network, edit_network
from officials.models import SignedInRequest, today

FEED_ROWS = 50


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    asked = NetworkFilter(request.GET)
    networks = asked.apply(Network.objects.visible_to(request.user).top_level())
    joined = set(Network.objects.joined_by(request.user).values_list("pk", flat=True))
    return render(request, "networks/directory.html", {"filter": asked, "areas": networks_by_area(networks), "joined": joined})


@login_not_required
@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """To a visitor its purpose and cities; to a member what is new; to its manager also what waits."""
    network = visible_network(request.user, slug)
    memberships = current_memberships(network.pk)
    by_name: list[Any] = relatives(request.user, network.pk, network.succeeded_by_id)
    leads = [membership for membership in memberships if membership.is_lead]
    predecessors = sorted((one for one in by_name if one.succeeded_by_id == network.pk), key=lambda one: one.ended_on or today())
    return render(
        request,
        "networks/network.html",
        network_frame(request.user, network, tab="overview", leads=leads)
        | {
            "feed": told(newest_in(request.user, network.pk), user=request.user),
            "memberships": memberships,
            "map_cities": [membership.city for membership in memberships],
            "predecessors": predecessors,
            "successor": next((one for one in by_name if one.pk == network.succeeded_by_id), None),
            "working_groups": [one for one in by_name if one.parent_id == network.pk],
        },
    )


@require_safe
def members(request: SignedInRequest, slug: str) -> HttpResponse:
    network = shared_network(request.user, slug)
    asked = MemberFilter(request.GET)
    members = members_by_city(network, asked.apply(network.seats.active()) if asked["q"].value() else None, request.GET.get("page"))
    return render(
        request,
        "networks/members.html",
        network_frame(request.user, network, tab="members", leads=members.leads)
        | {
            "filter": asked,
            "members": members,
            "cities_without_members": [] if request.GET.get("q") else members.without_members,
        },
    )


@require_safe
def feed(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that happened, newest first; ?before=<id of the last one seen> goes on from there."""
    network = shared_network(request.user, slug)
    activities = Activity.objects.visible_to(request.user).filter(network=network)
    before = request.GET.get("before", "")
    if before.isdecimal() and (last := Activity.objects.filter(network=network, pk=before[:18]).first()):
        activities = activities.older_than(last)
    rows = list(activities.newest(FEED_ROWS + 1))
    last_shown = rows[FEED_ROWS - 1] if len(rows) > FEED_ROWS else None
    return render(
        request,
        "networks/feed.html",
        network_frame(request.user, network, tab="feed") | {"feed": told(rows[:FEED_ROWS], user=request.user), "last": last_shown},
    )


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """The networks that this person runs, and those that others run, to read."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    networks = Network.objects.visible_to(request.user).with_counts().with_request_count().select_related("area", "parent").order_by("name")
    run = networks.run_by(request.user)
    return render(request, "networks/manage.html", {"run": run, "others": networks.exclude(pk__in=run.values("pk"))})


def create(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.NETWORK_CREATE)
    form = NetworkForm(request.POST or None)
    if form.is_valid():
        return _create(request, form)
    return render(request, "networks/create.html", {"form": form})


def create_working_group(request: SignedInRequest, slug: str) -> HttpResponse:
    parent = network_to_manage(request, slug, Permission.NETWORK_EDIT)
    form = WorkingGroupForm(request.POST or None)
    if form.is_valid():
        return _create(request, form, parent=parent)
    return render(request, "networks/create_working_group.html", manage_frame(parent) | {"form": form})


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    network = network_to_manage(request, slug, Permission.NETWORK_EDIT)
    form = (WorkingGroupForm if network.parent else NetworkForm)(request.POST or None, instance=network)
    if form.is_valid():
        edit_network(network=network, by=request.user, **{"area": network.area} | form.cleaned_data)
        return redirect("network", network.slug)
    return render(request, "networks/edit.html", manage_frame(network) | {"form": form})


def network_to_manage(request: SignedInRequest, slug: str, permission: Permission) -> Network:
    """404 where the person may not see the network, 403 where they may not do this to it."""
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("area", "parent"), slug=slug)
    require(request.user, permission, network)
    return network


def _create(request: SignedInRequest, form: NetworkForm, parent: Network | None = None) -> HttpResponse:
    fields = {"area": parent.area} if parent else {}
    try:
        network = create_network(slug=slugify(form.cleaned_data["name"]), parent=parent, by=request.user, **fields | form.cleaned_data)
    except NameTakenError:
        form.add_error("name", _("Another network has this name."))
        if parent:
            return render(request, "networks/create_working_group.html", manage_frame(parent) | {"form": form})
        return render(request, "networks/create.html", {"form": form})
    return redirect("network_memberships", network.slug)
