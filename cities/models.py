from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from access.permissions import Role
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
    time_zone = TimeZoneField(_("time zone"))
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("working languages"), default=list)
    email_domains = ArrayField(models.CharField(max_length=253), verbose_name=_("e-mail domains"), default=list, blank=True)
    geonames_id = models.PositiveIntegerField(null=True, unique=True)
    # The city that this entry turned out to be.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "cities"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="city_leaves_after_it_joined",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("city", args=[self.slug])

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
