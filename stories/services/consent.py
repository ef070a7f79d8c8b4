"""From the draft to the public and back: the city agrees to each word, the secretariat publishes, either withdraws."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from notices.services import owe
from officials.models import User
from stories.models import Edition, Story
from stories.services.errors import ChangedMeanwhileError, NoConsentError, NotOpenError

Status = Edition.Status


@transaction.atomic
def ask_consent(*, edition: Edition, by: User) -> None:
    """Of the city's leads. Until they answer, or it is taken back, nothing in it changes."""
    edition = _locked(edition)
    if edition.status != Status.DRAFT:
        raise NotOpenError
    edition.status, edition.asked_at, edition.declined_reason = Status.ASKED, timezone.now(), ""
    edition.save(update_fields=["status", "asked_at", "declined_reason"])
    _record(Verb.STORY_CONSENT_ASKED, edition.story, by=by)
    owe(
        "stories.asked",
        to=_leads(edition.story),
        subject=edition.story,
        network=edition.story.network,
        key=edition.asked_at.isoformat(),
    )


@transaction.atomic
def take_back(*, edition: Edition, by: User) -> None:
    """To change it. What the city had agreed to is not agreed to any more."""
    edition = _locked(edition)
    if edition.status not in {Status.ASKED, Status.AGREED}:
        raise NotOpenError
    edition.status, edition.agreed_at, edition.agreed_by = Status.DRAFT, None, None
    edition.save(update_fields=["status", "agreed_at", "agreed_by"])
    _record(Verb.STORY_TAKEN_BACK, edition.story, by=by)


@transaction.atomic
def agree(*, edition: Edition, as_of: datetime, by: User) -> None:
    """The city's lead agrees to what they read: the edition as it was last changed then."""
    edition = _locked(edition)
    if edition.status not in {Status.DRAFT, Status.ASKED}:
        raise NotOpenError
    if edition.changed_at != as_of:
        raise ChangedMeanwhileError
    edition.status, edition.agreed_at, edition.agreed_by, edition.declined_reason = Status.AGREED, timezone.now(), by, ""
    edition.save(update_fields=["status", "agreed_at", "agreed_by", "declined_reason"])
    _record(Verb.STORY_AGREED, edition.story, by=by)
    story = edition.story
    owe(
        "stories.agreed",
        to=story.network.managers.exclude(pk=by.pk),
        subject=story,
        network=story.network,
        key=edition.agreed_at.isoformat(),
    )


@transaction.atomic
def decline(*, edition: Edition, reason: str, by: User) -> None:
    """Not like this: it becomes a draft again, with what has to change."""
    edition = _locked(edition)
    if edition.status not in {Status.ASKED, Status.AGREED}:
        raise NotOpenError
    edition.status, edition.declined_reason, edition.agreed_at, edition.agreed_by = Status.DRAFT, reason, None, None
    edition.save(update_fields=["status", "declined_reason", "agreed_at", "agreed_by"])
    _record(Verb.STORY_DECLINED, edition.story, by=by)
    story = edition.story
    owe("stories.declined", to=_writers(story, but=by), subject=story, network=story.network)


@transaction.atomic
def publish(*, edition: Edition, by: User) -> None:
    """To which the city agreed. From now on the public reads this edition."""
    edition = _locked(edition)
    if edition.status != Status.AGREED:
        raise NoConsentError
    edition.status, edition.published_at, edition.published_by = Status.PUBLISHED, timezone.now(), by
    edition.save(update_fields=["status", "published_at", "published_by"])
    story = edition.story
    story.current, story.withdrawn_at, story.withdrawn_by, story.withdrawn_reason = edition, None, None, ""
    story.save(update_fields=["current", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _record(Verb.STORY_PUBLISHED, story, by=by)
    owe("stories.published", to=_writers(story, but=by), subject=story, network=story.network, key=str(edition.pk))


@transaction.atomic
def withdraw(*, story: Story, reason: str, by: User) -> None:
    """By the city or by the secretariat: nobody but those who wrote it reads it from now on."""
    locked = Story.objects.select_for_update(of=["self"]).select_related("network", "city").get(pk=story.pk)
    if not locked.is_published:
        raise NotOpenError
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _record(Verb.STORY_WITHDRAWN, locked, by=by)
    owe("stories.withdrawn", to=_writers(locked, but=by), subject=locked, network=locked.network)


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=["self"]).select_related("story__network", "story__city").get(pk=edition.pk)


def _record(verb: Verb, story: Story, *, by: User) -> None:
    record(verb, by=by, subject=story, network=story.network, city=story.city)


def _leads(story: Story) -> QuerySet[User]:
    return User.objects.filter(posts__in=story.city.officials.current().verified().filter(is_lead=True))


def _writers(story: Story, *, but: User) -> list[User]:
    """Who has to know: those who run the network, who began the story, and the city's leads."""
    people = {*story.network.managers, *_leads(story), *User.objects.filter(pk=story.created_by_id)} - {but}
    return sorted(people, key=lambda user: user.pk)
