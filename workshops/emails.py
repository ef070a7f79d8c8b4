"""The mails about workshops. SENDERS says which notice is sent by which function."""

from collections.abc import Callable
from typing import Any

from notices.models import Notice
from officials.services import mail_to
from workshops.models import Workshop
from workshops.queries import calendars


def send_announced(notice: Notice) -> None:
    """To the members of its networks: a workshop is announced."""
    workshop = still_seen(notice)
    if workshop and workshop.state == "announced":
        mail_about(notice, workshop, "workshop_announced")


def send_changed(notice: Notice) -> None:
    """To those who come, or wait: when or where has changed, from what to what."""
    workshop = still_seen(notice)
    if workshop and workshop.status == Workshop.Status.ANNOUNCED:
        mail_about(notice, workshop, "workshop_changed", on_calendar=True)


def send_called_off(notice: Notice) -> None:
    """To those who would have come, or waited: it was cancelled, and why."""
    workshop = still_seen(notice)
    if workshop:
        mail_about(notice, workshop, "workshop_called_off", on_calendar=True)


def still_seen(notice: Notice) -> Workshop | None:
    """The workshop that the notice is about, if its reader may still see it."""
    seen = Workshop.objects.visible_to(notice.user)
    return seen.with_place().filter(pk=notice.subject_id).first()


def mail_about(notice: Notice, workshop: Workshop, template: str, *, on_calendar: bool = False, **context: Any) -> None:
    """In the reader's language and zone. The templates get the workshop, the notice with its details, and `context`.

    `on_calendar`: where it changes the reader's place, their calendar program is told with it.
    """
    changes = calendars.by_mail(notice.user, workshop) if on_calendar else []
    mail_to(notice.user, template, {"workshop": workshop, "notice": notice, **context}, alternatives=changes)


SENDERS: dict[str, Callable[[Notice], None]] = {
    "workshops.announced": send_announced,
    "workshops.changed": send_changed,
    "workshops.called_off": send_called_off,
}
