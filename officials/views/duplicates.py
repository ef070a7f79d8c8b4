from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from access.permissions import Permission
from access.services import require
from officials.forms import MergeCitiesForm, MergePeopleForm
from officials.models import SignedInRequest
from officials.queries import merge_of_cities, merge_of_people, namesakes
from officials.services import EntryGoneError, LastAdministratorError, WorksTwiceError, merge_cities, merge_people

MOST_NAMESAKES = 50


def people(request: SignedInRequest) -> HttpResponse:
    """Two entries of one person: what would move, and then the merge."""
    require(request.user, Permission.DUPLICATES_MERGE)
    form = MergePeopleForm(request.POST or (request.GET if "survivor" in request.GET else None))
    plan = merge_of_people(**form.cleaned_data) if form.is_valid() else None
    if plan and request.method == "POST":
        try:
            merge_people(survivor=plan.survivor, duplicate=plan.duplicate, by=request.user)
        except EntryGoneError:
            form.add_error(None, _("One of these was merged or erased, or the one that stays has left. Try the other way round."))
        except WorksTwiceError:
            form.add_error(None, _("One entry works for a city, the other for the secretariat. End one of the two first."))
        except LastAdministratorError:
            form.add_error(None, _("The entry that goes is the last administrator. Make the other one administrator first."))
        else:
            messages.success(request, _("Merged. %(person)s has one entry now.") % {"person": plan.survivor})
            return redirect("duplicates")
    return render(
        request,
        "officials/duplicates.html",
        {"form": form, "chooser": MergePeopleForm() if plan else form, "plan": plan, "namesakes": namesakes(MOST_NAMESAKES)},
    )


def cities(request: SignedInRequest) -> HttpResponse:
    """Two entries of one city: what would move, and then the merge."""
    require(request.user, Permission.DUPLICATES_MERGE)
    form = MergeCitiesForm(request.POST or (request.GET if "survivor" in request.GET else None))
    plan = merge_of_cities(**form.cleaned_data) if form.is_valid() else None
    if plan and request.method == "POST":
        try:
            merge_cities(survivor=plan.survivor, duplicate=plan.duplicate, by=request.user)
        except EntryGoneError:
            form.add_error(None, _("One of these was merged meanwhile."))
        else:
            messages.success(request, _("Merged. %(city)s has one entry now.") % {"city": plan.survivor})
            return redirect("city_duplicates")
    return render(request, "officials/city_duplicates.html", {"form": form, "chooser": MergeCitiesForm() if plan else form, "plan": plan})
