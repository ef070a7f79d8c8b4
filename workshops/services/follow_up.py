"""After: what those who were there thought of it, what was said and shown, and what their cities do next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from files.services import keep
from networks.models import IN_CONFIDENCE, WIDTH, Label
from notices.models import Notice
from notices.services import owe
from officials.models import Official, User
from workshops.models import Feedback, FollowUp, Material, Workshop, WorkshopSession
from workshops.services.errors import AlreadyToldError, NotThereError, SeenWithNameError, WiderThanAddedError

# Feedback is asked for an hour after the end; of who is added to those who were there later than this, it is not.
ASKED_AFTER = timedelta(hours=1)
ASKED_WITHIN = timedelta(days=7)
WHAT_CAME_OF_IT, FEEDBACK_ASKED = "workshops.follow_up", "workshops.feedback_asked"


@transaction.atomic
def give_feedback(*, workshop: Workshop, official: Official, **answers: Any) -> None:
    """Kept without who, and in the log without when: it says the end of the workshop for all."""
    mine = workshop.registrations.attended().filter(official=official)
    if not mine.exists():
        raise NotThereError
    if not mine.filter(gave_feedback=False).update(gave_feedback=True):
        raise AlreadyToldError
    Feedback.objects.create(workshop=workshop, **answers)
    record(Verb.FEEDBACK_GIVEN, by=None, subject=workshop, network=workshop.network, at=workshop.ends_at)


@transaction.atomic
def publish_minutes(*, workshop: Workshop, minutes: str, by: User) -> None:
    """For all who see the workshop. Those who were there get a mail, once."""
    if minutes == workshop.minutes:
        return
    workshop.minutes = minutes
    workshop.save(update_fields=["minutes"])
    if minutes:
        record(Verb.MINUTES_PUBLISHED, by=by, subject=workshop, network=workshop.network)
        _tell_what_came_of_it(workshop)


@transaction.atomic
def add_material(
    *,
    workshop: Workshop,
    title: str,
    by: User,
    upload: UploadedFile | None = None,
    link: str = "",
    session: WorkshopSession | None = None,
    label: str = Label.NETWORK,
    named_cities: Iterable[City] = (),
) -> Material:
    """A file that is fit_to_keep, or a link. Once the workshop has been held, those who were there get a mail, once."""
    file = keep(upload, by=by) if upload else None
    material = Material.objects.create(workshop=workshop, session=session, title=title, file=file, link=link, label=label, added_by=by)
    material.named_cities.set(named_cities if label == Label.CITIES else [])
    verb = Verb.MATERIAL_ADDED_IN_CONFIDENCE if label == Label.CITIES else Verb.MATERIAL_ADDED
    record(verb, by=None if label in IN_CONFIDENCE else by, subject=workshop, network=workshop.network)
    _tell_what_came_of_it(workshop, material)
    return material


@transaction.atomic
def change_material_label(*, material: Material, label: str, named_cities: Iterable[City], by: User) -> None:
    """To fewer readers by whoever runs the network; to more by whoever added it. Written down."""
    material = Material.objects.select_for_update(of=["self"]).select_related("workshop__network").get(pk=material.pk)
    before, cities = Label(material.label), set(named_cities) if label == Label.CITIES else set()
    named = set(material.named_cities.all())
    if label == before and cities == named:
        return
    wider = WIDTH[Label(label)] > WIDTH[before] or (label == before and not cities <= named)
    if wider and by.pk != material.added_by_id:
        raise WiderThanAddedError
    if label == Label.CHATHAM and (before in {Label.NETWORK, Label.PUBLIC} or material.session_id):
        raise SeenWithNameError
    material.label = label
    material.save(update_fields=["label"])
    material.named_cities.set(cities)
    actor = None if IN_CONFIDENCE & {label, before} else by
    verb = Verb.MATERIAL_WIDENED if wider else Verb.MATERIAL_NARROWED
    record(verb, by=actor, subject=material.workshop, network=material.workshop.network, before=before, after=label)


@transaction.atomic
def remove_material(*, material: Material, by: User) -> None:
    record(Verb.MATERIAL_REMOVED, by=by, subject=material.workshop, network=material.workshop.network)
    file = material.file
    material.delete()
    if file:
        file.delete()


@transaction.atomic
def make_follow_up(*, workshop: Workshop, official: Official, text: str, due_on: date | None, by: User) -> FollowUp:
    """Somebody who was there says what their city does next."""
    if not workshop.registrations.attended().filter(official=official).exists():
        raise NotThereError
    follow_up = FollowUp.objects.create(workshop=workshop, official=official, text=text, due_on=due_on)
    record(Verb.FOLLOW_UP_MADE, by=by, subject=workshop, network=workshop.network, official=official)
    return follow_up


@transaction.atomic
def close_follow_up(*, follow_up: FollowUp, by: User) -> None:
    """Their city did it."""
    if FollowUp.objects.open().filter(pk=follow_up.pk).update(done_at=timezone.now()):
        _record_of(Verb.FOLLOW_UP_DONE, follow_up, by=by)


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: User) -> None:
    """Not done after all."""
    if FollowUp.objects.filter(pk=follow_up.pk, done_at__isnull=False).update(done_at=None):
        _record_of(Verb.FOLLOW_UP_REOPENED, follow_up, by=by)


@transaction.atomic
def ask_for_feedback(*, now: datetime) -> int:
    """Owe the question to those who were there and have not been asked. Returns how many."""
    count = 0
    ended = Workshop.objects.announced().filter(ends_at__lte=now - ASKED_AFTER, ends_at__gt=now - ASKED_WITHIN)
    for workshop in ended.select_related("network"):
        asked = Notice.objects.filter(kind=FEEDBACK_ASKED, subject_id=workshop.pk).values("user")
        silent = workshop.registrations.attended().filter(gave_feedback=False, official__user__is_active=True)
        users = User.objects.filter(pk__in=silent.values("official__user")).exclude(pk__in=asked)
        count += len(owe(FEEDBACK_ASKED, to=users, subject=workshop, network=workshop.network, key="feedback"))
    return count


def _tell_what_came_of_it(workshop: Workshop, material: Material | None = None) -> None:
    """Once for each person and workshop, however much comes of it that they may read; nothing before it is over."""
    if workshop.state == "held":
        were_there = workshop.registrations.attended()
        if material and material.label == Label.CITIES:
            were_there = were_there.filter(official__city__in=material.named_cities.all())
        there = User.objects.filter(posts__in=were_there.values("official"))
        owe(WHAT_CAME_OF_IT, to=there, subject=workshop, network=workshop.network, key="came_of_it")


def _record_of(verb: Verb, follow_up: FollowUp, *, by: User) -> None:
    record(verb, by=by, subject=follow_up.workshop, network=follow_up.workshop.network, official=follow_up.official)
