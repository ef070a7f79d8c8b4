from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from babel import Locale
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, Words, ZoneField
from cities.querysets import fold, languages_of_cities
from officials.querysets import TITLE_WORDS, WORDS, AccessTokenQuerySet, OfficialQuerySet, StaffQuerySet, UserQuerySet

# Where anybody gets an address: such a domain is never a city's.
PERSONAL_MAIL_DOMAINS = frozenset((Path(__file__).parent / "data" / "personal_mail_domains.txt").read_text().split())


def today() -> date:
    return timezone.now().date()


def is_of_domain(email: str, domains: Iterable[str]) -> bool:
    """Whether an address belongs to one of these domains, or to a part of one (transport.jakarta.example)."""
    host = email.rpartition("@")[2].lower()
    return host not in PERSONAL_MAIL_DOMAINS and any(host == domain or host.endswith(f".{domain}") for domain in domains)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Without a password, the person signs in with a code by mail."""
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of a new installation (manage.py createsuperuser)."""
        user = self.create_user(email, password, **fields)
        Staff.objects.create(user=user, is_administrator=True)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from being an Official or Staff, never from here."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    full_name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = ZoneField(_("time zone"), default="UTC", choices_display="WITH_GMT_OFFSET")
    about = models.TextField(_("about you"), max_length=1000, blank=True)
    expertise = ArrayField(models.CharField(max_length=60), verbose_name=_("expertise"), default=list, blank=True)
    speaks = ArrayField(models.CharField(max_length=10), verbose_name=_("languages you work in"), default=list, blank=True)
    offers = models.TextField(_("what you offer"), max_length=1000, blank=True)
    seeks = models.TextField(_("what you seek"), max_length=1000, blank=True)
    shows_email = models.BooleanField(_("show my e-mail address to people I share a network or city with"), default=False)
    hears_of_peers = models.BooleanField(
        _("tell me, at most once a month, when most cities like mine plan what my city does not yet"), default=True
    )
    is_active = models.BooleanField(default=True)
    # The person that this one turned out to be.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    # Told that the account closes if it stays unused. Signing in after that keeps it.
    warned_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    searched = Words.of(
        title="full_name",
        tags="expertise",
        text=Concat("about", Value(" "), "offers", Value(" "), "seeks", output_field=models.TextField()),
    )

    objects: ClassVar[UserManager] = UserManager()
    addressed_by = "pk"
    # The IP address from which this person asks now.
    came_from: str | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email_address")]
        indexes = [
            models.Index(fields=["full_name", "id"], name="people_by_name"),
            # By itself it tells the names of somebody's peers.
            models.Index(
                fields=["id"],
                include=["full_name"],
                condition=Q(is_active=True, erased_at__isnull=True, merged_into__isnull=True),
                name="names_of_people",
            ),
            models.Index(fields=["is_sample"], condition=Q(is_sample=True), name="sample_people"),
            GinIndex(WORDS, name="people_by_words"),
            models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="people_by_address"),
            GinIndex(fields=["speaks"], name="people_by_language"),
            GinIndex(fields=["searched"], name="people_searched"),
        ]

    def __str__(self) -> str:
        return str(_("former official")) if self.erased_at else self.full_name

    def get_absolute_url(self) -> str:
        return address("person", self.pk)

    @cached_property
    def official(self) -> "Official | None":
        """The person's place in a city now, if any."""
        return self.posts.current().select_related("city").first()

    @cached_property
    def staff(self) -> "Staff | None":
        """The person's place in the secretariat now, if any."""
        return self.staff_terms.current().first()

    @property
    def is_administrator(self) -> bool:
        return self.staff is not None and self.staff.is_administrator

    @property
    def roles(self) -> set[Role]:
        """What this person is to the whole of c40net."""
        roles = {Role.VISITOR}
        if self.official:
            roles.add(Role.OFFICIAL if self.official.is_verified else Role.UNVERIFIED)
        if self.staff:
            roles.add(Role.STAFF)
        if self.is_administrator:
            roles.add(Role.ADMINISTRATOR)
        return roles

    @property
    def stands_for(self) -> int:
        """The person whom a line of the activity log about this concerns; it then keeps no words that erasing would have to change."""
        return self.pk

    @property
    def initials(self) -> str:
        names = self.full_name.split()
        return "".join(name[0] for name in (names[:1] + names[-1:] if len(names) > 1 else names)).upper()


def language_name(code: str) -> str:
    """In the reader's language: 'Indonesian', 'indonésien'. A code that nobody knows stands for itself."""
    return _language_names(get_language() or settings.LANGUAGE_CODE).get(code, code)


@cache
def _language_names(reader: str) -> Mapping[str, str]:
    return Locale.parse(to_locale(reader)).languages


def working_languages() -> list[tuple[str, str]]:
    """Those of c40net and of its cities, each with its name."""
    codes = {code for code, _name in settings.LANGUAGES} | languages_of_cities()
    return sorted(((code, language_name(code)) for code in codes), key=lambda language: fold(language[1]))


class SignedInRequest(HttpRequest):
    """A request to a view that is closed to visitors, as all are that do not say otherwise."""

    user: User  # type: ignore[assignment]
    LANGUAGE_CODE: str


def display_name(user: User) -> str:
    return user.full_name


class Verification(models.TextChoices):
    """Why we believe that a person works for the city."""

    DOMAIN = "domain", _("the e-mail address is the city's")
    CITY_LEAD = "city_lead", _("the city lead vouches")
    STAFF = "staff", _("the secretariat vouches")


class Official(models.Model):
    """A person's place in a city, from a day to a day. Somebody who changes city gets a new one, so the past stays.

    Until it is verified the person sees what a visitor sees, and their own requests.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    city = models.ForeignKey(City, models.PROTECT, related_name="officials")
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    is_lead = models.BooleanField(_("city lead"), default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    verification = models.CharField(max_length=10, choices=Verification.choices, blank=True)
    # Why nobody vouched: the post has ended then.
    declined_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    # Since when the person is owed a mail that says whether somebody vouched. Null: nothing is owed.
    answer_due_at = models.DateTimeField(null=True, blank=True)
    # Who took over, with a note, when this one ended.
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="predecessors")
    handover_note = models.TextField(_("note"), max_length=2000, blank=True)
    # The successor is told once. Null: not yet; the clock sees to what was missed.
    handover_mailed_at = models.DateTimeField(null=True, blank=True)
    # What the clock last found: somebody else of the same city has the same name.
    has_namesake = models.BooleanField(default=False, db_default=False)
    started_on = models.DateField(default=today)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfficialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_on__isnull=True), name="one_city_at_a_time"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="official_ends_after_start"),
        ]
        indexes = [
            GinIndex(TITLE_WORDS, name="officials_by_job_title"),
            models.Index(fields=["city"], condition=Q(has_namesake=True), name="officials_with_namesakes"),
            # By itself it tells who somebody's peers are, and of which city.
            models.Index(fields=["id"], include=["user", "city", "verified_at", "ended_on"], name="people_and_cities_of_officials"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def stands_for(self) -> int:
        return self.user_id

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class AccessToken(models.Model):
    """Lets a program read c40net with a person's eyes. Kept is only by what it is known again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("what for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)

    objects = AccessTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Staff(models.Model):
    """A person's time at the secretariat, from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_terms")
    is_administrator = models.BooleanField(_("administrator"), default=False)
    started_on = models.DateField(default=today)
    ended_on = models.DateField(null=True, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_on__isnull=True), name="one_staff_term_at_a_time"),
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="staff_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def stands_for(self) -> int:
        return self.user_id
