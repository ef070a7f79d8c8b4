import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, DatePrecision, Mark, Words
from networks.querysets import (
    CityMembershipQuerySet,
    InvitationQuerySet,
    NetworkQuerySet,
    SeatQuerySet,
    StewardshipQuerySet,
    known_of,
)
from officials.models import Official, Staff, User, today


class Label(models.TextChoices):
    """Who may read something, and whether they learn whose it is. One for each question, reply, resource and workshop document."""

    NETWORK = "network", _("Members: everybody in the network")
    CITIES = "cities", _("Named cities: nobody else")
    CHATHAM = "chatham", _("Chatham House: members read it, nobody learns who or which city")
    PUBLIC = "public", _("Public: everybody, also outside c40net")


# A wider label is read by more.
WIDTH = {Label.CITIES: 0, Label.CHATHAM: 1, Label.NETWORK: 2, Label.PUBLIC: 3}
# Neither in the log nor in a mail: what only some may read, and what nobody may put a name to.
IN_CONFIDENCE = {Label.CITIES, Label.CHATHAM}


class Area(models.Model):
    """An initiative area: adaptation, transport, waste."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    searched = Words.of(title="name")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """A working group of cities that face the same challenge. One with a parent is a working group of that network."""

    class Admission(models.TextChoices):
        OPEN = "open", _("Open: verified officials join at once")
        APPROVAL = "approval", _("By approval: the manager answers each request")
        INVITATION = "invitation", _("By invitation only")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="networks", verbose_name=_("area"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="working_groups")
    purpose = models.TextField(_("purpose"), max_length=1000)
    started_on = models.DateField(_("started on"), default=today)
    started_precision = models.CharField(max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_precision = models.CharField(max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY)
    succeeded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="predecessors")
    admission = models.CharField(_("who may join"), max_length=10, choices=Admission.choices, default=Admission.APPROVAL)
    is_listed = models.BooleanField(_("everybody sees that it exists"), default=True)

    searched = Words.of(title="name", text="purpose", marks=(Mark("area", "area"),))

    objects = NetworkQuerySet.as_manager()
    addressed_by = "slug"

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["searched"], name="networks_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="network_ends_after_start"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="network_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("network", self.slug)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to this network."""
        roles, known = set[Role](), known_of(user)
        if known and user.official and user.official.is_verified:
            is_member = self.pk in known["joined"]
        else:
            is_member = bool(user.official) and self.seats.active().filter(official=user.official).exists()
        if is_member:
            roles.add(Role.MEMBER)
        if user.staff and user.staff.stewardships.current().filter(network__in=[self.pk, self.parent_id]).exists():
            roles.add(Role.MANAGER)
        return roles

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def is_by_invitation(self) -> bool:
        return self.admission == self.Admission.INVITATION

    @property
    def managers(self) -> models.QuerySet[User]:
        """Who runs it now; a working group is run by those of its network too."""
        running = Stewardship.objects.current().filter(network__in=[self.pk, self.parent_id])
        return User.objects.filter(staff_terms__in=Staff.objects.current().filter(stewardships__in=running)).order_by("full_name", "pk")


class CityMembership(models.Model):
    """A city's place in a network, from a day to a day. A change of role ends one and starts the next."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead city")
        MEMBER = "member", _("Member")

    network = models.ForeignKey(Network, models.CASCADE, related_name="city_memberships")
    city = models.ForeignKey(City, models.PROTECT, related_name="network_memberships", verbose_name=_("city"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    started_on = models.DateField(_("from"), default=today)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = CityMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "city"], condition=Q(ended_on__isnull=True), name="one_current_membership_per_city_and_network"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="membership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.city)

    @property
    def is_lead(self) -> bool:
        return self.role == self.Role.LEAD


class Stewardship(models.Model):
    """A member of staff runs a network, from a day to a day."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="stewardships")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="stewardships")
    started_on = models.DateField(default=today)
    ended_on = models.DateField(null=True, blank=True)

    objects = StewardshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "staff"], condition=Q(ended_on__isnull=True), name="one_current_stewardship_per_staff_and_network"
            ),
        ]

    def __str__(self) -> str:
        return str(self.staff)

    @property
    def stands_for(self) -> int:
        return self.staff.user_id


class Seat(models.Model):
    """An official's place in a network, from the asking to the leaving. Asking again is a new seat, so the past stays."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waiting for an answer")
        ACTIVE = "active", _("Member")
        DECLINED = "declined", _("Declined")
        LEFT = "left", _("Left")

    network = models.ForeignKey(Network, models.CASCADE, related_name="seats")
    official = models.ForeignKey(Official, models.CASCADE, related_name="seats")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.REQUESTED)
    offers = models.TextField(_("what your city offers"), max_length=1000, blank=True)
    seeks = models.TextField(_("what your city seeks"), max_length=1000, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Of an active seat the database itself says in its row (migration 0006) of which city it is and whom peers see by it: nobody while they
    # are not believed to work for the city, and nobody who is gone. So who they are is found without a look at each of thousands.
    of_city = models.BigIntegerField(null=True, editable=False)
    shown = models.BigIntegerField(null=True, editable=False)
    shown_name = models.CharField(max_length=150, default="", editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "official"],
                condition=Q(status__in=["requested", "active"]),
                name="one_seat_per_official_and_network",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(started_at__isnull=False, ended_at__isnull=True), name="active_seat_has_started"
            ),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="seat_ends_after_start"),
        ]
        indexes = [
            # By itself it tells how many of each city sit in a network, and who.
            models.Index(
                fields=["network", "status", "of_city"], include=["official", "shown", "shown_name"], name="seats_of_network_by_status"
            ),
        ]

    def __str__(self) -> str:
        return str(self.official)

    @property
    def stands_for(self) -> int:
        return self.official.user_id


class SeatMessage(models.Model):
    """A question about a request to join, or its answer, between the network's managers and who asked."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("message"), max_length=2000)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

    @property
    def stands_for(self) -> int:
        return self.seat.official.user_id


def new_token() -> str:
    return secrets.token_urlsafe(32)


def in_thirty_days() -> datetime:
    return timezone.now() + timedelta(days=30)


class Invitation(models.Model):
    """Somebody is asked by mail to take a seat in a network; who holds the link owns the address."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    full_name = models.CharField(_("name"), max_length=150)
    city = models.ForeignKey(City, models.PROTECT, related_name="+", verbose_name=_("city"))
    token = models.CharField(max_length=64, unique=True, default=new_token)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_thirty_days)
    # Null: not yet; the clock sees to what was missed.
    mailed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "network",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_address_and_network",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.token])

    @property
    def stands_for(self) -> None:
        """Somebody whom c40net may not know yet."""

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.declined_at is None and self.revoked_at is None and self.expires_at > timezone.now()
