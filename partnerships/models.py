from typing import Any

from babel.core import get_global
from babel.numbers import get_currency_precision
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from cities.models import City, Mark, Words
from files.models import File
from networks.models import Network
from officials.models import Official, User, today
from partnerships.querysets import CURRENT, AgreementQuerySet, DocumentQuerySet, ExchangeRateQuerySet, PartyQuerySet, lead_city

# ISO 4217, as far as somebody pays with it today.
CURRENCIES = frozenset(
    code for used in get_global("territory_currencies").values() for code, _from, until, tender in used if tender and until is None
)


def currency_exists(code: str) -> None:
    if code not in CURRENCIES:
        raise ValidationError(_("No currency in use has this code. Write its three letters, as in USD or IDR."))


class Amount(models.DecimalField):
    """Money, in the currency that stands beside it. Three decimals: the dinar of Kuwait has as many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 16, "decimal_places": 3}
        super().__init__(*args, validators=[MinValueValidator(0)], **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_digits", "decimal_places", "validators"):
            kwargs.pop(given, None)
        return name, path, args, kwargs


class Partner(models.Model):
    """Who gives technical assistance to several cities at once."""

    class Kind(models.TextChoices):
        NON_PROFIT = "non_profit", _("Non-profit organisation")
        COMPANY = "company", _("Company")
        BANK = "bank", _("Development bank")
        FOUNDATION = "foundation", _("Foundation")
        UNIVERSITY = "university", _("University")
        PUBLIC = "public", _("Public agency")

    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    website = models.URLField(_("website"), max_length=300, blank=True)
    helps_with = models.TextField(_("what they help with"), max_length=2000)
    # For staff alone.
    contact = models.TextField(_("contact"), max_length=1000, blank=True)
    searched = Words.of(title="name")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_partner_of_a_name")]

    def __str__(self) -> str:
        return self.name


class SharesMethod(models.TextChoices):
    EQUAL = "equal", _("In equal parts")
    POPULATION = "population", _("By population")
    CAPACITY = "capacity", _("By capacity")
    SHAPLEY = "shapley", _("By the Shapley value")


class Agreement(models.Model):
    """A pooled agreement: several cities of a network with one partner, active as long as enough of them have signed."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open for signature")
        ACTIVE = "active", _("Active")
        ENDED = "ended", _("Ended")
        LAPSED = "lapsed", _("Lapsed")

    network = models.ForeignKey(Network, models.PROTECT, related_name="agreements")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements", verbose_name=_("partner"))
    title = models.CharField(_("title"), max_length=150)
    scope = models.TextField(_("scope"), max_length=10_000)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    quorum = models.PositiveSmallIntegerField(
        _("signatures that make it active"), default=3, validators=[MinValueValidator(2), MaxValueValidator(200)]
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[currency_exists])
    value = Amount(_("what it is worth in all"))
    value_for = models.CharField(_("what that is for"), max_length=300)
    cost = Amount(_("what its cities pay together"))
    shares_method = models.CharField(_("how the cost is shared"), max_length=10, choices=SharesMethod.choices, default=SharesMethod.EQUAL)
    capacity_means = models.CharField(_("what capacity means here"), max_length=300, blank=True)
    # Of the Shapley value: by how much less than alone each further city costs.
    discount = models.DecimalField(
        _("how much less each further city costs, in per cent"), max_digits=5, decimal_places=2, default=30,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    alone_means = models.TextField(_("what “alone” assumes"), max_length=1000)
    opened_at = models.DateTimeField(null=True, blank=True)
    # When it became active, the last time.
    active_since = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    over_reason = models.TextField(_("reason"), max_length=1000, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    searched = Words.of(title="title", text="scope", marks=(Mark("partner", "partner"), Mark("network", "network")))

    objects = AgreementQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(quorum__gte=2), name="agreement_is_of_two_cities_at_least"),
            models.CheckConstraint(condition=Q(value__gte=0) & Q(cost__gte=0), name="agreement_has_no_negative_amount"),
            models.CheckConstraint(condition=~Q(status="active") | Q(active_since__isnull=False), name="active_agreement_says_since_when"),
        ]
        indexes = [
            models.Index(fields=["network", "status"], name="agreements_of_network"),
            models.Index(fields=["ends_on"], condition=Q(status__in=["open", "active"]), name="agreements_by_end"),
            GinIndex(fields=["searched"], name="agreements_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("agreement", self.pk)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to its network; and city lead, if their city is asked to sign or has signed."""
        roles = self.network.roles_of(user)
        if self.parties.current().filter(city=lead_city(user)).exists():
            roles.add(Role.CITY_LEAD)
        return roles

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def is_under_way(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.ACTIVE}

    @property
    def to_go(self) -> int:
        """Signatures that are missing, of an agreement with_counts()."""
        return max(0, self.quorum - getattr(self, "signed_count", 0))

    @cached_property
    def places(self) -> int:
        """How many decimals its currency has."""
        return get_currency_precision(self.currency)


class AgreementDocument(models.Model):
    class Readers(models.TextChoices):
        NETWORK = "network", _("Members of the network")
        CITIES = "cities", _("Officials of its cities")
        STAFF = "staff", _("Staff only")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=150)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    readers = models.CharField(_("who may read it"), max_length=10, choices=Readers.choices, default=Readers.CITIES)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement_document", args=[self.agreement_id, self.pk])


class Party(models.Model):
    """A city's place in an agreement, from the asking to the leaving. Asked again it gets a new one, so the past stays."""

    class Status(models.TextChoices):
        INVITED = "invited", _("Asked to sign")
        SIGNED = "signed", _("Signed")
        DECLINED = "declined", _("Declined")
        LEFT = "left", _("Left")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    city = models.ForeignKey(City, models.PROTECT, related_name="agreement_places", verbose_name=_("city"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.INVITED)
    invited_on = models.DateField(default=today)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("signed by"))
    # The office and the decision that let them sign; no name.
    authority = models.CharField(_("on what authority"), max_length=300, blank=True)
    # A signature on paper, as somebody scanned it.
    paper = models.ForeignKey(AgreementDocument, models.PROTECT, null=True, blank=True, related_name="+")
    declined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    puts_in = models.CharField(_("what the city puts in"), max_length=300, blank=True)
    puts_in_amount = Amount(_("worth"), null=True, blank=True)
    gets = models.CharField(_("what the city gets"), max_length=300, blank=True)
    gets_amount = Amount(_("worth"), null=True, blank=True)
    cost_alone = Amount(_("what it would cost the city alone"), null=True, blank=True)
    # Its part of the cost by the last calculation. Null: it has none now.
    cost_pooled = Amount(null=True, blank=True)
    capacity = models.DecimalField(
        _("capacity"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )  # fmt: skip

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "city"], condition=Q(status__in=["invited", "signed"]), name="one_place_per_city_and_agreement"
            ),
            models.CheckConstraint(
                condition=~Q(status="signed") | (Q(signed_on__isnull=False) & ~Q(authority="")), name="signature_has_a_day_and_an_authority"
            ),
            models.CheckConstraint(condition=~Q(status="left") | Q(left_on__gte=F("signed_on")), name="who_left_had_signed"),
            models.CheckConstraint(condition=~Q(status="declined") | Q(declined_on__isnull=False), name="who_declined_says_when"),
        ]

    def __str__(self) -> str:
        return str(self.city)

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.agreement_id])

    @property
    def is_current(self) -> bool:
        return self.status in CURRENT


