from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from actions.models import ClimateAction, Practice
from cities.models import City, Words
from files.models import File
from networks.models import Network
from officials.models import User
from reach.models import SnapshotFigure, SnapshotScope
from stories.querysets import EditionQuerySet, StoryQuerySet


class Reason(models.TextChoices):
    """Which of the five reasons networks work it speaks for. The keys are those of reach."""

    MULTIPLIER = "multiplier", _("Multiplier")
    PEER_PRESSURE = "peer-pressure", _("Peer pressure, the good kind")
    SCALE = "scale", _("Economies of scale")
    OWNERSHIP = "ownership", _("Ownership")
    TRUST = "trust", _("Trust")


class Story(models.Model):
    """A case in the public evidence base: what a city did, and what its network had to do with it.

    What it says stands in its editions. The public reads the `current` one; a change is written as the next one, and the public
    reads that only once the city has agreed to it word by word.
    """

    slug = models.SlugField(max_length=120, unique=True)
    network = models.ForeignKey(Network, models.PROTECT, related_name="stories")
    city = models.ForeignKey(City, models.PROTECT, related_name="stories", verbose_name=_("city"))
    reason = models.CharField(_("what it shows"), max_length=20, choices=Reason.choices)
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("practice"))
    action = models.ForeignKey(
        ClimateAction, models.SET_NULL, null=True, blank=True, related_name="stories", verbose_name=_("the city's action")
    )
    # The one that the public reads. Null: it was never published.
    current = models.ForeignKey("Edition", models.PROTECT, null=True, blank=True, related_name="+")
    # Invented, to show what a story is.
    is_sample = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = StoryQuerySet.as_manager()
    addressed_by = "slug"

    class Meta:
        verbose_name_plural = "stories"
        constraints = [models.CheckConstraint(condition=Q(reason__in=Reason.values), name="story_shows_one_of_the_five_reasons")]
        indexes = [models.Index(fields=["network", "created_at"], name="stories_of_network")]

    def __str__(self) -> str:
        edition = self.current or self.editions.last()
        return edition.title if edition else self.slug

    def get_absolute_url(self) -> str:
        return address("story", self.slug)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to its network and to its city: both write it."""
        return self.network.roles_of(user) | self.city.roles_of(user)

    @property
    def is_published(self) -> bool:
        return self.current_id is not None and self.withdrawn_at is None

    @property
    def open_edition(self) -> "Edition | None":
        """The one that is being written."""
        return self.editions.open().first()


class Edition(models.Model):
    """All that a story says, at one time: its words in each language, its pictures, the figures that it cites."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "asked", _("Waits for the city's consent")
        AGREED = "agreed", _("The city agreed")
        PUBLISHED = "published", _("Published")

    story = models.ForeignKey(Story, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(default=1)
    # That it was written in; there is a text in it, always.
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    changed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # What the city wants changed before it agrees.
    declined_reason = models.TextField(_("what has to change"), max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="one_edition_of_a_number"),
            models.UniqueConstraint(fields=["story"], condition=~Q(status="published"), name="one_open_edition_of_a_story"),
            models.CheckConstraint(
                condition=~Q(status__in=["agreed", "published"]) | Q(agreed_at__isnull=False), name="nothing_is_published_without_consent"
            ),
            models.CheckConstraint(condition=~Q(status="published") | Q(published_at__isnull=False), name="published_edition_says_when"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.text_for(get_language()).title

    @property
    def summary(self) -> str:
        return self.text_for(get_language()).summary

    def text_for(self, language: str | None) -> "StoryText":
        """Its words in this language, else in the one it was written in. Of `texts`, which lists fetch beforehand."""
        texts = {text.language: text for text in self.texts.all()}
        return texts.get(language or "") or texts[self.language]

    @property
    def is_open_to_change(self) -> bool:
        """What the city is asked about, or agreed to, is not changed under its eyes: it is taken back first."""
        return self.status == self.Status.DRAFT


class StoryText(models.Model):
    """The words of an edition in one language."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("in two sentences"), max_length=300)
    body = models.TextField(_("the story"), max_length=20_000)
    searched = Words.of(title="title", text=Concat("summary", Value(" "), "body", output_field=models.TextField()), language="language")

    class Meta:
        indexes = [GinIndex(fields=["searched"], name="stories_searched")]
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="one_text_of_a_language")]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """Whoever does not see it reads what is on it: no picture without words."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pictures")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    credit = models.CharField(_("who made it, and who may use it"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class PictureText(models.Model):
    """What is on a picture, in one language."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    alt = models.CharField(_("what is on it, for those who do not see it"), max_length=300)
    caption = models.CharField(_("caption"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "language"], name="one_text_of_a_picture_and_language"),
            models.CheckConstraint(condition=~Q(alt=""), name="picture_says_what_is_on_it"),
        ]

    def __str__(self) -> str:
        return self.alt


class Citation(models.Model):
    """A figure that a story stands on, as it was on its day: the row is frozen, so the story stays true."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="citations")
    scope = models.ForeignKey(SnapshotScope, models.PROTECT, related_name="+")
    figure = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "scope", "figure"], name="a_figure_is_cited_once")]

    def __str__(self) -> str:
        return f"{self.figure} {self.scope_id}"

    @property
    def told(self) -> SnapshotFigure:
        """The figure that is cited."""
        return self.scope.figures[self.figure]
