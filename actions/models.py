from decimal import Decimal
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Role
from access.queries import address
from actions.querysets import AdaptationQuerySet, ClimateActionQuerySet, InfluenceQuerySet, PracticeQuerySet, ProposalQuerySet
from cities.models import City, Mark, Words
from files.models import File
from networks.models import Network
from officials.models import Official, User, today
from workshops.models import FollowUp


class Practice(models.Model):
    """Something that cities can do: a bus rapid transit corridor, a cool-roof programme."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="practices")
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(max_length=100)
    definition = models.CharField(_("what it is, in one line"), max_length=300)
    # Cities may start one. What is no longer offered keeps the actions that it has.
    is_active = models.BooleanField(_("offered"), default=True)
    # The practice that this one turned out to be; its name stays as another word for it.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="aliases")

    searched = Words.of(title="name", text="definition")

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("network", Lower("name"), name="one_practice_of_a_name_in_a_network"),
            models.UniqueConstraint(fields=["network", "slug"], name="one_practice_of_an_address_in_a_network"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="practice_is_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.TextChoices):
    """How far an action is, in this order; stopped may follow any of them."""

    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    ADOPTED = "adopted", _("Adopted")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")

    @classmethod
    def in_order(cls) -> list["Stage"]:
        """The way of an action that is not stopped."""
        return [stage for stage in cls if stage is not cls.STOPPED]


class Readers(models.TextChoices):
    """Who may read something of a city's action. The city decides, for the whole and for each part."""

    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("members of our networks, and the secretariat")
    CITY = "city", _("our city only")


class EmissionsUnit(models.TextChoices):
    T = "t", _("t CO₂e a year")
    KT = "kt", _("kt CO₂e a year")
    MT = "mt", _("Mt CO₂e a year")

    @property
    def tonnes(self) -> int:
        return {"t": 1, "kt": 1_000, "mt": 1_000_000}[self.value]


# What a city opens to readers part by part: each has a field `<part>_for` of the action. The rest is for the readers of the whole.
PARTS = ("text", "lead", "indicators", "emissions", "budget", "documents")


def _readers(what: Any) -> Any:
    return models.CharField(what, max_length=10, choices=Readers.choices, default=Readers.MEMBERS)


