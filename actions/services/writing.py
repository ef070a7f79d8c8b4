"""What a city writes of its own actions: words, stages, milestones, indicators, documents."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.permissions import Permission
from access.services import can
from actions.models import ClimateAction, Document, Indicator, IndicatorValue, Milestone, Stage, StageChange
from actions.services.errors import DayAheadError, DayBeforeError, NameTakenError, ReasonMissingError, SameStageError
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from files.services import keep
from notices.services import owe
from officials.models import User, today

VERBS = {
    Stage.IDEA: Verb.ACTION_IDEA,
    Stage.PLANNED: Verb.ACTION_PLANNED,
    Stage.ADOPTED: Verb.ACTION_ADOPTED,
    Stage.UNDER_WAY: Verb.ACTION_UNDER_WAY,
    Stage.DONE: Verb.ACTION_DONE,
    Stage.STOPPED: Verb.ACTION_STOPPED,
}


@transaction.atomic
def create_action(*, city: City, stage: str, stage_on: date, by: User | None, **said: Any) -> ClimateAction:
    """Begin a draft of the city. The city lead is told that it waits, unless they wrote it."""
    if stage_on > today():
        raise DayAheadError
    action = ClimateAction.objects.create(city=city, stage=stage, stage_on=stage_on, created_by=by, **said)
    StageChange.objects.create(action=action, stage=stage, happened_on=stage_on, by=by)
    tell(Verb.ACTION_DRAFTED, action, by=by)
    leads = User.objects.filter(posts__in=city.officials.current().verified().filter(is_lead=True)).exclude(pk=by.pk if by else None)
    owe("actions.to_confirm", to=leads, subject=action, key="draft")
    return action


@transaction.atomic
def edit_action(*, action: ClimateAction, by: User, **said: Any) -> None:
    action = lock(action)
    for field, value in said.items():
        setattr(action, field, value)
    changed(action, by=by, fields=list(said))


@transaction.atomic
def change_stage(*, action: ClimateAction, stage: str, happened_on: date, reason: str = "", by: User) -> None:
    """Take the next step, or go back with a reason; what was before stays in its history."""
    action = lock(action)
    if stage == action.stage:
        raise SameStageError
    if happened_on > today():
        raise DayAheadError
    if happened_on < action.stage_on:
        raise DayBeforeError
    if action.asks_why(stage) and not reason:
        raise ReasonMissingError
    before, action.stage, action.stage_on = action.stage, stage, happened_on
    StageChange.objects.create(action=action, stage=stage, happened_on=happened_on, reason=reason, by=by)
    touch(action, by=by, fields=["stage", "stage_on"])
    tell(VERBS[Stage(stage)], action, by=by, before=before, stage=stage, happened_on=happened_on.isoformat())


@transaction.atomic
def save_milestone(*, action: ClimateAction, by: User, milestone: Milestone | None = None, **said: Any) -> Milestone:
    """Add one, or change it. Reaching one is told."""
    action = lock(action)
    was_done = milestone is not None and Milestone.objects.filter(pk=milestone.pk, done_on__isnull=False).exists()
    if said.get("done_on") and said["done_on"] > today():
        raise DayAheadError
    saved = Milestone(pk=milestone.pk if milestone else None, action=action, **said)
    saved.save()
    touch(action, by=by)
    if saved.done_on and not was_done:
        tell(Verb.MILESTONE_REACHED, action, by=by)
    return saved


@transaction.atomic
def save_indicator(*, action: ClimateAction, by: User, indicator: Indicator | None = None, **said: Any) -> Indicator:
    action = lock(action)
    try:
        with transaction.atomic():
            saved = Indicator(pk=indicator.pk if indicator else None, action=action, **said)
            saved.save()
    except IntegrityError as error:
        raise NameTakenError from error
    changed(action, by=by, part="indicators")
    return saved


@transaction.atomic
def save_value(*, indicator: Indicator, year: int, value: Any, by: User) -> None:
    """What was measured in a year; said again, it takes the place of what stood there."""
    action = lock(indicator.action)
    IndicatorValue.objects.update_or_create(indicator=indicator, year=year, defaults={"value": value})
    changed(action, by=by, part="indicators")


@transaction.atomic
def add_document(*, action: ClimateAction, title: str, by: User, file: UploadedFile | None = None, link: str = "") -> Document:
    action = lock(action)
    document = Document.objects.create(
        action=action, title=title, link=link, file=keep(file, by=by) if file else None, added_by=by
    )  # fmt: skip
    changed(action, by=by, part="documents")
    return document


@transaction.atomic
def remove(*, thing: Milestone | Indicator | IndicatorValue | Document, action: ClimateAction, by: User) -> None:
    """Take a milestone, an indicator, one of its values or a document off the action."""
    action = lock(action)
    thing.delete()
    if isinstance(thing, Document) and thing.file:
        thing.file.delete()
    changed(action, by=by, part=thing._meta.model_name)


def lock(action: ClimateAction) -> ClimateAction:
    """One change of an action at a time."""
    return ClimateAction.objects.select_for_update(of=["self"]).select_related("city", "practice__network").get(pk=action.pk)


def touch(action: ClimateAction, *, by: User, fields: list[str] | None = None) -> None:
    """It has changed. What the city lead writes in a published one needs no further word of theirs."""
    action.changed_at = timezone.now()
    fields = [*(fields or []), "changed_at"]
    if action.is_published and can(by, Permission.ACTION_CONFIRM, action):
        action.confirmed_at, action.confirmed_by = action.changed_at, by
        fields += ["confirmed_at", "confirmed_by"]
    action.save(update_fields=fields)


def changed(action: ClimateAction, *, by: User, fields: list[str] | None = None, **details: Any) -> None:
    touch(action, by=by, fields=fields)
    tell(Verb.ACTION_EDITED, action, by=by, **({"fields": sorted(fields)} if fields else details))


def tell(verb: Verb, action: ClimateAction, *, by: User | None, **details: Any) -> None:
    """Write down what a city did. Only what it has published is told in the network of its practice."""
    network = action.practice.network if action.practice and action.is_published else None
    record(verb, by=by, subject=action, city=action.city, network=network, **details)
