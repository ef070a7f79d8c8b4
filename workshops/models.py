import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, Mark, Texts, Words, ZoneField
from files.models import File
from networks.models import Label, Network
from officials.models import Official, User
from workshops.querysets import FollowUpQuerySet, MaterialQuerySet, RegistrationQuerySet, WorkshopQuerySet

# Nobody is asked to answer an offer within less.
LEAST_OFFER = timedelta(hours=1)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Series(models.Model):
    """Workshops that belong together: the same circle, each month another question."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="series")
    name = models.CharField(_("name"), max_length=150)

    class Meta:
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="one_series_of_a_name_in_a_network")]

    def __str__(self) -> str:
        return self.name


class Workshop(models.Model):
    """A dated convening of a network, or of several. Its managers are those of the network that convenes it."""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Workshop")
        WEBINAR = "webinar", _("Webinar")
        STUDY_TOUR = "study_tour", _("Study tour")

    class Setting(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        BOTH = "both", _("In person and online")

    class Status(models.TextChoices):
        """What people decided. Whether it runs or was held is told by the clock: see `state`."""

        DRAFT = "draft", _("Draft")
        ANNOUNCED = "announced", _("Announced")
        CANCELLED = "cancelled", _("Cancelled")

    network = models.ForeignKey(Network, models.PROTECT, related_name="workshops")
    also_for = models.ManyToManyField(Network, related_name="+", blank=True, verbose_name=_("also for"))
    # Those that it is to reach. None: every city of its networks.
    for_cities = models.ManyToManyField(City, related_name="+", blank=True, verbose_name=_("cities to reach"))
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="workshops", verbose_name=_("series"))
    # The same content at another hour, for those to whom the first one is night.
    sitting_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="further_sittings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.WORKSHOP)
    setting = models.CharField(_("where"), max_length=20, choices=Setting.choices, default=Setting.ONLINE)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what it is about"), max_length=10_000, blank=True)
    host_city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="hosted_workshops", verbose_name=_("host city"))
    venue = models.CharField(_("venue"), max_length=150, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    # Only for those who are registered.
    join_link = models.URLField(_("link to join online"), max_length=500, blank=True)
    # The host's clock: a workshop at 10:00 in Jakarta stays there whatever daylight saving does.
    time_zone = ZoneField(_("time zone of the host"), default="UTC")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    cancelled_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    places_per_city = models.PositiveIntegerField(_("places for each city"), null=True, blank=True, validators=[MinValueValidator(1)])
    needs_approval = models.BooleanField(_("the manager approves each registration"), default=False)
    offer_hours = models.PositiveIntegerField(
        _("hours to take an offered place"), default=48, validators=[MinValueValidator(1), MaxValueValidator(336)]
    )
    minutes = models.TextField(_("minutes"), max_length=50_000, blank=True)
    # The clock has written down that it was held. Null: not yet.
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    # The same in every calendar for ever; `sequence` rises with each change that a calendar must follow.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    # In the QR code with which somebody at the door checks in.
    check_in_token = models.CharField(max_length=64, unique=True, default=new_token)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    searched = Words.of(title="title", tags=Texts("venue"), text="text", marks=(Mark("network", "network"), Mark("city", "host_city")))

    objects = WorkshopQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="workshop_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(sitting_of=F("id")), name="workshop_is_not_its_own_sitting"),
            models.CheckConstraint(
                condition=Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="registration_closes_after_it_opens",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "starts_at"], name="workshops_of_network_by_time"),
            models.Index(fields=["starts_at"], name="workshops_by_time"),
            models.Index(fields=["ends_at"], condition=Q(status="announced"), name="workshops_by_end"),
            GinIndex(fields=["searched"], name="workshops_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("workshop", self.pk)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to the networks that it is for; only those who run the one that convenes it manage it."""
        roles = self.network.roles_of(user)
        if Role.MEMBER not in roles and Network.objects.joined_by(user).filter(pk__in=self.also_for.values("pk")).exists():
            roles.add(Role.MEMBER)
        return roles

    @property
    def state(self) -> str:
        """draft, announced, running, held or cancelled."""
        if self.status != self.Status.ANNOUNCED:
            return str(self.status)
        now = timezone.now()
        if now < self.starts_at:
            return "announced"
        return "running" if now < self.ends_at else "held"

    @property
    def is_online(self) -> bool:
        return self.setting != self.Setting.IN_PERSON

    @property
    def is_in_person(self) -> bool:
        return self.setting != self.Setting.ONLINE

    @property
    def takes_registrations(self) -> bool:
        """Whether somebody may register now, be there a place or a waitlist."""
        now = timezone.now()
        opened = self.registration_opens_at is None or self.registration_opens_at <= now
        return self.status == self.Status.ANNOUNCED and opened and now < (self.registration_closes_at or self.starts_at)

    def makes_offers(self, now: datetime) -> bool:
        """Whether a place that becomes free is offered to who waits; close to the start it is for whoever takes it first."""
        return now + LEAST_OFFER <= self.starts_at