class ClimateAction(models.Model):
    """A city doing something about the climate. It belongs to the city, whose lead confirms it; nobody else changes or publishes it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    city = models.ForeignKey(City, models.PROTECT, related_name="climate_actions")
    practice = models.ForeignKey(
        Practice, models.PROTECT, null=True, blank=True, related_name="climate_actions", verbose_name=_("practice")
    )
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("what your city does, and why"), max_length=20_000, blank=True)
    department = models.CharField(_("department in charge"), max_length=150, blank=True)
    lead = models.ForeignKey(Official, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("official in charge"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.IDEA)
    # Since when it is at this stage. How it came there is in its stage changes.
    stage_on = models.DateField(_("since"), default=today)
    emissions_avoided = models.DecimalField(
        _("emissions it is expected to avoid"), max_digits=14, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    emissions_unit = models.CharField(_("unit"), max_length=2, choices=EmissionsUnit.choices, default=EmissionsUnit.T)
    budget = models.DecimalField(_("budget"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    readers = _readers(_("the action, its stage and its milestones"))
    text_for = _readers(_("what the city does, and why"))
    lead_for = _readers(_("department and official in charge"))
    indicators_for = _readers(_("indicators"))
    emissions_for = _readers(_("emissions avoided"))
    budget_for = _readers(_("budget"))
    documents_for = _readers(_("links and documents"))
    # Since when the city agrees to be named as an example with this action. Null: it does not, or no longer.
    example_since = models.DateTimeField(null=True, blank=True)
    # The promise at a workshop that it grew from.
    follow_up = models.ForeignKey(FollowUp, models.SET_NULL, null=True, blank=True, related_name="climate_actions")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # When the city lead said so last; what changed after that waits for the city lead again.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # When the clock last asked the city what its networks had to do with it.
    influence_asked_on = models.DateField(null=True, blank=True)
    # When somebody of the city said last that it is still on it, though nothing moves.
    affirmed_at = models.DateTimeField(null=True, blank=True)

    # What all who see an action may read.
    searched = Words.of(title="title", marks=(Mark("practice", "practice"), Mark("city", "city")))
    reads_as: str = ""  # as whom a person reads it: a key of querysets.OPEN_TO, from as_read_by()

    objects = ClimateActionQuerySet.as_manager()
    addressed_by = "pk"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="action_is_at_a_known_stage"),
            models.CheckConstraint(condition=~Q(status="published") | Q(confirmed_at__isnull=False), name="published_action_is_confirmed"),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False) | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="withdrawn_action_says_since_when",
            ),
            models.CheckConstraint(condition=Q(example_since__isnull=True) | Q(status="published"), name="only_published_is_an_example"),
            models.CheckConstraint(
                condition=Q(emissions_avoided__isnull=True) | Q(emissions_avoided__gte=0), name="emissions_avoided_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | (Q(budget__gte=0) & ~Q(currency="")), name="budget_not_negative_and_has_currency"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{field}__in": Readers.values}), name=f"action_{field}_is_for_known_readers")
                for field in ("readers", *(f"{part}_for" for part in PARTS))
            ),
        ]
        indexes = [
            models.Index(fields=["city", "status", "stage"], name="actions_of_city_by_stage"),
            models.Index(fields=["practice", "status", "stage"], name="actions_of_practice_by_stage"),
            models.Index(fields=["stage_on"], condition=Q(status="published"), name="published_actions_by_stage_day"),
            GinIndex(fields=["searched"], name="actions_searched"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("climate_action", self.pk)

    @classmethod
    def field(cls, name: str) -> Any:
        return cls._meta.get_field(name)

    def roles_of(self, user: Any) -> set[Role]:
        """What this person is to the city that it belongs to."""
        return self.city.roles_of(user)

    @property
    def name_in_log(self) -> str:
        """What the log may call it: outside the city nobody learns the title of what the city keeps to itself."""
        return self.title if self.is_published and self.readers != Readers.CITY else ""

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_withdrawn(self) -> bool:
        return self.status == self.Status.WITHDRAWN

    @property
    def is_stopped(self) -> bool:
        return self.stage == Stage.STOPPED

    def asks_why(self, stage: str) -> bool:
        """Whether this next stage wants a reason: stopping, taking up again and going back do."""
        order = Stage.values
        return Stage.STOPPED in {stage, self.stage} or order.index(stage) < order.index(self.stage)

    @property
    def waits_for_lead(self) -> bool:
        """A draft, or changed since the city lead confirmed it."""
        return self.is_draft or (self.is_published and self.confirmed_at is not None and self.changed_at > self.confirmed_at)

    @property
    def emissions_in_tonnes(self) -> Decimal | None:
        return None if self.emissions_avoided is None else self.emissions_avoided * EmissionsUnit(self.emissions_unit).tonnes


class StageChange(models.Model):
    """One step of an action, with its day. The last one is where the action stands."""

    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="stage_changes")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    happened_on = models.DateField()
    reason = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(stage="stopped") | ~Q(reason=""), name="stopped_action_says_why")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.happened_on}"


class Milestone(models.Model):
    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=150)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """What a city measures of an action, with its value in each year."""

    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="indicators")
    name = models.CharField(_("what is measured"), max_length=150)
    unit = models.CharField(
        _("unit"), max_length=40, help_text=_("For example km, m², t, MWh/year, %, or what is counted: trees, households.")
    )
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("action", Lower("name"), name="one_indicator_of_a_name_for_an_action")]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(models.Model):
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1950), MaxValueValidator(2100)])
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="one_value_per_indicator_and_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class Document(models.Model):
    """A file or a link that belongs to an action."""

    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=150)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("link"), max_length=500, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(link=""), name="document_is_a_file_or_a_link")]

    def __str__(self) -> str:
        return self.title


class Influence(models.Model):
    """What a city says that a network had to do with its action. It is the city's own word, and shown as such."""

    class Part(models.TextChoices):
        LED = "led", _("led directly to it")
        CONTRIBUTED = "contributed", _("contributed to it")
        NONE = "none", _("had no part in it")

    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="influences")
    network = models.ForeignKey(Network, models.PROTECT, related_name="influences")
    part = models.CharField(_("what it had to do with it"), max_length=12, choices=Part.choices)
    how = models.TextField(_("how"), max_length=1000, blank=True)
    said_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    said_on = models.DateField(default=today)
    # The city says each year whether it still holds.
    confirmed_on = models.DateField(default=today)

    objects = InfluenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "network"], name="one_word_on_influence_per_action_and_network"),
            models.CheckConstraint(condition=Q(confirmed_on__gte=F("said_on")), name="influence_is_confirmed_after_it_is_said"),
        ]
        indexes = [models.Index(fields=["network", "part"], name="influence_of_network_by_part")]

    def __str__(self) -> str:
        return f"{self.network}: {self.get_part_display()}"


class Adaptation(models.Model):
    """A city took over another city's action and fitted it to its own circumstances. The origin may be withdrawn; its credit stays."""

    action = models.ForeignKey(ClimateAction, models.CASCADE, related_name="adaptations")
    origin = models.ForeignKey(ClimateAction, models.PROTECT, related_name="descendants")
    kept = models.TextField(_("what is kept"), max_length=2000, blank=True)
    changed = models.TextField(_("what is changed"), max_length=2000, blank=True)
    why = models.TextField(_("why it is changed"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "origin"], name="one_adaptation_per_action_and_origin"),
            # So nothing ever comes from itself, over however many cities.
            models.CheckConstraint(condition=Q(action__gt=F("origin")), name="adaptation_is_younger_than_its_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.action} ← {self.origin}"


class Proposal(models.Model):
    """What the secretariat proposes to a city: a new action, or other words in one that it has. Only the city makes it so."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for the city")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    city = models.ForeignKey(City, models.PROTECT, related_name="proposals")
    # Null: a new one is proposed.
    action = models.ForeignKey(ClimateAction, models.CASCADE, null=True, blank=True, related_name="proposals")
    # Field → proposed value, as the action's form takes them.
    fields = models.JSONField(default=dict)
    note = models.TextField(_("note to the city"), max_length=1000, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("reason"), max_length=1000, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", answered_at__isnull=True) | (~Q(status="waiting") & Q(answered_at__isnull=False)),
                name="answered_proposal_says_when",
            ),
        ]
        indexes = [models.Index(fields=["city"], condition=Q(status="waiting"), name="proposals_that_wait_for_city")]

    def __str__(self) -> str:
        return str(self.fields.get("title") or self.action)

    def get_absolute_url(self) -> str:
        return address("action_proposal", self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
