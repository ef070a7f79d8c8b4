from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, Mark, Words
from exchange.models.posts import Post
from exchange.querysets import ResourceQuerySet
from files.models import File
from networks.models import IN_CONFIDENCE, Area, Label, Network
from officials.models import Official, User

EARLIEST_YEAR = 1900


def latest_year() -> int:
    """A plan may be dated next year."""
    return date.today().year + 1  # noqa: DTZ011 - a year of leeway is more than any zone's day


class ResourceKind(models.TextChoices):
    TENDER = "tender", _("Tender or contract")
    POLICY = "policy", _("Policy or regulation")
    PLAN = "plan", _("Plan or strategy")
    STUDY = "study", _("Study or evaluation")
    GUIDE = "guide", _("Guide or manual")
    TOOL = "tool", _("Tool, template or data")
    SLIDES = "slides", _("Slides or recording")
    OTHER = "other", _("Something else")


class Licence(models.TextChoices):
    ASK = "ask", _("Ask before you pass it on")
    PUBLIC_DOMAIN = "cc0", _("Free for any use (CC0, public domain)")
    BY = "cc-by", _("Name its author (CC BY)")
    BY_SA = "cc-by-sa", _("Name its author, share alike (CC BY-SA)")
    BY_NC = "cc-by-nc", _("Name its author, not for sale (CC BY-NC)")
    RESERVED = "reserved", _("All rights reserved: for reading only")


class Resource(Post):
    """A file or a link that somebody shares with a network, with what one has to know to use it."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="resources")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is"), max_length=50_000, blank=True)
    used_for = models.TextField(_("what it was used for"), max_length=2000, blank=True)
    kind = models.CharField(_("type"), max_length=10, choices=ResourceKind.choices)
    language = models.CharField(_("language"), max_length=10)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(latest_year)]
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    # Where it is from, which need not be the city that shares it. Under the Chatham House rule: nowhere.
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city"))
    licence = models.CharField(_("licence"), max_length=10, choices=Licence.choices, default=Licence.ASK)
    # Taken back by who shared it: nobody else, but for those who run the network, reads it then.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    latest = models.ForeignKey("ResourceVersion", models.PROTECT, null=True, related_name="+")
    searched = Words.of(
        title="title",
        text=Concat("text", Value(" "), "used_for", output_field=models.TextField()),
        marks=(Mark("in", "network"), Mark("label", "label"), Mark("city", "city"), Mark("area", "area")),
        language="language",
    )

    objects = ResourceQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(label__in=Label.values), name="resource_has_a_known_label"),
            models.CheckConstraint(condition=~Q(label=Label.CHATHAM) | Q(city=None), name="chatham_resource_names_no_city"),
        ]
        indexes = [
            models.Index(fields=["network", "-posted_at"], name="resources_of_network_by_time"),
            GinIndex(fields=["searched"], name="resources_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("resource", self.pk)

    @property
    def name_in_log(self) -> str:
        """The log is told on in mails."""
        return "" if self.label in IN_CONFIDENCE else self.title

    @property
    def is_there(self) -> bool:
        return self.withdrawn_at is None and self.hidden_at is None

    def roles_of(self, user: Any) -> set[Role]:
        return self.network.roles_of(user)

    def is_by(self, user: Any) -> bool:
        """Also where it was shared under an entry that turned out to be theirs."""
        of_post = self.official.user_id if self.official else None
        return user.is_authenticated and user.pk in {self.author_id, self.author.merged_into_id, of_post}

    def is_used_elsewhere_than_by(self, user: Any) -> bool:
        """Whether the person could say that their city used it: it is another than the one that shared it, as far as one may know."""
        if not user.is_authenticated or user.official is None or self.is_by(user):
            return False
        return self.hides_author or self.official is None or self.official.city_id != user.official.city_id

    def is_kept_by(self, user: Any) -> bool:
        """Who shared it; and once they have left their post, their city's officials, unless nobody may know which city that is."""
        if self.is_by(user):
            return True
        post = self.official
        if post is None or post.ended_on is None or self.hides_author:
            return False
        return user.is_authenticated and user.official is not None and post.city_id == user.official.city_id


class ResourceVersion(models.Model):
    """What was shared, as it was at a time: a file or a link."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), max_length=500, blank=True)
    note = models.CharField(_("what is new in it"), max_length=300, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    # Its first pages as a picture. Null with is_drawn: nothing can be drawn of it.
    preview = models.ForeignKey(File, models.SET_NULL, null=True, blank=True, related_name="+")
    is_drawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file__isnull=True) & ~Q(link="")), name="version_is_a_file_or_a_link"
            ),
        ]
        indexes = [models.Index(fields=["added_at"], condition=Q(is_drawn=False), name="versions_to_draw")]

    def __str__(self) -> str:
        return f"{self.resource} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("resource_download", args=[self.resource_id, self.number])

    @property
    def host(self) -> str:
        """Where a link leads, in letters that cannot be mistaken for others."""
        host = urlsplit(self.link).hostname or ""
        try:
            return host.encode("idna").decode()
        except UnicodeError:
            return host


class ResourceDownload(models.Model):
    """Somebody took a resource on a day: counted once, however often they click."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="downloads")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["resource", "user", "day"], name="one_download_per_person_and_day")]

    def __str__(self) -> str:
        return f"{self.resource}, {self.day}"


class ResourceUse(models.Model):
    """A city says that it used a resource: as it was, or adapted to how things are there."""

    class Way(models.TextChoices):
        USED = "used", _("Used as it is")
        ADAPTED = "adapted", _("Adapted to our city")

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="uses")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+")
    way = models.CharField(_("how"), max_length=10, choices=Way.choices, default=Way.USED)
    text = models.TextField(_("for what, and what you changed"), max_length=2000, blank=True)
    # What came of it. Actions lie above this app, and say themselves who reads of them.
    action = models.ForeignKey("actions.ClimateAction", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("action"))
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [F("said_at").desc(), "-pk"]
        constraints = [models.UniqueConstraint(fields=["resource", "city"], name="one_use_per_city_and_resource")]

    def __str__(self) -> str:
        return f"{self.city}: {self.resource}"
