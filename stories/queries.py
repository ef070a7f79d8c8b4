"""What pages, the feed and mails say of stories."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import get_language

from actions.models import ClimateAction
from officials.models import today
from reach.models import Snapshot, SnapshotFigure, SnapshotScope
from reach.queries import FIGURE, Scope, Value
from stories.models import Edition, Picture, PictureText, Story, StoryText

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Shown:
    """A picture with its words in the language of the page."""

    picture: Picture
    words: PictureText


@dataclass(frozen=True)
class Line:
    """A story in a list."""

    story: Story
    edition: Edition
    text: StoryText
    picture: Shown | None


@dataclass(frozen=True)
class Page:
    """An edition as it is read in one language."""

    story: Story
    edition: Edition
    text: StoryText
    pictures: list[Shown]
    figures: list[Value]
    # The other languages that it is in: code and name.
    others: list[tuple[str, str]]
    # Where the reader may see it.
    action: ClimateAction | None

    @property
    def is_translated(self) -> bool:
        return self.text.language != self.edition.language

    @property
    def first_language(self) -> str:
        return str(LANGUAGES[self.edition.language])


def lines(stories: Any) -> list[Line]:
    """Published ones, in the reader's language where they are in it; the same number of queries for any number."""
    return lines_of(stories.with_words())


def lines_of(stories: Iterable[Any]) -> list[Line]:
    """The same of those that were fetched with their words."""
    return [_line(story, story.current) for story in stories]


def page_of(story: Story, edition: Edition, *, user: Any, language: str | None = None) -> Page:
    """In this language where it is in it, else in the reader's, else in its own."""
    whole = Edition.objects.with_all().get(pk=edition.pk)
    texts = {text.language: text for text in whole.texts.all()}
    text = texts.get(language or "") or whole.text_for(get_language())
    return Page(
        story=story,
        edition=whole,
        text=text,
        pictures=[_shown(picture, text.language, whole) for picture in whole.pictures.all()],
        figures=[_value(citation.told) for citation in whole.citations.all()],
        others=[(code, str(LANGUAGES[code])) for code in texts if code != text.language],
        action=ClimateAction.objects.visible_to(user).filter(pk=story.action_id).first() if story.action_id else None,
    )


def citable(story: Story, edition: Edition) -> list[tuple[SnapshotFigure, Value]]:
    """What it cites already, then the newest figures that can be said: of its network, its region, of all together.

    Today's are still counted anew when somebody asks; those of a day that is over stay for ever.
    """
    newest = Snapshot.objects.computed().filter(as_of__lt=today()).newest_first()[:1]
    of = Q(network=story.network) | Q(network=None, region__in=["", story.city.region])
    scopes = SnapshotScope.objects.filter(of, snapshot__in=newest.values("pk")).select_related("snapshot__figure_set", "network")
    of_newest = [row for scope in scopes.order_by("network", "region") for key, row in scope.figures.items() if key in FIGURE]
    cited = {citation.told.pk: citation.told for citation in edition.citations.all()}
    found = [*cited.values(), *(row for row in of_newest if row.value is not None and row.pk not in cited)]
    return [(row, _value(row)) for row in found]


def _value(row: SnapshotFigure) -> Value:
    return Value(FIGURE[row.figure], Scope(network=row.network, region=row.region), row.snapshot.as_of, row.value, row.parts)


def _line(story: Story, edition: Edition) -> Line:
    text = edition.text_for(get_language())
    pictures = edition.pictures.all()
    return Line(story, edition, text, _shown(pictures[0], text.language, edition) if pictures else None)


def _shown(picture: Picture, language: str, edition: Edition) -> Shown:
    words = {text.language: text for text in picture.texts.all()}
    return Shown(picture, words.get(language) or words[edition.language])


def told(value: Value) -> str:
    """'868 officials reached: Public Transport, 1 November 2026'."""
    return f"{value} {value.figure.unit}: {value.scope}, {date_format(value.as_of)}"
