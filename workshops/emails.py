"""The mails about workshops. SENDERS says which notice is sent by which function."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cities.models import City
from notices.models import Notice
from officials.services import mail_to
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
    if workshop and (workshop.minutes or workshop.materials.exists()):
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
    context = {"workshop": workshop, "notice": notice, "has_place": has_place, **context}
    mail_to(notice.user, template, context, alternatives=changes)


STATUS_OF = {
    "requested": Registration.Status.REQUESTED,
    "waitlisted": Registration.Status.WAITLISTED,
    "offered": Registration.Status.OFFERED,
    "offer_expired": Registration.Status.EXPIRED,
    "registered": Registration.Status.REGISTERED,
    "declined": Registration.Status.DECLINED,
    "registration_cancelled": Registration.Status.CANCELLED,
}
SENDERS: dict[str, Callable[[Notice], None]] = {
    "workshops.announced": send_announced,
    "workshops.changed": send_changed,
    "workshops.called_off": send_called_off,
    "workshops.passed_on": send_passed_on,
    "workshops.follow_up": send_follow_up,
    "workshops.feedback_asked": send_feedback_asked,
    "workshops.reminder": send_reminder,
    **{f"workshops.{kind}": send_place for kind in STATUS_OF},
}
