from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import can, require
from actions.forms import ActionForm, NewActionForm, StageForm
from actions.models import ClimateAction, Practice
from actions.queries import exports, history_of, page_of, part_readers, practices_for, readable, way_of
from actions.services import DayBeforeError, SameStageError, change_stage, create_action, edit_action
from activity.queries import copied
from cities.models import City
from officials.models import SignedInRequest, today
from workshops.models import FollowUp


@login_not_required
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action, as far as its city opens it to the reader."""
    found = get_object_or_404(ClimateAction.objects.visible_to(request.user).as_read_by(request.user).with_page(), pk=pk)
    reading = readable(found, request.user)
    changes = list(found.stage_changes.all())
    context = {
        "action": found,
        "reading": reading,
        "way": way_of(found, changes),
        "changes": changes[::-1],
        "milestones": found.milestones.all(),
        "may_write": can(request.user, Permission.ACTION_WRITE, found),
        "may_confirm": can(request.user, Permission.ACTION_CONFIRM, found),
        "may_propose": can(request.user, Permission.ACTION_PROPOSE),
    }
    if reading.is_own:
        has_lead = found.city.officials.current().verified().filter(is_lead=True).exists()
        waiting = found.proposals.waiting().select_related("proposed_by")
        context |= {"history": history_of(found), "readers": part_readers(found), "has_lead": has_lead, "proposals": waiting}
    return render(request, "actions/action.html", context)


@login_not_required
@require_safe
def of_city(request: HttpRequest, slug: str) -> HttpResponse:
    if survivor := City.objects.filter(pk__in=City.objects.filter(slug=slug).values("merged_into")).first():
        return redirect("city_actions", survivor.slug)
    city = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    actions = ClimateAction.objects.visible_to(request.user).of_city(city)
    return render(
        request,
        "actions/of_city.html",
        {
            "city": city,
            "page": page_of(actions, request.GET.get("page")),
            "may_write": can(request.user, Permission.ACTION_WRITE, city),
            "may_propose": can(request.user, Permission.ACTION_PROPOSE),
        },
    )


@require_safe
def export(request: SignedInRequest, slug: str) -> StreamingHttpResponse:
    """All that a city has, drafts too, as a file for its own officials."""
    city = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    require(request.user, Permission.ACTION_WRITE, city)
    rows = exports.exported(ClimateAction.objects.of_city(city), request.user).order_by(*exports.IN_ORDER, "pk")
    columns = exports.columns()
    file = copied([column.heading for column in columns], rows.values_list(*(column.value for column in columns)))
    answer = StreamingHttpResponse(file, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="c40net-actions-{city.slug}-{today()}.csv"'
    return answer


def create(request: SignedInRequest) -> HttpResponse:
    """A draft of the reader's city; ?practice=<id> and ?follow_up=<id> say what it begins with."""
    if request.user.official is None:
        raise PermissionDenied
    city = request.user.official.city
    require(request.user, Permission.ACTION_WRITE, city)
    practices = practices_for(city, request.user)
    follow_up = _follow_up(request)
    form = NewActionForm(
        request.POST or None,
        city=city,
        practices=practices,
        initial=_began_with(request, practices, follow_up) | {"lead": request.user.official},
    )
    if request.method == "POST" and form.is_valid():
        made = create_action(city=city, by=request.user, follow_up=follow_up, **form.cleaned_data)
        messages.success(request, _("This is a draft that only your city sees. Add what you know, and let the city lead confirm it."))
        return redirect(made)
    return render(request, "actions/create.html", {"form": form, "city": city, "follow_up": follow_up})


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = action_to_write(request, pk)
    form = ActionForm(request.POST or None, instance=found, city=found.city, practices=practices_for(found.city, request.user))
    if request.method == "POST" and form.is_valid():
        edit_action(action=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    may_confirm = can(request.user, Permission.ACTION_CONFIRM, found)
    return render(request, "actions/edit.html", {"form": form, "action": _as_it_is(found), "may_confirm": may_confirm})


def stage(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next step, with its day; ?to=<stage> proposes which."""
    found = action_to_write(request, pk)
    form = StageForm(request.POST or None, action=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_stage(action=found, by=request.user, **form.cleaned_data)
        except (DayBeforeError, SameStageError):
            messages.info(request, _("Somebody has changed this meanwhile."))
        return redirect(found)
    return render(request, "actions/stage.html", {"form": form, "action": found, "changes": found.stage_changes.all()})


def action_to_write(request: SignedInRequest, pk: int, permission: Permission = Permission.ACTION_WRITE) -> ClimateAction:
    """404 where the person may not see the action, 403 where it is not their city's."""
    found = get_object_or_404(ClimateAction.objects.visible_to(request.user).with_page(), pk=pk)
    require(request.user, permission, found)
    return found


def _as_it_is(action: ClimateAction) -> ClimateAction:
    """A form with errors has written into the instance what it was given."""
    return ClimateAction.objects.with_names().get(pk=action.pk)


def _follow_up(request: SignedInRequest) -> FollowUp | None:
    """What somebody of the reader's city said at a workshop."""
    asked = request.GET.get("follow_up", "")
    if not asked.isdecimal() or len(asked) > 18:  # noqa: PLR2004
        return None
    of_city = FollowUp.objects.visible_to(request.user).filter(official__city=request.user.official.city)  # type: ignore[union-attr]
    return of_city.select_related("workshop").filter(pk=asked).first()


def _began_with(request: SignedInRequest, practices: Any, follow_up: FollowUp | None) -> dict[str, Any]:
    asked = request.GET.get("practice", "")
    practice: Practice | None = practices.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 18 else None  # noqa: PLR2004
    begun: dict[str, Any] = {"practice": practice, "title": practice.name} if practice else {}
    return begun | ({"text": follow_up.text} if follow_up else {})
