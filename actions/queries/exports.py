"""Actions as rows of a file. Each part is empty where it is not open to the reader, and credit goes with every row."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django_countries import countries

from actions.models import Adaptation, ClimateAction, EmissionsUnit, Influence, Stage, StageChange
from actions.querysets import OPEN_TO
from activity.queries import Column, Harmless, Kind, Label
from cities.models import Region

IN_ORDER = ["city__name", "title"]


def exported(actions: Any, user: Any) -> Any:
    """These actions, of those that this person may see, with what the columns need."""
    seen = ClimateAction.objects.visible_to(user)
    return actions.filter(pk__in=seen.values("pk")).as_read_by(user).annotate(credit=_credit(user), influence=_influence(user))


def columns() -> list[Column]:
    """By their headings, in the reader's language, for rows that were `exported`."""
    reached = [
        Column(f"{stage}_since", _("%(stage)s since") % {"stage": stage.label}, _reached(stage), Kind.DAY) for stage in Stage.in_order()
    ]
    return [
        Column("city", _("City"), Harmless("city__name")),
        Column("country", _("Country"), Label("city__country", countries)),
        Column("region", _("Region"), Label("city__region", Region.choices)),
        Column("title", _("Title"), Harmless("title")),
        Column("practice", _("Practice"), Harmless("practice__name")),
        Column("stage", _("Stage"), Label("stage", Stage.choices)),
        Column("since", _("Since"), F("stage_on"), Kind.DAY),
        *reached,
        Column("state", _("State"), Label("status", ClimateAction.Status.choices)),
        Column("adapted_from", _("Adapted from"), F("credit")),
        Column("influence", _("What networks had to do with it, in the city's own word"), F("influence")),
        Column("what_and_why", _("What the city does, and why"), _part("text", Harmless("text"))),
        Column("department", _("Department"), _part("lead", Harmless("department"))),
        Column("emissions_avoided_a_year", _("Emissions avoided a year"), _part("emissions", F("emissions_avoided")), Kind.NUMBER),
        Column(
            "unit",
            _("Unit"),
            _part("emissions", Case(When(emissions_avoided__isnull=False, then=Label("emissions_unit", EmissionsUnit.choices)))),
        ),
        Column("budget", _("Budget"), _part("budget", F("budget")), Kind.NUMBER),
        Column("currency", _("Currency"), _part("budget", Case(When(budget__isnull=False, then=F("currency"))))),
        Column("address", _("Address"), Concat(Value("/actions/"), "pk", Value("/"), output_field=models.TextField())),
    ]


def _part(part: str, value: Any) -> Case:
    """Nothing where the city has not opened the part to the reader."""
    is_open = Q(pk__in=[])
    for reads_as, readers in OPEN_TO.items():
        is_open |= Q(**{"reads_as": reads_as, f"{part}_for__in": readers})
    return Case(When(is_open, then=value))


def _reached(stage: Stage) -> Subquery:
    steps = StageChange.objects.filter(action=OuterRef("pk"), stage=stage).order_by("-happened_on", "-pk")
    return Subquery(steps.values("happened_on")[:1])


def _credit(user: Any) -> Subquery:
    """Where it was adapted from: title and city, or the city alone where the reader may not see the origin, or it was withdrawn."""
    seen = ClimateAction.objects.visible_to(user).published().values("pk")
    title = Concat("origin__title", Value(" ("), "origin__city__name", Value(")"))
    name = Case(When(origin__in=seen, then=title), default=F("origin__city__name"), output_field=models.TextField())
    of_action = Adaptation.objects.filter(action=OuterRef("pk")).order_by().values("action")
    return Subquery(_joined(of_action.annotate(name=name)))


def _influence(user: Any) -> Subquery:
    """Each network that the reader may know of, with what the city said of it."""
    said = Influence.objects.visible_to(user).filter(action=OuterRef("pk")).order_by().values("action")
    name = Concat("network__name", Value(": "), Label("part", Influence.Part.choices), output_field=models.TextField())
    return Subquery(_joined(said.annotate(name=name)))


def _joined(rows: Any) -> Any:
    return rows.annotate(names=StringAgg("name", Value("; "), order_by="name")).annotate(harmless=Harmless("names")).values("harmless")
