from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from exchange import services
from exchange.filters import ResourceFilter
from exchange.forms.resources import ResourceForm, ShareForm, UseForm, VersionForm
from exchange.models import Resource, ResourceVersion
from exchange.queries import actions_of, resource_page, shown
from exchange.views.questions import own_city, preview_of
from files.queries import answer
from networks.queries import network_frame, shared_network
from officials.models import SignedInRequest

ON_A_PAGE = 30


@require_safe
def in_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """What members and the secretariat share, to be narrowed down."""
    network = shared_network(request.user, slug)
    resources = Resource.objects.visible_to(request.user).in_network(network)
    asked = ResourceFilter(request.GET, resources=resources)
    page = Paginator(asked.apply(resources).with_names(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "exchange/resources.html",
        network_frame(request.user, network, tab="resources")
        | {
            "filter": asked,
            "page": page,
            "resources": shown(page.object_list, user=request.user),
            "may_share": network.is_open and can(request.user, Permission.POST_WRITE, network),
        },
    )


def add(request: SignedInRequest, slug: str) -> HttpResponse:
    network = shared_network(request.user, slug)
    require(request.user, Permission.POST_WRITE, network)
    start = {"language": request.user.language, "city": own_city(request), "area": network.area_id}
    form = ShareForm(request.POST or None, request.FILES or None, network=network, own_city=own_city(request), initial=start)
    if form.is_valid() and "preview" not in request.POST:
        try:
            resource = services.share_resource(network=network, by=request.user, **form.cleaned_data)
        except services.ClosedError:
            form.add_error(None, _("The network has ended: nothing more is shared in it."))
        else:
            messages.success(request, _("It is shared. You hear of it when a city says that it used it."))
            return redirect(resource)
    frame = network_frame(request.user, network, tab="resources")
    return render(request, "exchange/resource_add.html", frame | {"form": form, "preview": preview_of(request)})


@login_not_required
@require_safe
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """One resource: what it is, what one may do with it, which cities used it, how it was before."""
    found = visible_resource(request, pk)
    page = resource_page(found, user=request.user)
    keeps = found.is_kept_by(request.user)
    writes = can(request.user, Permission.POST_WRITE, found)
    return render(
        request,
        "exchange/resource.html",
        {
            "resource": found,
            "page": page,
            "keeps": keeps,
            "moderates": can(request.user, Permission.EXCHANGE_MODERATE, found),
            "may_report": writes and not found.is_by(request.user),
            "may_use": writes and found.is_there and found.is_used_elsewhere_than_by(request.user),
        },
    )


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _kept_resource(request, pk)
    form = ResourceForm(request.POST or None, network=found.network, own_city=own_city(request), initial=ResourceForm.initial_of(found))
    if form.is_valid() and "preview" not in request.POST:
        try:
            services.edit_resource(resource=found, by=request.user, **form.cleaned_data)
        except services.NamedBeforeError:
            form.add_error("label", _("It stood here under a name: the Chatham House rule would come too late."))
        except services.NotTheirsError:
            form.add_error("label", _("Only who shared it opens it to more readers."))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(request, "exchange/resource_edit.html", {"resource": found, "form": form, "preview": preview_of(request)})


def version_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _kept_resource(request, pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.add_version(resource=found, by=request.user, **form.cleaned_data)
        except services.ClosedError:
            form.add_error(None, _("It is not on the page any more, or its network has ended."))
        else:
            messages.success(request, _("The new version is there. Those before can still be read."))
            return redirect(found)
    return render(request, "exchange/resource_version.html", {"resource": found, "form": form})


@login_not_required
@require_safe
def download(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The file, or the way to the link. It is counted, once for a person and a day."""
    version = _visible_version(request, pk, number)
    if request.user.is_authenticated and request.method == "GET":
        services.note_download(version=version, by=request.user)
    return answer(version.file) if version.file else redirect(version.link)


@login_not_required
@require_safe
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A picture of the first pages, drawn anew: nothing of the file itself."""
    version = _visible_version(request, pk, number)
    if version.preview is None:
        raise Http404
    return answer(version.preview, inline=True)


def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it back, or share it again."""
    found = _kept_resource(request, pk)
    if request.method == "POST":
        try:
            (services.share_again if found.withdrawn_at else services.withdraw_resource)(resource=found, by=request.user)
        except services.AnsweredMeanwhileError:
            messages.info(request, _("It was done already."))
        return redirect(found)
    return render(request, "exchange/resource_withdraw.html", {"resource": found})


def use(request: SignedInRequest, pk: int) -> HttpResponse:
    """An official says for their city that it used the resource."""
    found = visible_resource(request, pk)
    require(request.user, Permission.POST_WRITE, found)
    if request.user.official is None or not found.is_used_elsewhere_than_by(request.user):
        raise PermissionDenied
    earlier = found.uses.filter(city=request.user.official.city).first()
    start = {"way": earlier.way, "text": earlier.text, "action": earlier.action_id} if earlier else {}
    form = UseForm(request.POST or None, actions=actions_of(request.user), initial=start)
    if form.is_valid():
        try:
            services.say_used(resource=found, by=request.user, **form.cleaned_data)
        except services.ClosedError:
            form.add_error(None, _("It is not on the page any more."))
        else:
            messages.success(request, _("Thank you. Who shared it hears of it, and your peers see that it travels."))
            return redirect(found)
    return render(request, "exchange/resource_use.html", {"resource": found, "form": form, "earlier": earlier})


@require_POST
def use_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was a mistake: the city did not use it."""
    found = visible_resource(request, pk)
    require(request.user, Permission.POST_WRITE, found)
    if request.user.official is None:
        raise PermissionDenied
    if mine := found.uses.filter(city=request.user.official.city).first():
        services.end_use(use=mine, by=request.user)
    return redirect(found)


def visible_resource(request: HttpRequest, pk: int) -> Resource:
    """404 where the reader may not see it: they do not learn that it is there."""
    rows = Resource.objects.visible_to(request.user).with_names().with_counts()
    found: Resource = get_object_or_404(rows.select_related("network__parent", "network__area"), pk=pk)
    return found


def _kept_resource(request: SignedInRequest, pk: int) -> Resource:
    """403 where it is somebody else's."""
    found = visible_resource(request, pk)
    if not found.is_kept_by(request.user):
        raise PermissionDenied
    return found


def _visible_version(request: HttpRequest, pk: int, number: int) -> ResourceVersion:
    visible = Resource.objects.visible_to(request.user).values("pk")
    rows: Any = ResourceVersion.objects.filter(resource__in=visible, resource=pk)
    rows = rows.select_related("file__kept", "preview__kept", "resource__network", "resource__author", "resource__official")
    found: ResourceVersion = get_object_or_404(rows, number=number)
    return found