class WorkshopSession(models.Model):
    """A part of the agenda."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    length = models.PositiveIntegerField(_("minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(24 * 60)])
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what it is about"), max_length=2000, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.length)


class Speaker(models.Model):
    """Who speaks in a session: an official, or a guest by name."""

    session = models.ForeignKey(WorkshopSession, models.CASCADE, related_name="speakers")
    official = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(official__isnull=False) | ~Q(name=""), name="speaker_is_somebody")]

    def __str__(self) -> str:
        return str(self.official) if self.official else self.name


class Material(models.Model):
    """A document or a link that belongs to a workshop, or to one session of it: before, as a paper to read; after, as slides."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="materials")
    session = models.ForeignKey(WorkshopSession, models.SET_NULL, null=True, blank=True, related_name="materials")
    title = models.CharField(_("title"), max_length=150)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), max_length=500, blank=True)
    label = models.CharField(_("who may read it"), max_length=10, choices=Label.choices, default=Label.NETWORK)
    named_cities = models.ManyToManyField(City, related_name="+", blank=True, verbose_name=_("cities"))
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(link=""), name="material_is_a_file_or_a_link"),
            models.CheckConstraint(condition=Q(label__in=Label.values), name="material_has_a_known_label"),
            # There it would stand beside the names of those who speak.
            models.CheckConstraint(condition=~Q(label=Label.CHATHAM) | Q(session=None), name="chatham_material_is_of_no_session"),
        ]

    def __str__(self) -> str:
        return self.title


class CityHours(models.Model):
    """The ledger: how many minutes of a workshop lie outside 8–18 local time on a working day, for each city that it is to reach."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="city_hours")
    city = models.ForeignKey(City, models.PROTECT, related_name="workshop_hours")
    minutes_outside = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "city hours"
        constraints = [models.UniqueConstraint(fields=["workshop", "city"], name="one_line_of_hours_per_city_and_workshop")]

    def __str__(self) -> str:
        return f"{self.city}: {self.minutes_outside}"


class RegistrationQuestion(models.Model):
    """What the manager wants to know of everybody who registers."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="questions")
    text = models.CharField(_("question"), max_length=200)
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Registration(models.Model):
    """An official's place at a workshop, from the asking to what they did there. Registering again is a new one."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waits for approval")
        WAITLISTED = "waitlisted", _("On the waitlist")
        OFFERED = "offered", _("A place is offered")
        REGISTERED = "registered", _("Registered")
        DECLINED = "declined", _("Declined")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("The offer expired")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    official = models.ForeignKey(Official, models.PROTECT, related_name="registrations")
    status = models.CharField(max_length=10, choices=Status.choices)
    registered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # The order of the waitlist.
    asked_at = models.DateTimeField(default=timezone.now)
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    is_walk_in = models.BooleanField(default=False)
    # Was there: checked in at the door, or seen online.
    attended_at = models.DateTimeField(null=True, blank=True)
    # When somebody took back that they were there. A press from before that, which comes late from a phone, is no news.
    corrected_at = models.DateTimeField(null=True, blank=True)
    minutes_online = models.PositiveIntegerField(null=True, blank=True)
    # Spoke, presented, led a table. Each is a count of its own: registered, attended, contributed.
    contributed = models.BooleanField(default=False)
    contribution = models.CharField(_("what they contributed"), max_length=200, blank=True)
    # That they answered, never what: a Feedback knows no person, and this no hour.
    gave_feedback = models.BooleanField(default=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "official"],
                condition=Q(status__in=["requested", "waitlisted", "offered", "registered"]),
                name="one_registration_per_official_and_workshop",
            ),
            models.CheckConstraint(condition=~Q(status="offered") | Q(offer_ends_at__isnull=False), name="offer_has_an_end"),
            models.CheckConstraint(condition=Q(attended_at__isnull=True) | Q(status="registered"), name="who_attended_is_registered"),
        ]
        indexes = [
            models.Index(fields=["workshop", "status", "asked_at"], name="registrations_in_order"),
            models.Index(fields=["offer_ends_at"], condition=Q(status="offered"), name="offers_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.official)

    def has_lapsed(self, now: datetime) -> bool:
        """An offer that nobody took in time, whether the clock has come by already or not."""
        return self.status == self.Status.OFFERED and self.offer_ends_at is not None and self.offer_ends_at <= now

    @property
    def stands_for(self) -> int:
        return self.official.user_id


class RegistrationAnswer(models.Model):
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    question = models.ForeignKey(RegistrationQuestion, models.CASCADE, related_name="answers")
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="one_answer_per_question_and_registration")]

    def __str__(self) -> str:
        return self.text


class Feedback(models.Model):
    """What somebody who was there thought of it. It knows neither who, nor the hour, nor which came first."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="feedback")
    usefulness = models.PositiveSmallIntegerField(_("how useful was it?"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    will_use = models.BooleanField(_("will you use something of it in your city?"), default=False)
    best = models.TextField(_("what was most useful?"), max_length=1000, blank=True)
    better = models.TextField(_("what could be better?"), max_length=1000, blank=True)

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return str(self.usefulness)


class FollowUp(models.Model):
    """What somebody's city will do next: the start of a climate action or of a question."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="follow_ups")
    official = models.ForeignKey(Official, models.PROTECT, related_name="+")
    text = models.TextField(_("what will your city do next?"), max_length=1000)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def stands_for(self) -> int:
        return self.official.user_id


class CalendarFeed(models.Model):
    """The private address under which a person's calendar program fetches their workshops. Making a new one revokes it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.user)
