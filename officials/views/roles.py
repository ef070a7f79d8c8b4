from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.services import require
from officials.forms import StaffForm
from officials.models import Official, SignedInRequest, Staff
from officials.services import (
    IsOfficialError,
    IsStaffError,
    LastAdministratorError,
    change_administrator,
    end_staff,
    start_staff,
)

PAST_ROWS = 100


def manage(request: SignedInRequest) -> HttpResponse:
    """To administrators: who is staff, administrator, city lead, and who was."""
    require(request.user, Permission.ROLES_EDIT)
    form = StaffForm(request.POST or None)
    if form.is_valid():
        try:
            staff = start_staff(by=request.user, **form.cleaned_data)
        except IsStaffError:
            form.add_error("email", _("This person works for the secretariat already."))
        except IsOfficialError:
            form.add_error("email", _("This person is here as an official of a city, and nobody works for both."))
        else:
            messages.success(request, _("%(staff)s is staff from today on.") % {"staff": staff})
            return redirect("manage_people")
    terms = Staff.objects.select_related("user")
    leads = Official.objects.current().filter(is_lead=True)
    return render(
        request,
        "officials/roles.html",
        {
            "form": form,
            "staff": terms.current().with_network_count().order_by("user__full_name", "pk"),
            "past": terms.exclude(ended_on=None).order_by("-ended_on", "-pk")[:PAST_ROWS],
            "leads": leads.with_people().order_by("city__name", "user__full_name"),
        },
    )


@require_POST
def administrator(request: SignedInRequest, pk: int) -> HttpResponse:
    """Makes a member of staff administrator, or ends it, whichever they are not."""
    require(request.user, Permission.ROLES_EDIT)
    staff = get_object_or_404(Staff.objects.current().select_related("user"), pk=pk)
    try:
        changed = change_administrator(staff=staff, is_administrator=not staff.is_administrator, by=request.user)
    except LastAdministratorError:
        messages.error(request, _("%(staff)s is the last administrator. Make somebody else administrator first.") % {"staff": staff})
    else:
        words = _("%(staff)s is administrator.") if changed.is_administrator else _("%(staff)s is no longer administrator.")
        messages.success(request, words % {"staff": changed})
    return _back(request)


def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ends somebody's time at the secretariat. Asks first."""
    require(request.user, Permission.ROLES_EDIT)
    staff = get_object_or_404(Staff.objects.current().select_related("user"), pk=pk)
    if request.method != "POST":
        runs = staff.stewardships.current().select_related("network").order_by("network__name")
        return render(request, "officials/staff_end.html", {"staff": staff, "runs": runs})
    try:
        end_staff(staff=staff, by=request.user)
    except LastAdministratorError:
        messages.error(request, _("%(staff)s is the last administrator. Make somebody else administrator first.") % {"staff": staff})
    else:
        messages.success(request, _("%(staff)s is no longer staff.") % {"staff": staff})
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    """Not to a page that somebody who has just given up their own role may no longer open."""
    still = Staff.objects.current().filter(user=request.user, is_administrator=True).exists()
    return redirect("manage_people" if still else "home")
