from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from files.queries import UnreadableFileError
from officials.models import SignedInRequest
from workshops.forms.attendance import ContributionForm, OnlineCommitForm, OnlineListForm, PressForm, presses_of, sealed
from workshops.models import Workshop
from workshops.queries import attendees, door, matched, may_walk_in, workshop_frame
from workshops.services import (
    OPENS_ALONE,
    CheckInClosedError,
    NotThereError,
    Online,
    Press,
    TooEarlyError,
    check_in,
    check_in_alone,
    keep_online,
    mark_contribution,
    undo_check_in,
)
from workshops.views.workshops import workshop_to_manage

JSON = "application/json"


def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list at the door. A phone that was offline sends what it kept as JSON."""
    workshop = workshop_to_manage(request, pk)
    if request.method == "POST" and request.content_type == JSON:
        return _take(request, workshop)
    form = PressForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data.pop("q")
        try:
            refused = check_in(workshop=workshop, presses=[Press(at=timezone.now(), **form.cleaned_data)], by=request.user)
        except TooEarlyError:
            form.add_error(None, _("The door opens twelve hours before the start."))
        except CheckInClosedError:
            form.add_error(None, _("Nobody can check in: this workshop is not announced, or was cancelled."))
        else:
            if refused:
                messages.error(request, _("They are neither registered nor members any more."))
            return redirect(f"{request.path}?q={words}" if words else request.path)
    words = request.GET.get("q", "")[:100].replace("\0", "")
    frame = workshop_frame(request.user, workshop, tab="day")
    return render(request, "workshops/attendance.html", frame | {"form": form, "door": door(workshop, words=words), "q": words})


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """They were not there after all."""
    workshop = workshop_to_manage(request, pk)
    form = PressForm({"registration": request.POST.get("undo")})
    if form.is_valid():
        registration = get_object_or_404(workshop.registrations, pk=form.cleaned_data["registration"])
        undo_check_in(registration=registration, by=request.user)
    return redirect("workshop_attendance", pk)


@require_safe
def code(request: SignedInRequest, pk: int) -> HttpResponse:
    """To print, or to show at the door."""
    workshop = workshop_to_manage(request, pk)
    link = settings.PUBLIC_URL + reverse("workshop_check_in", args=[workshop.check_in_token])
    picture = mark_safe(segno.make(link, error="m").svg_inline(scale=8, dark="#000", light="#fff", omitsize=True))  # noqa: S308 - made here
    return render(request, "workshops/code.html", {"workshop": workshop, "link": link, "picture": picture, "before": OPENS_ALONE})


def check_in_with_code(request: SignedInRequest, token: str) -> HttpResponse:
    """Where the code leads: a button that says one is here."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place(), check_in_token=token)
    now, trouble = timezone.now(), ""
    if request.method == "POST":
        require(request.user, Permission.WORKSHOP_REGISTER, workshop)
        official = request.user.official
        assert official  # whom alone the permission is for
        try:
            check_in_alone(workshop=workshop, official=official, by=request.user)
        except (TooEarlyError, CheckInClosedError):
            trouble = _("You cannot check in now.")
        else:
            return redirect(request.path)
    mine = workshop.registrations.current().filter(official=request.user.official).first()
    return render(
        request,
        "workshops/check_in.html",
        {
            "workshop": workshop,
            "mine": mine,
            "trouble": trouble,
            "may_check_in": can(request.user, Permission.WORKSHOP_REGISTER, workshop),
            "may_manage": can(request.user, Permission.WORKSHOP_PLAN, workshop),
            "opens_at": workshop.starts_at - OPENS_ALONE,
            "is_early": now < workshop.starts_at - OPENS_ALONE,
            "is_over": now > workshop.ends_at,
        },
    )


def online(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the list of a meeting program, then see who is meant before anything changes."""
    workshop = workshop_to_manage(request, pk)
    form = OnlineListForm(request.POST or None, request.FILES or None)
    found: list[Any] = []
    if form.is_valid():
        try:
            found = matched(attendees(form.cleaned_data["file"], workshop), workshop)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
    frame = workshop_frame(request.user, workshop, tab="day") | {"form": form}
    if not found:
        return render(request, "workshops/online.html", frame)
    at_least = form.cleaned_data["at_least"]
    people = [
        {
            "minutes": match.attendee.minutes,
            "joined": match.attendee.joined.isoformat() if match.attendee.joined else None,
            "official": match.official.pk if match.official else None,
            "near": [official.pk for official in match.near],
        }
        for match in found
    ]
    seen = sealed(people, at_least=at_least, workshop=workshop)
    return render(request, "workshops/online_preview.html", frame | {"found": found, "at_least": at_least, "seen": seen})


@require_POST
def online_commit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was shown becomes attendance."""
    workshop = workshop_to_manage(request, pk)
    form = OnlineCommitForm(request.POST, workshop=workshop)
    if not form.is_valid():
        messages.error(request, _("This list was looked through too long ago. Choose the file once more."))
        return redirect("workshop_online", pk)
    officials = may_walk_in(workshop).select_related("city").in_bulk(form.chosen)
    seen = [Online(officials[pk], **one) for pk, one in form.chosen.items() if pk in officials]
    try:
        count = keep_online(workshop=workshop, seen=seen, at_least=form.cleaned_data["seen"]["at_least"], by=request.user)
    except (TooEarlyError, CheckInClosedError):
        messages.error(request, _("Nobody can have been there: this workshop has not begun, or was cancelled."))
        return redirect("workshop_online", pk)
    messages.success(request, ngettext("%(n)d official was there online.", "%(n)d officials were there online.", count) % {"n": count})
    return redirect("workshop_attendance", pk)


def contributions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who of those who were there spoke, presented or led a table."""
    workshop = workshop_to_manage(request, pk)
    there = workshop.registrations.attended().with_people().by_city()
    form = ContributionForm(request.POST or None)
    if request.method == "POST":
        chosen = PressForm(request.POST)
        registration = get_object_or_404(there, pk=chosen.cleaned_data["registration"] if chosen.is_valid() else None)
        if form.is_valid():
            try:
                mark_contribution(registration=registration, by=request.user, **form.cleaned_data)
            except NotThereError:
                form.add_error(None, _("They were not there after all."))
            else:
                return redirect(f"{request.path}#r{registration.pk}")
    return render(
        request, "workshops/contributions.html", workshop_frame(request.user, workshop, tab="day") | {"form": form, "there": there}
    )


def _take(request: SignedInRequest, workshop: Workshop) -> HttpResponse:
    sent = presses_of(request.body)
    if sent is None:
        return JsonResponse({"error": "this is no list of presses"}, status=400)
    presses = [Press(**press) for press in sent]
    try:
        refused = check_in(workshop=workshop, presses=presses, by=request.user)
    except (TooEarlyError, CheckInClosedError):
        refused = {press.key for press in presses}
    return JsonResponse({"taken": [p.key for p in presses if p.key not in refused], "refused": sorted(refused)})