class ShareCalculation(models.Model):
    """How the cost was shared among which cities on some day. Kept for ever; the newest holds."""

    class Because(models.TextChoices):
        OPENED = "opened", _("it was opened for signature")
        INVITED = "invited", _("a city was asked to sign")
        ACTIVE = "active", _("it became active")
        SIGNED = "signed", _("a city signed")
        DECLINED = "declined", _("a city declined")
        LEFT = "left", _("a city left")
        CHANGED = "changed", _("a city’s figures changed")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="calculations")
    made_at = models.DateTimeField(default=timezone.now)
    because = models.CharField(max_length=10, choices=Because.choices)
    method = models.CharField(max_length=10, choices=SharesMethod.choices)
    cost = Amount()
    discount = models.DecimalField(max_digits=5, decimal_places=2)
    # The Shapley value of many cities is drawn by lot: 95 of 100 draws lie within this. Null: it is exact.
    error = Amount(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.get_because_display()


class Share(models.Model):
    """A city's part of the cost by one calculation, with what it was calculated from."""

    calculation = models.ForeignKey(ShareCalculation, models.CASCADE, related_name="shares")
    city = models.ForeignKey(City, models.PROTECT, related_name="+")
    # The population, the capacity or the cost alone; one for each city in equal parts.
    weight = models.DecimalField(max_digits=17, decimal_places=3)
    amount = Amount()

    class Meta:
        ordering = ["city__name", "pk"]

    def __str__(self) -> str:
        return str(self.city)


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in US dollars on a day. A rate that is known stays; the next day has its own."""

    currency = models.CharField(_("currency"), max_length=3, validators=[currency_exists])
    day = models.DateField(_("day"))
    usd = models.DecimalField(_("US dollars for one unit"), max_digits=18, decimal_places=9)
    source = models.CharField(_("source"), max_length=150)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_of_a_currency_and_day"),
            models.CheckConstraint(condition=Q(usd__gt=0), name="rate_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"


class Drawdown(models.Model):
    """What was used of an agreement's worth."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="drawdowns")
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city"))
    drawn_on = models.DateField(_("on"), default=today)
    amount = Amount(_("amount"))
    note = models.CharField(_("what it was for"), max_length=300)
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-drawn_on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="drawdown_is_above_zero")]

    def __str__(self) -> str:
        return self.note
