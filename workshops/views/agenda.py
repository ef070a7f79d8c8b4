from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from officials.models import Official, SignedInRequest
from workshops.forms.agenda import SessionForm, SpeakerForm
from workshops.forms.follow_up import MaterialForm
from workshops.models import Workshop, WorkshopSession
from workshops.queries import agenda as agenda_of
from workshops.queries import workshop_frame
from workshops.services import OutsideWorkshopError, add_material, add_session, add_speaker, change_session, remove_session, remove_speaker
from workshops.views.workshops import workshop_to_manage


def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sessions in their order, and a form for the next one, which starts when the last one ends."""
    workshop = workshop_to_manage(request, pk)
    sessions = list(agenda_of(workshop, request.user))
    starts_at = sessions[-1].ends_at if sessions else workshop.starts_at
    form = SessionForm(request.POST or None, workshop=workshop, initial={"starts_at": starts_at})
    if form.is_valid():
        try:
            session = add_session(workshop=workshop, **form.cleaned_data)
        except OutsideWorkshopError:
            form.add_error("starts_at", _outside(workshop))
        else:
            messages.success(request, _("“%(session)s” is on the agenda. Who speaks?") % {"session": session})
            return redirect("workshop_session", pk, session.pk)
    return render(
        request, "workshops/agenda.html", workshop_frame(request.user, workshop, tab="agenda") | {"sessions": sessions, "form": form}
    )


def session(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    """One session: its words and time, who speaks, what there is to read. Each is a form of its own."""
    workshop = workshop_to_manage(request, pk)
    row = _session_of(workshop, session)
    sent = next((name for name in ("add_speaker", "add_material") if name in request.POST), "change") if request.POST else ""
    data = {sent: request.POST}
    form = SessionForm(data.get("change"), workshop=workshop, instance=_session_of(workshop, session))
    speaker = SpeakerForm(data.get("add_speaker"), officials=_who_may_speak(workshop), prefix="speaker")
    material = MaterialForm(data.get("add_material"), request.FILES or None, prefix="material", workshop=workshop, of_session=True)
    if speaker.is_valid():
        add_speaker(session=row, **speaker.cleaned_data)
        return redirect(request.path)
    if material.is_valid():
        add_material(workshop=workshop, session=row, by=request.user, **material.cleaned_data)
        return redirect(request.path)
    if form.is_valid():
        try:
            change_session(session=row, **form.cleaned_data)
        except OutsideWorkshopError:
            form.add_error("starts_at", _outside(workshop))
        else:
            return redirect("workshop_agenda", pk)
    page = {
        "session": row,
        "form": form,
        "speaker_form": speaker,
        "material_form": material,
        "speakers": row.speakers.select_related("official__user", "official__city"),
        "materials": row.materials.select_related("file"),
    }
    return render(request, "workshops/session.html", workshop_frame(request.user, workshop, tab="agenda") | page)


@require_POST
def session_remove(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    row = _session_of(workshop_to_manage(request, pk), session)
    remove_session(session=row)
    messages.success(request, _("“%(session)s” is no longer on the agenda.") % {"session": row})
    return redirect("workshop_agenda", pk)


@require_POST
def speaker_remove(request: SignedInRequest, pk: int, session: int, speaker: int) -> HttpResponse:
    row = _session_of(workshop_to_manage(request, pk), session)
    remove_speaker(speaker=get_object_or_404(row.speakers, pk=speaker))
    return redirect("workshop_session", pk, session)


def _session_of(workshop: Workshop, pk: int) -> WorkshopSession:
    return get_object_or_404(workshop.sessions.select_related("workshop"), pk=pk)


def _who_may_speak(workshop: Workshop) -> QuerySet[Official]:
    """The members of its networks."""
    networks = [workshop.network_id, *workshop.also_for.values_list("pk", flat=True)]
    members = Official.objects.filter(seats__network__in=networks, seats__status="active").distinct()
    return members.select_related("user", "city").order_by("user__full_name", "pk")


def _outside(workshop: Workshop) -> str:
    zone = workshop.time_zone
    words = {"start": workshop.starts_at.astimezone(zone).strftime("%H:%M"), "end": workshop.ends_at.astimezone(zone).strftime("%H:%M")}
    return _("This is outside the workshop, which goes from %(start)s to %(end)s at the host. Another time, or a shorter session?") % words
