from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import require
from networks.models import Network
from networks.queries import manage_frame
from officials.models import SignedInRequest
from workshops.forms.planning import CancelWorkshopForm, SeriesForm, WorkshopForm
from workshops.models import Workshop
from workshops.queries import workshop_frame
from workshops.services import (
    HasStartedError,
    NotADraftError,
    NotAnnouncedError,
    OutsideWorkshopError,
    TooFewPlacesError,
    announce_workshop,
    cancel_workshop,
    discard_draft,
    edit_workshop,
    plan_next,
    plan_workshop,
)
from workshops.views.workshops import workshop_to_manage

# What another one takes over; when it is, everybody has to say anew.
ALIKE = [
    "title", "kind", "text", "setting", "host_city", "venue", "address", "join_link", "time_zone", "capacity", "places_per_city",
    "needs_approval", "offer_hours",
]  # fmt: skip
# What an address may fill in, as the hour that was found to be fair.
ASKED = ["starts_at", "ends_at", "time_zone", "host_city", "title", "kind", "setting"]
ASKED_MANY = ["for_cities", "also_for"]


def create(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a workshop: a new one, one ?like=<another>, or ?sitting_of=<another> at another hour."""
    network = get_object_or_404(Network.objects.visible_to(request.user).open().select_related("area", "parent"), slug=slug)
    require(request.user, Permission.WORKSHOP_PLAN, network)
    like, sitting_of = _asked_for(request, network, "like"), _asked_for(request, network, "sitting_of")
    pattern = sitting_of or like
    form = WorkshopForm(
        request.POST or None, initial=_initial(request, pattern), network=network, networks=Network.objects.run_by(request.user).open()
    )
    if form.is_valid():
        fields = form.cleaned_data | {"sitting_of": sitting_of and (sitting_of.sitting_of or sitting_of)}
        workshop = plan_workshop(network=network, like=pattern, by=request.user, **fields)
        messages.success(request, _("The draft is there. Only those who run the network see it until you announce it."))
        return redirect(workshop)
    page = manage_frame(network) | {"form": form, "like": like, "sitting_of": sitting_of}
    return render(request, "workshops/create.html", page)


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = workshop_to_manage(request, pk)
    run = Network.objects.run_by(request.user).open()
    networks = Network.objects.filter(Q(pk__in=run.values("pk")) | Q(pk__in=workshop.also_for.values("pk")))
    form = WorkshopForm(request.POST or None, instance=copy(workshop), network=workshop.network, networks=networks)
    if form.is_valid() and (changed := _edit(request, form, workshop)) is not None:
        if changed and workshop.state in {"announced", "running"}:
            messages.success(request, _("Saved. Everybody who comes is told by mail what has changed."))
        else:
            messages.success(request, _("Saved."))
        return redirect(workshop)
    return render(request, "workshops/edit.html", workshop_frame(request.user, workshop, tab="plan") | {"form": form})


def announce(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first: it mails every member."""
    workshop = workshop_to_manage(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            mailed = announce_workshop(workshop=workshop, by=request.user)
        except NotADraftError:
            refused = _("It was announced before, or cancelled.")
        except HasStartedError:
            refused = _("It was to start in the past. Change the time first.")
        else:
            words = ngettext("Announced. %(n)s member is mailed.", "Announced. %(n)s members are mailed.", mailed)
            messages.success(request, words % {"n": mailed})
            return redirect(workshop)
    frame = workshop_frame(request.user, workshop, tab="plan")
    members = Network.objects.filter(pk__in=[workshop.network_id, *workshop.also_for.values_list("pk", flat=True)]).with_counts()
    return render(request, "workshops/announce.html", frame | {"networks": members.order_by("name"), "refused": refused})


def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Calls an announced one off."""
    workshop = workshop_to_manage(request, pk)
    form = CancelWorkshopForm(request.POST or None)
    if form.is_valid():
        try:
            mailed = cancel_workshop(workshop=workshop, by=request.user, **form.cleaned_data)
        except NotAnnouncedError:
            form.add_error(None, _("It is not announced, so there is nothing to cancel."))
        except HasStartedError:
            form.add_error(None, _("It is over."))
        else:
            words = ngettext("Cancelled. %(n)s person is told by mail.", "Cancelled. %(n)s people are told by mail.", mailed)
            messages.success(request, words % {"n": mailed})
            return redirect(workshop)
    people = workshop.registrations.current().count()
    return render(request, "workshops/cancel.html", workshop_frame(request.user, workshop, tab="plan") | {"form": form, "people": people})


def series(request: SignedInRequest, pk: int) -> HttpResponse:
    """The others of its series, and drafts of the next ones in one go."""
    workshop = workshop_to_manage(request, pk)
    form = SeriesForm(request.POST or None, initial={"series": workshop.series.name if workshop.series else workshop.title})
    if form.is_valid():
        drafts = plan_next(workshop=workshop, by=request.user, **form.cleaned_data)
        words = ngettext("%(n)s draft is there.", "%(n)s drafts are there.", len(drafts))
        messages.success(request, words % {"n": len(drafts)})
        return redirect(request.path)
    rows = Workshop.objects.visible_to(request.user).filter(series=workshop.series).for_rows(request.user).soonest_first()
    page = {"form": form, "rows": rows if workshop.series else []}
    return render(request, "workshops/series.html", workshop_frame(request.user, workshop, tab="plan") | page)


@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throws a draft away."""
    workshop = workshop_to_manage(request, pk)
    try:
        discard_draft(workshop=workshop, by=request.user)
    except NotADraftError:
        messages.error(request, _("Members know of it already. Cancel it, so that they are told."))
        return redirect("workshop_edit", pk)
    messages.success(request, _("The draft of %(workshop)s is gone.") % {"workshop": workshop})
    return redirect("manage_workshops")


def _edit(request: SignedInRequest, form: WorkshopForm, workshop: Workshop) -> list[str] | None:
    """What changed of when and where; None where a rule stands against it, which the form then says."""
    try:
        return edit_workshop(workshop=workshop, by=request.user, **form.cleaned_data)
    except TooFewPlacesError as error:
        words = ngettext("%(n)s place is taken already.", "%(n)s places are taken already.", error.taken)
        form.add_error("capacity", words % {"n": error.taken})
    except OutsideWorkshopError:
        form.add_error("ends_at", _("The agenda goes on for longer than this. Shorten the agenda first, or end later."))
    except NotAnnouncedError:
        form.add_error(None, _("It is cancelled. Plan another like it instead."))
    return None


def _asked_for(request: SignedInRequest, network: Network, name: str) -> Workshop | None:
    """The workshop of this network that the address names, or none."""
    number = request.GET.get(name, "")
    if not number.isdecimal():
        return None
    rows = Workshop.objects.run_by(request.user).filter(network=network).with_place()
    return rows.filter(pk=number[:18]).first()


def _initial(request: SignedInRequest, pattern: Workshop | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"time_zone": request.user.time_zone}
    if pattern:
        initial |= {name: getattr(pattern, name) for name in ALIKE}
        initial |= {"series": pattern.series.name if pattern.series else "", "also_for": pattern.also_for.all()}
    initial |= {name: numbers for name in ASKED_MANY if (numbers := [n for n in request.GET.getlist(name) if n.isdecimal()])}
    return initial | {name: request.GET[name] for name in ASKED if name in request.GET}
