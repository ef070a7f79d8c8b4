from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from officials.models import SignedInRequest
from workshops.forms.registration import AnswersForm, PlaceForm, RegistrationForm
from workshops.models import Registration, Workshop
from workshops.queries import may_be_registered_by, standing, who_comes, workshop_frame
from workshops.services import (
    AlreadyRegisteredError,
    HasStartedError,
    NoPlaceError,
    NotAMemberError,
    NotAnnouncedError,
    RegistrationClosedError,
    cancel_registration,
    change_answers,
    take_place,
)
from workshops.services import register as register_official


def register(request: SignedInRequest, pk: int) -> HttpResponse:
    """Oneself, or a colleague of one's city."""
    workshop = _workshop(request, pk)
    require(request.user, Permission.WORKSHOP_REGISTER, workshop)
    officials = may_be_registered_by(request.user, workshop)
    form = RegistrationForm(request.POST or None, workshop=workshop, user=request.user, officials=officials)
    if form.is_valid():
        try:
            registration = register_official(
                workshop=workshop, official=form.cleaned_data["official"], answers=form.answers, by=request.user
            )
        except AlreadyRegisteredError:
            return redirect(workshop)
        except (NotAnnouncedError, RegistrationClosedError):
            form.add_error(None, _("Registration is not open now."))
        except NotAMemberError:
            form.add_error("official", _("It is for members of its networks."))
        else:
            messages.success(request, _said(registration, request.user.official))
            return redirect(workshop)
    page = {"form": form, "standing": standing(request.user, workshop), "has_officials": officials.exists()}
    return render(request, "workshops/register.html", workshop_frame(request.user, workshop, tab="overview") | page)


def registration(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own: take the place that is offered, give one back, change what one answered. Without it, there is one to ask for."""
    workshop = _workshop(request, pk)
    require(request.user, Permission.WORKSHOP_REGISTER, workshop)
    mine = workshop.registrations.current().filter(official__user=request.user).with_people().first()
    if mine is None:
        return redirect(workshop)
    mine.workshop = workshop
    chosen = PlaceForm(request.POST)
    answer = chosen.cleaned_data["answer"] if request.method == "POST" and chosen.is_valid() else ""
    form = AnswersForm(request.POST if answer == PlaceForm.ANSWERS else None, workshop=workshop, registration=mine)
    try:
        if answer == PlaceForm.TAKE:
            take_place(registration=mine, by=request.user)
            messages.success(request, _("You have a place. The mail that confirms it is on its way."))
        elif answer == PlaceForm.CANCEL:
            cancel_registration(registration=mine, by=request.user)
            messages.success(request, _("You gave it back. Thank you for saying so."))
        elif answer == PlaceForm.ANSWERS and form.is_valid():
            change_answers(registration=mine, answers=form.answers)
            messages.success(request, _("Your answers are changed."))
    except NoPlaceError:
        messages.error(request, _("This place went to the next in line: nobody had taken it in time."))
        return redirect(workshop)
    except (HasStartedError, NotAnnouncedError):
        messages.error(request, _("Nothing can be changed any more: it has begun, or was cancelled."))
        return redirect(workshop)
    if answer and not form.errors:
        return redirect(workshop)
    page = {"form": form, "chosen": chosen, "standing": standing(request.user, workshop)}
    return render(request, "workshops/registration.html", workshop_frame(request.user, workshop, tab="overview") | page)


@require_safe
def coming(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody who is registered, by city."""
    workshop = _workshop(request, pk)
    return render(
        request,
        "workshops/coming.html",
        workshop_frame(request.user, workshop, tab="overview") | {"cities": who_comes(workshop, request.user)},
    )


def _workshop(request: SignedInRequest, pk: int) -> Workshop:
    workshop = get_object_or_404(Workshop.objects.visible_to(request.user).for_rows(request.user), pk=pk)
    if workshop.status == Workshop.Status.DRAFT:
        raise PermissionDenied
    return workshop


def _said(registration: Registration, me: object) -> str:
    """What became of it."""
    of_me = registration.official == me
    said = {
        Registration.Status.REGISTERED: _("You are registered.") if of_me else _("%(name)s is registered."),
        Registration.Status.WAITLISTED: _("You are on the waitlist.") if of_me else _("%(name)s is on the waitlist."),
        Registration.Status.REQUESTED: _("You asked for a place.") if of_me else _("You asked for a place for %(name)s."),
    }[Registration.Status(registration.status)]
    return said % {"name": registration.official}
