from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import can, require
from actions.forms import MergeForm, PracticeEditForm, PracticeForm
from actions.models import ClimateAction, Practice
from actions.queries import practices_of
from actions.services import CannotMergeError, NameTakenError, add_practice, edit_practice, merge_practices
from networks.models import Network
from networks.queries import manage_frame, network_frame, shared_network
from officials.models import SignedInRequest


@require_safe
def catalogue(request: SignedInRequest, slug: str) -> HttpResponse:
    """What cities of a network can do, with how many do it."""
    network = shared_network(request.user, slug)
    actions = ClimateAction.objects.visible_to(request.user).published()
    practices = practices_of(network, actions)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    official = request.user.official
    return render(
        request,
        "actions/catalogue.html",
        network_frame(request.user, network, tab="practices")
        | {
            "practices": practices.matching(words) if words else practices,
            "words": words,
            "may_write": official is not None and can(request.user, Permission.ACTION_WRITE, official.city),
        },
    )


def manage(request: SignedInRequest, slug: str) -> HttpResponse:
    """The catalogue of a network, and a form to add to it."""
    network = _network_to_manage(request, slug)
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            practice = add_practice(network=network, by=request.user, **form.cleaned_data)
        except NameTakenError:
            form.add_error("name", _("This network has a practice of this name already."))
        else:
            messages.success(request, _("%(practice)s is in the catalogue.") % {"practice": practice})
            return redirect(request.path)
    practices = practices_of(network, ClimateAction.objects.published())
    return render(request, "actions/practices.html", manage_frame(network) | {"practices": practices, "form": form})


def edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    network = _network_to_manage(request, slug)
    practice = get_object_or_404(network.practices.current(), pk=pk)
    form = PracticeEditForm(request.POST or None, instance=practice)
    if request.method == "POST" and form.is_valid():
        try:
            edit_practice(practice=practice, by=request.user, **form.cleaned_data)
        except NameTakenError:
            form.add_error("name", _("This network has a practice of this name already."))
        else:
            return redirect("manage_practices", slug)
    return render(request, "actions/practice.html", manage_frame(network) | {"practice": _as_it_is(practice), "form": form})


def merge(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The practice turns out to be another one."""
    network = _network_to_manage(request, slug)
    practice = get_object_or_404(network.practices.current().with_action_count(ClimateAction.objects.all()), pk=pk)
    form = MergeForm(request.POST or None, practice=practice)
    if request.method == "POST" and form.is_valid():
        try:
            moved = merge_practices(survivor=form.cleaned_data["survivor"], duplicate=practice, by=request.user)
        except CannotMergeError:
            messages.info(request, _("Somebody has changed this meanwhile."))
        else:
            messages.success(request, ngettext("Merged: %(n)s action moved.", "Merged: %(n)s actions moved.", moved) % {"n": moved})
        return redirect("manage_practices", slug)
    return render(request, "actions/merge.html", manage_frame(network) | {"practice": practice, "form": form})


def _network_to_manage(request: SignedInRequest, slug: str) -> Network:
    network = get_object_or_404(Network.objects.visible_to(request.user).select_related("area", "parent"), slug=slug)
    require(request.user, Permission.PRACTICES_EDIT, network)
    return network


def _as_it_is(practice: Practice) -> Practice:
    """A form with errors has written into the instance what it was given."""
    return Practice.objects.get(pk=practice.pk)
