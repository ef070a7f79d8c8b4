"""Writing: only an edition that is a draft is changed, and the public reads none of it."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from actions.models import ClimateAction, Practice
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from files.services import keep
from networks.models import Network
from officials.models import User
from reach.models import SnapshotFigure
from stories.models import Citation, Edition, Picture, PictureText, Story, StoryText
from stories.services.errors import NotOpenError, OnlyTextError

LONGEST_SLUG = 100


@transaction.atomic
def draft_story(
    *,
    network: Network,
    city: City,
    reason: str,
    language: str,
    title: str,
    summary: str,
    body: str,
    by: User,
    practice: Practice | None = None,
    action: ClimateAction | None = None,
) -> Story:
    """Begin to write."""
    story = Story.objects.create(
        slug=_free_slug(title), network=network, city=city, reason=reason, practice=practice, action=action, created_by=by
    )
    edition = Edition.objects.create(story=story, language=language)
    StoryText.objects.create(edition=edition, language=language, title=title, summary=summary, body=body)
    record(Verb.STORY_DRAFTED, by=by, subject=story, network=network, city=city)
    return story


@transaction.atomic
def write_facts(*, edition: Edition, reason: str, practice: Practice | None, action: ClimateAction | None) -> None:
    """What it is about. The page of the story that is published says so at once: these are no words of the city."""
    story = _draft(edition).story
    story.reason, story.practice, story.action = reason, practice, action
    story.save(update_fields=["reason", "practice", "action"])


@transaction.atomic
def write_text(*, edition: Edition, language: str, title: str, summary: str, body: str) -> None:
    """Its words in one language: the one it was written in, or a translation."""
    edition = _draft(edition)
    StoryText.objects.update_or_create(edition=edition, language=language, defaults={"title": title, "summary": summary, "body": body})
    _touch(edition)


@transaction.atomic
def remove_text(*, edition: Edition, language: str) -> None:
    """A translation."""
    edition = _draft(edition)
    if language == edition.language:
        raise OnlyTextError
    edition.texts.filter(language=language).delete()
    PictureText.objects.filter(picture__edition=edition, language=language).delete()
    _touch(edition)


@transaction.atomic
def add_picture(*, edition: Edition, upload: UploadedFile, alt: str, caption: str, credit: str, by: User) -> Picture:
    """With words for those who do not see it, in the language of the edition."""
    edition = _draft(edition)
    picture = Picture.objects.create(edition=edition, file=keep(upload, by=by), credit=credit, position=edition.pictures.count())
    PictureText.objects.create(picture=picture, language=edition.language, alt=alt, caption=caption)
    _touch(edition)
    return picture


@transaction.atomic
def describe_picture(*, picture: Picture, language: str, alt: str, caption: str) -> None:
    """In one more language, or better."""
    edition = _draft(picture.edition)
    PictureText.objects.update_or_create(picture=picture, language=language, defaults={"alt": alt, "caption": caption})
    _touch(edition)


@transaction.atomic
def remove_picture(*, picture: Picture) -> None:
    edition = _draft(picture.edition)
    picture.delete()
    _touch(edition)


@transaction.atomic
def cite(*, edition: Edition, figures: Iterable[SnapshotFigure]) -> None:
    """The figures that it stands on: these, and no others."""
    edition = _draft(edition)
    chosen = {
        (figure.scope_id, figure.figure): Citation(edition=edition, scope_id=figure.scope_id, figure=figure.figure) for figure in figures
    }
    there = {(citation.scope_id, citation.figure): citation.pk for citation in edition.citations.all()}
    edition.citations.filter(pk__in=[pk for cited, pk in there.items() if cited not in chosen]).delete()
    Citation.objects.bulk_create(citation for cited, citation in chosen.items() if cited not in there)
    _touch(edition)


@transaction.atomic
def begin_edition(*, story: Story) -> Edition:
    """The next edition, which begins as the last one was. What the public reads stays until the next one is published."""
    story = Story.objects.select_for_update(of=["self"]).get(pk=story.pk)
    if there := story.open_edition:
        return there
    last = story.editions.with_all().latest("number")
    edition = Edition.objects.create(story=story, number=last.number + 1, language=last.language)
    StoryText.objects.bulk_create(_copies(last.texts.all(), edition=edition))
    Citation.objects.bulk_create(_copies(last.citations.all(), edition=edition))
    for picture in last.pictures.all():
        texts = list(picture.texts.all())
        (copy,) = _copies([picture], edition=edition)
        copy.save()
        PictureText.objects.bulk_create(_copies(texts, picture=copy))
    return edition


@transaction.atomic
def discard(*, edition: Edition, by: User) -> None:
    """A draft that comes to nothing. With it goes a story that was never published."""
    edition = _draft(edition)
    story = edition.story
    record(Verb.STORY_DISCARDED, by=by, subject=story, network=story.network, city=story.city)
    if story.current_id is None:
        story.delete()
    else:
        edition.delete()


def _draft(edition: Edition) -> Edition:
    """Locked, and surely still a draft."""
    locked = Edition.objects.select_for_update(of=["self"]).select_related("story__network", "story__city").get(pk=edition.pk)
    if not locked.is_open_to_change:
        raise NotOpenError
    return locked


def _touch(edition: Edition) -> None:
    edition.changed_at = timezone.now()
    edition.save(update_fields=["changed_at"])


def _copies(rows: Iterable[Any], **of: Any) -> list[Any]:
    """New rows like these that belong to something else."""
    copies = []
    for row in rows:
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
        owner = {f"{name}_id": thing.pk for name, thing in of.items()}
        copies.append(type(row)(**{**fields, **owner}))
    return copies


def _free_slug(title: str) -> str:
    wanted = slugify(title)[:LONGEST_SLUG].strip("-") or "story"
    taken = set(Story.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
