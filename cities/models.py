from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from timezone_field import TimeZoneField
from timezone_field.backends import TimeZoneNotFoundError
from timezone_field.choices import standard, with_gmt_offset

from access.permissions import Role
from access.queries import address
from cities.querysets import CityQuerySet


class Region(models.TextChoices):
    AFRICA = "africa", _("Africa")
    CENTRAL_EAST_ASIA = "central-east-asia", _("Central East Asia")
    EAST_SOUTHEAST_ASIA_AND_OCEANIA = "east-southeast-asia-and-oceania", _("East, Southeast Asia & Oceania")
    EUROPE = "europe", _("Europe")
    LATIN_AMERICA = "latin-america", _("Latin America")
    NORTH_AMERICA = "north-america", _("North America")
    SOUTH_AND_WEST_ASIA = "south-and-west-asia", _("South and West Asia")


class Category(models.TextChoices):
    MEGACITY = "megacity", _("Megacity")
    INNOVATOR = "innovator", _("Innovator city")
    OBSERVER = "observer", _("Observer city")


class Size(models.TextChoices):
    """How many people live in a city, in the three classes in which cities find their like."""

    SMALL = "small", _("Under one million people")
    MEDIUM = "medium", _("One to five million people")
    LARGE = "large", _("Five million people and more")


class DatePrecision(models.TextChoices):
    """How much of a date is known. Public sources often give a year, or only that something was so by then."""

    DAY = "day", _("the day")
    MONTH = "month", _("the month")
    YEAR = "year", _("the year")
    BY = "by", _("on or before that year")


NOTHING = Value("")
# Those that PostgreSQL has a stemmer for, as search_config of migration 0003 knows them; words of others are found as they are written.
STEMMED = ["ar", "de", "el", "en", "es", "fr", "hi", "id", "it", "nl", "pt", "ru", "tr"]


class Texts(Func):
    """Several in one array."""

    template = "ARRAY[%(expressions)s]::text[]"
    output_field = ArrayField(TextField())


class Mark(Func):
    """For one thing, by whose name something is found too: Mark("city", "host_city") is '@city:3'; nothing where the field is empty."""

    function = "search_mark"
    output_field = TextField()

    def __init__(self, kind: str, field: str) -> None:
        super().__init__(Value(kind), Cast(field, TextField()))


class SearchWords(Func):
    function = "search_words"
    output_field = SearchVectorField()


class NeverRead(SearchVectorField):
    """Only PostgreSQL looks at it. Nobody else carries it around, neither from a list's query nor behind a new row."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, tuple[()]]:  # noqa: ARG002
        return "NULL", ()


class Words(models.GeneratedField):
    """The words by which something is found, its title before its text, as the language has them in which it is written.

    That is the one that `language` says (an ISO code, or "simple": as it stands), else a guess; what is not clear is taken as it stands.
    Migration 0003 makes the functions of PostgreSQL behind it.
    """

    db_returning = False  # type: ignore[assignment]  # the stubs know only of what Django's own field says

    @classmethod
    def of(
        cls, *, title: Any = NOTHING, tags: Any = None, text: Any = NOTHING, marks: tuple[Mark, ...] = (), language: Any = NOTHING
    ) -> "Words":
        expression = SearchWords(language, title, tags or Texts(), text, Texts(*marks))
        return cls(expression=expression, output_field=NeverRead(), db_persist=True)


@cache
def zone_named(name: str) -> ZoneInfo:
    """Read once: those of people and cities are asked for on every page."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise TimeZoneNotFoundError from error


@cache
def zones() -> list[tuple[ZoneInfo, str]]:
    """All there are, by name."""
    found: list[tuple[ZoneInfo, str]] = standard([zone_named(name) for name in available_timezones() - {"Factory"}])
    return found


class OurZones:
    """What the library's field asks about zones."""

    to_tzobj = staticmethod(zone_named)

    @staticmethod
    def is_tzobj(value: object) -> bool:
        return isinstance(value, ZoneInfo)


class ZoneField(TimeZoneField):
    """A time zone. The library's field reads all six hundred when it is made, which takes longer than most apps do to start;
    this one does when a form shows them, with their offsets of that day. To migrations it is the library's.
    """

    tz_backend = OurZones

    def __init__(self, *args: Any, choices_display: str | None = None, **kwargs: Any) -> None:
        self.choices_display = choices_display
        models.Field.__init__(self, *args, **kwargs | {"max_length": self.default_max_length, "choices": self.shown})

    def shown(self) -> list[tuple[ZoneInfo, str]]:
        return with_gmt_offset([zone for zone, _name in zones()]) if self.choices_display else zones()

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = models.Field.deconstruct(self)
        del kwargs["choices"], kwargs["max_length"]
        shown = {"choices_display": self.choices_display} if self.choices_display else {}
        return name, "timezone_field.fields.TimeZoneField", args, kwargs | shown


class City(models.Model):
    """A city that is or was a member of C40."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    country = CountryField(_("country"))
    region = models.CharField(_("region"), max_length=40, choices=Region.choices)
    category = models.CharField(_("membership category"), max_length=20, choices=Category.choices, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    joined_precision = models.CharField(max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_precision = models.CharField(max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    population = models.PositiveIntegerField(_("population"))
    time_zone = ZoneField(_("time zone"))
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("working languages"), default=list)
    email_domains = ArrayField(models.CharField(max_length=253), verbose_name=_("e-mail domains"), default=list, blank=True)
    geonames_id = models.PositiveIntegerField(null=True, unique=True)
    # The city that this entry turned out to be.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    searched = Words.of(title="name", language=Value("simple"))

    objects = CityQuerySet.as_manager()
    addressed_by = "slug"

    class Meta:
        verbose_name_plural = "cities"
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["searched"], name="cities_searched"),
            models.Index(fields=["languages"], name="languages_of_cities"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="city_leaves_after_it_joined",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("city", self.slug)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to this city."""
        official = user.official
        if official is None or not official.is_verified or official.city_id != self.pk:
            return set()
        return {Role.CITY_OFFICIAL, Role.CITY_LEAD} if official.is_lead else {Role.CITY_OFFICIAL}

    @property
    def size(self) -> Size:
        if self.population < 1_000_000:  # noqa: PLR2004 - what the words of each size say
            return Size.SMALL
        return Size.MEDIUM if self.population < 5_000_000 else Size.LARGE  # noqa: PLR2004

    @property
    def is_member(self) -> bool:
        return self.left_on is None or self.left_on > timezone.now().date()
