"""The agenda: what comes when, and who speaks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from officials.models import Official
from workshops.models import Speaker, Workshop, WorkshopSession
from workshops.services.errors import OutsideWorkshopError


@transaction.atomic
def add_session(*, workshop: Workshop, title: str, starts_at: datetime, length: int, text: str = "") -> WorkshopSession:
    _check_time(workshop, starts_at, length)
    session = WorkshopSession.objects.create(workshop=workshop, title=title, starts_at=starts_at, length=length, text=text)
    _touch(workshop)
    return session


@transaction.atomic
def change_session(*, session: WorkshopSession, title: str, starts_at: datetime, length: int, text: str) -> None:
    _check_time(session.workshop, starts_at, length)
    session.title, session.starts_at, session.length, session.text = title, starts_at, length, text
    session.save(update_fields=["title", "starts_at", "length", "text"])
    _touch(session.workshop)


@transaction.atomic
def remove_session(*, session: WorkshopSession) -> None:
    """What there was to read in it stays with the workshop."""
    session.delete()
    _touch(session.workshop)


@transaction.atomic
def add_speaker(*, session: WorkshopSession, official: Official | None = None, name: str = "", organisation: str = "") -> Speaker:
    """An official, or a guest by name. Somebody speaks once in a session."""
    if official:
        return Speaker.objects.get_or_create(session=session, official=official)[0]
    return Speaker.objects.get_or_create(session=session, official=None, name=name, defaults={"organisation": organisation})[0]


@transaction.atomic
def remove_speaker(*, speaker: Speaker) -> None:
    speaker.delete()


def _check_time(workshop: Workshop, starts_at: datetime, length: int) -> None:
    """The workshop stays locked until this ends, so that its time cannot change meanwhile."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if starts_at < workshop.starts_at or starts_at + timedelta(minutes=length) > workshop.ends_at:
        raise OutsideWorkshopError


def _touch(workshop: Workshop) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(changed_at=timezone.now())
