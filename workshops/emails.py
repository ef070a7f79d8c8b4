"""The mails about workshops."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from cities.models import City
from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from workshops.models import Registration, Workshop
from workshops.queries import calendars, number_in_line


def send_announced(notice: Notice) -> None:
    """To the members of its networks: a workshop is announced."""
    workshop = still_seen(notice)
    if workshop and workshop.state == "announced":
        mail_about(notice, workshop, "workshop_announced")


def send_changed(notice: Notice) -> None:
    """To those who come, or wait: when or where has changed, from what to what."""
    workshop = still_seen(notice)
    if workshop and workshop.status == Workshop.Status.ANNOUNCED:
        details = notice.details
        told = {
            "changed": dict.fromkeys(details["changed"], True),
            "before": _told(details["before"]),
            "after": _told(details["after"]),
        }
        mail_about(notice, workshop, "workshop_changed", on_calendar=True, **told)


def send_called_off(notice: Notice) -> None:
    """To those who would have come, or waited: it was cancelled, and why."""
    workshop = still_seen(notice)
    if workshop:
        mail_about(notice, workshop, "workshop_called_off", on_calendar=True)


def send_follow_up(notice: Notice) -> None:
    """To those who were there: minutes or materials are there to read."""
    workshop = still_seen(notice)
    if workshop and (workshop.minutes or workshop.materials.visible_to(notice.user).exists()):
        mail_about(notice, workshop, "workshop_follow_up")


def send_feedback_asked(notice: Notice) -> None:
    """To those who were there and have not said yet what they think of it."""
    workshop = still_seen(notice)
    silent = {"official__user": notice.user, "gave_feedback": False}
    if workshop and workshop.registrations.attended().filter(**silent).exists():
        mail_about(notice, workshop, "workshop_feedback_asked")


def send_passed_on(notice: Notice) -> None:
    """To who took over from somebody: their place at a workshop is yours."""
    workshop = still_seen(notice)
    if workshop and workshop.state == "announced" and workshop.registrations.current().filter(official__user=notice.user).exists():
        mail_about(notice, workshop, "workshop_passed_on", on_calendar=True)


def send_place(notice: Notice) -> None:
    """To who asked for a place: where it stands. Nothing, if that has changed again meanwhile: the mail after it says so."""
    workshop = still_seen(notice)
    registration = Registration.objects.filter(pk=notice.details["registration"]).select_related("registered_by").first()
    kind = notice.kind.removeprefix("workshops.")
    if workshop is None or workshop.state not in {"announced", "running"}:
        return
    if registration and registration.status == STATUS_OF[kind]:
        about = {"registration": registration, "number": number_in_line(registration), "alone": notice.details["alone"]}
        mail_about(notice, workshop, "workshop_registration", on_calendar=True, step=kind, **about)


def send_reminder(notice: Notice) -> None:
    """To who has a place: it is tomorrow."""
    workshop = still_seen(notice)
    if workshop and workshop.state == "announced" and f"{workshop.starts_at:%Y-%m-%dT%H:%M}" == notice.key:
        registration = workshop.registrations.registered().filter(official__user=notice.user).first()
        if registration:
            mail_about(notice, workshop, "workshop_registration", step="reminder", registration=registration)


def still_seen(notice: Notice) -> Workshop | None:
    """The workshop that the notice is about, if its reader may still see it."""
    seen = Workshop.objects.visible_to(notice.user)
    return seen.with_place().filter(pk=notice.subject_id).first()


def _told(details: dict[str, Any]) -> Workshop:
    """The workshop as it was when somebody changed it."""
    times = {name: datetime.fromisoformat(details[name]) for name in ("starts_at", "ends_at")}
    city = City.objects.filter(pk=details["host_city"]).first()
    place = {name: details[name] for name in ("setting", "venue", "address")}
    return Workshop(time_zone=ZoneInfo(details["time_zone"]), host_city=city, **times, **place)


def mail_about(notice: Notice, workshop: Workshop, template: str, *, on_calendar: bool = False, **context: Any) -> None:
    """In the reader's language and zone. The templates get the workshop, the notice, whether the reader has a place, and `context`.

    `on_calendar`: where it changes the reader's place, their calendar program is told with it.
    """
    changes = calendars.by_mail(notice.user, workshop) if on_calendar else []
    has_place = workshop.registrations.registered().filter(official__user=notice.user).exists()
    context = {"workshop": workshop, "has_place": has_place, **context}
    tell_by_mail(notice, template, context, alternatives=changes)


STATUS_OF = {
    "requested": Registration.Status.REQUESTED,
    "waitlisted": Registration.Status.WAITLISTED,
    "offered": Registration.Status.OFFERED,
    "offer_expired": Registration.Status.EXPIRED,
    "registered": Registration.Status.REGISTERED,
    "declined": Registration.Status.DECLINED,
    "registration_cancelled": Registration.Status.CANCELLED,
}
TOPICS = [
    Topic(
        "workshops.announced",
        _("New workshops in your networks"),
        [Kind("workshops.announced", _("A workshop is announced"), send_announced)],
    ),
    Topic(
        "workshops.place",
        _("Your place at a workshop"),
        [
            Kind("workshops.requested", _("You asked for a place"), send_place),
            Kind("workshops.waitlisted", _("You are on the waiting list"), send_place),
            Kind("workshops.offered", _("A place is offered to you, until an hour that it names"), send_place, must=True),
            Kind("workshops.offer_expired", _("The offer of a place has ended"), send_place),
            Kind("workshops.registered", _("You have a place"), send_place),
            Kind("workshops.declined", _("You got no place"), send_place),
            Kind("workshops.registration_cancelled", _("Your place was given back"), send_place),
            Kind("workshops.passed_on", _("Somebody passed their place on to you"), send_passed_on),
            Kind("workshops.reminder", _("It is tomorrow"), send_reminder),
        ],
    ),
    Topic(
        "workshops.changes",
        _("Changes of a workshop that you come to"),
        [
            Kind("workshops.changed", _("A workshop that you come to has another time or place"), send_changed, must=True),
            Kind("workshops.called_off", _("A workshop that you come to is called off"), send_called_off, must=True),
        ],
    ),
    Topic(
        "workshops.after",
        _("After a workshop: minutes, materials, your feedback"),
        [
            Kind("workshops.follow_up", _("What came of it is there to read"), send_follow_up),
            Kind("workshops.feedback_asked", _("What did you think of it?"), send_feedback_asked),
        ],
    ),
]
