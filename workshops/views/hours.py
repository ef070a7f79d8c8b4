from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from cities.models import City
from networks.models import Network
from networks.queries import manage_frame, network_frame, shared_network
from officials.models import SignedInRequest
from workshops.forms.hours import HoursForm, MoveForm, TwoSittingsForm, asked_or_usual
from workshops.models import Workshop
from workshops.queries import Shape, by_city, carried, cities_of, fair_hours, knows_holidays, ledger_of, starts_of
from workshops.services import NotADraftError, hold_twice, move_draft, plan_sittings
from workshops.views.workshops import workshop_to_manage


@require_safe
def hours(request: SignedInRequest, slug: str) -> HttpResponse:
    """Finds a fair hour: for a workshop to come, or for ?workshop=<one that may move>."""
    network = _network_to_plan(request, slug)
    workshops = network.workshops.exclude(status=Workshop.Status.CANCELLED).filter(starts_at__gt=timezone.now())
    workshop = workshops.filter(pk=_number(request, "workshop")).select_related("host_city").first()
    also_for = list(workshop.also_for.values_list("pk", flat=True)) if workshop else []
    asked = asked_or_usual(request.GET, workshop, also_for)
    form = HoursForm(asked, network=network, networks=Network.objects.run_by(request.user).open(), workshops=workshops)
    found = _found(form, network, workshop) if form.is_valid() else {}
    return render(request, "workshops/hours.html", manage_frame(network) | {"form": form, "workshop": workshop} | found)


@require_POST
def sittings(request: SignedInRequest, slug: str) -> HttpResponse:
    """Makes drafts at the two hours that were found."""
    network = _network_to_plan(request, slug)
    drafts = network.workshops.filter(status=Workshop.Status.DRAFT)
    form = TwoSittingsForm(request.POST, networks=Network.objects.run_by(request.user).open(), drafts=drafts)
    if not form.is_valid():
        messages.error(request, " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors)))
        return redirect("workshop_hours", slug)
    data = form.cleaned_data
    if data["workshop"]:
        hold_twice(workshop=data["workshop"], starts=[data["first"], data["second"]], by=request.user)
        messages.success(request, _("%(workshop)s is at its new hour, and a second sitting is there as a draft.") % data)
        return redirect(data["workshop"])
    zone = data["host"].time_zone if data["host"] else data["zone"]
    first = plan_sittings(
        network=network, title=data["title"], starts=[data["first"], data["second"]], length=timedelta(minutes=data["length"]),
        time_zone=zone, host_city=data["host"], for_cities=data["for_cities"], also_for=data["also_for"], by=request.user,
    )  # fmt: skip
    messages.success(request, _("Both drafts are there. Only those who run the network see them until you announce them."))
    return redirect(first)


@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes a draft to the hour that was found."""
    workshop, form = workshop_to_manage(request, pk), MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This hour is over, or none. Choose another."))
        return redirect("workshop_hours", workshop.network.slug)
    try:
        move_draft(workshop=workshop, starts_at=form.cleaned_data["starts"], by=request.user)
    except NotADraftError:
        messages.error(request, _("Members know of its hour already. Change it on its page, so that they are told."))
    else:
        messages.success(request, _("%(workshop)s is at its new hour.") % {"workshop": workshop})
    return redirect(workshop)


@require_safe
def ledger(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who carried how much, with the workshops behind each number, for all who share the network."""
    network = shared_network(request.user, slug)
    this_year = datetime.now(UTC).year
    asked = _number(request, "year")
    year = asked if this_year - 50 <= asked <= this_year + 2 else this_year
    frame = network_frame(request.user, network, tab="workshops")
    return render(request, "workshops/ledger.html", frame | {"ledger": ledger_of(network, year, reader=request.user)})


def _found(form: HoursForm, network: Network, workshop: Workshop | None) -> dict[str, object]:
    asked = form.cleaned_data
    zone, year = form.host_zone, asked["first"].year
    shape = Shape(timedelta(minutes=asked["length"]), zone, asked["on_site"])
    everyone = cities_of([network, *asked["also_for"]])
    cities = _to_reach(everyone, form, workshop)
    so_far = carried(network, year, but=workshop)
    hours = fair_hours(shape, starts_of(shape, asked["first"], asked["last"], after=timezone.now()), cities, so_far, asked["host"])
    return {
        "hours": hours, "rows": by_city(hours, so_far), "cities": cities, "city_count": len(everyone), "year": year, "zone": zone,
        "shape": shape,
        "for_cities": cities if len(cities) < len(everyone) else [], "also_for": asked["also_for"], "host": asked["host"],
        "unknown": [city for city in cities if not knows_holidays(str(city.country))],
    }  # fmt: skip


def _to_reach(everyone: Iterable[City], form: HoursForm, workshop: Workshop | None) -> list[City]:
    asked = form.cleaned_data
    cities = [city for city in everyone if city not in set(asked["leave_out"])]
    if asked["region"]:
        cities = [city for city in cities if city.region in asked["region"]]
    if workshop and asked.get("registered"):
        of = set(workshop.registrations.current().values_list("official__city", flat=True))
        cities = [city for city in cities if city.pk in of]
    return cities


def _network_to_plan(request: SignedInRequest, slug: str) -> Network:
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("area", "parent"), slug=slug)
    require(request.user, Permission.WORKSHOP_PLAN, network)
    return network


def _number(request: SignedInRequest, name: str) -> int:
    """What the address says there, or none."""
    asked = request.GET.get(name, "")
    return int(asked[:9]) if asked.isdecimal() else 0
