from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import can, require
from files.queries import answer
from officials.models import SignedInRequest
from workshops.forms.follow_up import FeedbackForm, FollowUpForm, LabelForm, MaterialForm, MinutesForm
from workshops.models import FollowUp, Material, Workshop
from workshops.queries import feedback_results, what_came_of, workshop_frame
from workshops.services import (
    AlreadyToldError,
    NotThereError,
    SeenWithNameError,
    WiderThanAddedError,
    add_material,
    change_material_label,
    close_follow_up,
    give_feedback,
    make_follow_up,
    publish_minutes,
    remove_material,
    reopen_follow_up,
)
from workshops.views.workshops import workshop_to_manage


@require_safe
def after(request: SignedInRequest, pk: int) -> HttpResponse:
    """What its manager has still to do, and what came of it so far."""
    workshop = workshop_to_manage(request, pk)
    came = what_came_of(workshop, request.user, may_manage=True)
    frame = workshop_frame(request.user, workshop, tab="after")
    return render(request, "workshops/after.html", frame | {"came": came, "results": feedback_results(workshop)})


def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = workshop_to_manage(request, pk)
    form = MinutesForm(request.POST or None, initial={"minutes": workshop.minutes})
    if form.is_valid():
        publish_minutes(workshop=workshop, by=request.user, **form.cleaned_data)
        messages.success(request, _("Published. Those who were there are told by mail, once."))
        return redirect("workshop_after", pk)
    return render(request, "workshops/minutes.html", workshop_frame(request.user, workshop, tab="after") | {"form": form})


def material_add(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = workshop_to_manage(request, pk)
    form = MaterialForm(request.POST or None, request.FILES or None, workshop=workshop)
    if form.is_valid():
        add_material(workshop=workshop, by=request.user, **form.cleaned_data)
        return redirect("workshop_after", pk)
    return render(request, "workshops/material_add.html", workshop_frame(request.user, workshop, tab="after") | {"form": form})


def material_label(request: SignedInRequest, pk: int, material: int) -> HttpResponse:
    """Who may read it from now on."""
    workshop = workshop_to_manage(request, pk)
    found: Material = get_object_or_404(workshop.materials, pk=material)
    now = {"label": found.label, "named_cities": found.named_cities.all()}
    form = LabelForm(request.POST or None, workshop=workshop, of_session=found.session_id is not None, initial=now)
    if form.is_valid():
        try:
            change_material_label(material=found, by=request.user, **form.cleaned_data)
        except WiderThanAddedError:
            form.add_error("label", _("Whoever added it opens it to more readers. You may choose fewer."))
        except SeenWithNameError:
            form.add_error("label", _("It was read with a name beside it. Take it off, and add it again under the Chatham House rule."))
        else:
            messages.success(request, _("Saved. It is written down that its readers changed."))
            return redirect("workshop_after", pk)
    page = workshop_frame(request.user, workshop, tab="after") | {"form": form, "material": found}
    return render(request, "workshops/material_label.html", page)


@require_POST
def material_remove(request: SignedInRequest, pk: int, material: int) -> HttpResponse:
    workshop = workshop_to_manage(request, pk)
    remove_material(material=get_object_or_404(workshop.materials, pk=material), by=request.user)
    return redirect("workshop_after", pk)


@login_not_required
@require_safe
def material(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """The file of a material, for those who may read it."""
    found: Material = get_object_or_404(Material.objects.visible_to(request.user).select_related("file__kept"), pk=material, workshop=pk)
    if found.file is None:
        raise Http404
    return answer(found.file, inline=True)


def feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    """A short form for those who were there; from five answers on, what all said."""
    workshop, came = _what_came(request, pk)
    if request.method == "POST":
        require(request.user, Permission.WORKSHOP_REGISTER, workshop)
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        official = request.user.official
        assert official  # whom alone the permission is for
        try:
            give_feedback(workshop=workshop, official=official, **form.cleaned_data)
        except NotThereError:
            form.add_error(None, _("Feedback is asked of those who were there."))
        except AlreadyToldError:
            form.add_error(None, _("You have told us already. Thank you."))
        else:
            messages.success(request, _("Thank you. Nobody learns who said what."))
            return redirect(request.path)
    frame = workshop_frame(request.user, workshop, tab="after")
    results = feedback_results(workshop) if came.reads_results else None
    return render(request, "workshops/feedback.html", frame | {"came": came, "form": form, "results": results})


def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """What will your city do next?"""
    workshop, came = _what_came(request, pk)
    require(request.user, Permission.WORKSHOP_REGISTER, workshop)
    form = FollowUpForm(request.POST or None)
    if form.is_valid():
        official = request.user.official
        assert official  # whom alone the permission is for
        try:
            make_follow_up(workshop=workshop, official=official, by=request.user, **form.cleaned_data)
        except NotThereError:
            form.add_error(None, _("Those who were there say what their city does next."))
        else:
            return redirect(f"{workshop.get_absolute_url()}#next")
    return render(
        request, "workshops/follow_up.html", workshop_frame(request.user, workshop, tab="overview") | {"came": came, "form": form}
    )


@require_POST
def follow_up_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Their city did it, or, with `open`, has not after all: said by anybody of that city."""
    found = get_object_or_404(FollowUp.objects.visible_to(request.user).select_related("official__city", "workshop__network"), pk=pk)
    require(request.user, Permission.WORKSHOP_REGISTER, found.workshop)
    if request.user.official is None or request.user.official.city_id != found.official.city_id:
        raise PermissionDenied
    if "open" in request.POST:
        reopen_follow_up(follow_up=found, by=request.user)
    else:
        close_follow_up(follow_up=found, by=request.user)
    return redirect(f"{found.workshop.get_absolute_url()}#next")


def _what_came(request: SignedInRequest, pk: int) -> tuple[Workshop, Any]:
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).with_place(), pk=pk)
    may_manage = can(request.user, Permission.WORKSHOP_PLAN, workshop)
    return workshop, what_came_of(workshop, request.user, may_manage=may_manage)
