from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from officials.models import SignedInRequest
from workshops.forms.registration import AddForm, QuestionForm, RegistrationsForm
from workshops.models import Workshop
from workshops.queries import members_of, places_by_city, registrations_csv, workshop_frame
from workshops.services import (
    AlreadyRegisteredError,
    HasStartedError,
    NotAMemberError,
    NotAnnouncedError,
    add_registration,
    approve_registrations,
    ask_registrants,
    change_question,
    decline_registrations,
    remove_question,
    take_back_registrations,
)
from workshops.views.workshops import workshop_to_manage

ON_A_PAGE = 100
ENDED_ROWS = 50


def registrations(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is registered, who waits and for what; answered one by one or many at once."""
    workshop = workshop_to_manage(request, pk)
    form = RegistrationsForm(request.POST or None, registrations=workshop.registrations.all())
    if form.is_valid():
        try:
            _decide(request, form, workshop)
        except (HasStartedError, NotAnnouncedError):
            form.add_error(None, _("Nothing can be changed any more: it has begun, or is not announced."))
        else:
            return redirect("manage") if request.POST.get("back") == "manage" else redirect(request.path)
    return render(request, "workshops/registrations.html", _page(request, workshop) | {"form": form})


@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    """The manager takes a member in."""
    workshop = workshop_to_manage(request, pk)
    form = _add_form(request, workshop)
    if form.is_valid():
        try:
            registration = add_registration(workshop=workshop, by=request.user, **form.cleaned_data)
        except (HasStartedError, NotAnnouncedError):
            form.add_error(None, _("Nothing can be changed any more: it has begun, or is not announced."))
        except (AlreadyRegisteredError, NotAMemberError):
            form.add_error("official", _("They are registered meanwhile, or members no more."))
        else:
            messages.success(request, f"{registration.official}: {registration.get_status_display()}")
            return redirect("workshop_registrations", pk)
    return render(request, "workshops/registrations.html", _page(request, workshop) | {"add_form": form})


@require_safe
def download(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """As CSV, with the answers."""
    workshop = workshop_to_manage(request, pk)
    answer = StreamingHttpResponse(registrations_csv(workshop), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="registrations-{pk}.csv"'
    return answer


def questions(request: SignedInRequest, pk: int) -> HttpResponse:
    """What those who register are asked. One form for each question, told apart by the id that it sends, and one for a new one."""
    workshop = workshop_to_manage(request, pk)
    asked = list(workshop.questions.all())
    sent = request.POST.get("question", "") if request.method == "POST" else None
    forms = [(row, QuestionForm(request.POST if sent == str(row.pk) else None, instance=row, prefix=f"q{row.pk}")) for row in asked]
    new = QuestionForm(request.POST if sent == "" else None, prefix="new")
    for question, form in forms:
        if form.is_bound and "remove" in request.POST:
            remove_question(question=question, by=request.user)
            return redirect(request.path)
        if form.is_valid():
            change_question(question=question, by=request.user, **form.cleaned_data)
            return redirect(request.path)
    if new.is_valid():
        ask_registrants(workshop=workshop, by=request.user, **new.cleaned_data)
        return redirect(request.path)
    if sent and not any(form.is_bound for _question, form in forms):
        return redirect(request.path)
    frame = workshop_frame(request.user, workshop, tab="registrations")
    return render(request, "workshops/questions.html", frame | {"forms": forms, "form": new})


def _page(request: SignedInRequest, workshop: Workshop) -> dict[str, object]:
    rows = workshop.registrations.with_people().with_answers()
    ended = rows.exclude(pk__in=workshop.registrations.current().values("pk"))
    return workshop_frame(request.user, workshop, tab="registrations") | {
        "waiting": rows.requested(),
        "page": Paginator(rows.registered().by_city(), ON_A_PAGE).get_page(request.GET.get("page")),
        "offered": rows.filter(status="offered").order_by("offer_ends_at", "pk"),
        "line": rows.waitlisted(),
        "ended": ended.order_by("-changed_at", "-pk")[:ENDED_ROWS],
        "cities": places_by_city(workshop),
        "questions": workshop.questions.count(),
        "add_form": _add_form(request, workshop, is_bound=False),
    }


def _add_form(request: SignedInRequest, workshop: Workshop, *, is_bound: bool = True) -> AddForm:
    there = workshop.registrations.current().values("official")
    return AddForm(request.POST if is_bound else None, officials=members_of(workshop).exclude(pk__in=there))


def _decide(request: SignedInRequest, form: RegistrationsForm, workshop: Workshop) -> None:
    chosen, reason = form.cleaned_data["registrations"], form.cleaned_data["reason"]
    those = {"registrations": chosen, "workshop": workshop, "by": request.user}
    if form.cleaned_data["decision"] == form.APPROVE:
        count = approve_registrations(**those)
        text = ngettext("%(n)d official has a place.", "%(n)d officials have a place.", count.registered)
        messages.success(request, text % {"n": count.registered})
        if count.waitlisted:
            text = ngettext("%(n)d waits in line.", "%(n)d wait in line.", count.waitlisted)
            messages.warning(request, text % {"n": count.waitlisted})
    elif form.cleaned_data["decision"] == form.DECLINE:
        declined = decline_registrations(reason=reason, **those)
        messages.success(request, ngettext("%(n)d declined.", "%(n)d declined.", declined) % {"n": declined})
    else:
        taken = take_back_registrations(reason=reason, **those)
        messages.success(request, ngettext("%(n)d place taken back.", "%(n)d places taken back.", taken) % {"n": taken})
