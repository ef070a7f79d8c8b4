"""The city's word: it publishes, opens, withdraws; what others propose is its to accept."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.models import PARTS, ClimateAction, Practice, Proposal, Stage
from actions.services.adaptation import tell_of_adaptation
from actions.services.errors import NotPublishedError, ProposalAnsweredError, StandsAlreadyError
from actions.services.writing import create_action, edit_action, lock, tell
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from notices.services import owe
from officials.models import User, today


@transaction.atomic
def confirm_action(*, action: ClimateAction, by: User) -> None:
    """Publish a draft, or confirm what changed in a published one."""
    action = lock(action)
    if not action.waits_for_lead:
        raise StandsAlreadyError
    verb = Verb.ACTION_CONFIRMED if action.is_draft else Verb.ACTION_CONFIRMED_AGAIN
    is_first = action.confirmed_at is None
    action.status = ClimateAction.Status.PUBLISHED
    action.confirmed_at, action.confirmed_by = timezone.now(), by
    action.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    tell(verb, action, by=by, stage=action.stage)
    if is_first:
        tell_of_adaptation(action, by=by)


@transaction.atomic
def change_readers(*, action: ClimateAction, by: User, **readers: str) -> None:
    """Say who may read the action, and each part of it. In a published one that is the city lead's to say, and holds at once."""
    action = lock(action)
    fields = [field for field in ("readers", *(f"{part}_for" for part in PARTS)) if field in readers]
    before = {field: getattr(action, field) for field in fields}
    for field in fields:
        setattr(action, field, readers[field])
    action.save(update_fields=fields)
    tell(Verb.ACTION_READERS_CHANGED, action, by=by, before=before, after=readers)


@transaction.atomic
def withdraw_action(*, action: ClimateAction, by: User) -> None:
    """Nobody but the city sees it any more; what others adapted from it stays theirs, and says that its origin was withdrawn."""
    action = lock(action)
    if not action.is_published:
        raise NotPublishedError
    action.status, action.withdrawn_at, action.example_since = ClimateAction.Status.WITHDRAWN, timezone.now(), None
    action.save(update_fields=["status", "withdrawn_at", "example_since"])
    tell(Verb.ACTION_WITHDRAWN, action, by=by)


@transaction.atomic
def restore_action(*, action: ClimateAction, by: User) -> None:
    """A withdrawn one becomes a draft again."""
    action = lock(action)
    if not action.is_withdrawn:
        raise StandsAlreadyError
    action.status, action.withdrawn_at = ClimateAction.Status.DRAFT, None
    action.save(update_fields=["status", "withdrawn_at"])
    tell(Verb.ACTION_RESTORED, action, by=by)


@transaction.atomic
def agree_as_example(*, action: ClimateAction, agrees: bool, by: User) -> None:
    """The city may be named as an example with this action, or no longer."""
    action = lock(action)
    if agrees and not action.is_published:
        raise NotPublishedError
    if agrees == (action.example_since is not None):
        return
    action.example_since = timezone.now() if agrees else None
    action.save(update_fields=["example_since"])
    tell(Verb.EXAMPLE_AGREED if agrees else Verb.EXAMPLE_ENDED, action, by=by)


@transaction.atomic
def propose(*, city: City, fields: dict[str, Any], note: str, by: User, action: ClimateAction | None = None) -> Proposal:
    """Propose a new action to a city, or a change of one that it has. Nothing changes until the city says so; its officials are told."""
    proposal = Proposal.objects.create(city=city, action=action, fields=as_json(fields), note=note, proposed_by=by)
    record(Verb.ACTION_PROPOSED, by=by, subject=proposal, city=city)
    owe("actions.proposed", to=officials_of(city), subject=proposal, key="proposed")
    return proposal


@transaction.atomic
def accept_proposal(*, proposal: Proposal, by: User) -> ClimateAction:
    """The city makes it its own: a draft of a new action, or the change, which the city lead then confirms like any other."""
    proposal = _answer(proposal, Proposal.Status.ACCEPTED, by=by)
    said = from_json(proposal.fields)
    if proposal.action:
        edit_action(action=proposal.action, by=by, **said)
        action = proposal.action
    else:
        said = {"stage": Stage.IDEA, "stage_on": today(), **said}
        action = create_action(city=proposal.city, by=by, **said)
        Proposal.objects.filter(pk=proposal.pk).update(action=action)
    record(Verb.PROPOSAL_ACCEPTED, by=by, subject=proposal, city=proposal.city)
    _tell_proposer(proposal)
    return action


@transaction.atomic
def decline_proposal(*, proposal: Proposal, reason: str, by: User) -> None:
    proposal = _answer(proposal, Proposal.Status.DECLINED, by=by, answer=reason)
    record(Verb.PROPOSAL_DECLINED, by=by, subject=proposal, city=proposal.city)
    _tell_proposer(proposal)


@transaction.atomic
def take_back_proposal(*, proposal: Proposal, by: User) -> None:
    proposal = _answer(proposal, Proposal.Status.TAKEN_BACK, by=by)
    record(Verb.PROPOSAL_TAKEN_BACK, by=by, subject=proposal, city=proposal.city)


def officials_of(city: City) -> Any:
    """Those who may write for it."""
    return User.objects.filter(posts__in=city.officials.current().verified())


def as_json(fields: dict[str, Any]) -> dict[str, Any]:
    """A form's values, as a proposal keeps them."""
    return {name: value.pk if hasattr(value, "pk") else str(value) if value is not None else None for name, value in fields.items()}


def from_json(fields: dict[str, Any]) -> dict[str, Any]:
    """The same for the model. What points to something that is gone meanwhile points to nothing."""
    said = {name: ClimateAction.field(name).to_python(value) for name, value in fields.items() if name != "practice"}
    if fields.get("practice"):
        practice = Practice.objects.select_related("merged_into").filter(pk=fields["practice"]).first()
        said["practice"] = practice and (practice.merged_into or practice)
    return said


def _answer(proposal: Proposal, status: str, *, by: User, answer: str = "") -> Proposal:
    answered = {"status": status, "answer": answer, "answered_by": by, "answered_at": timezone.now()}
    if not Proposal.objects.waiting().filter(pk=proposal.pk).update(**answered):
        raise ProposalAnsweredError
    return Proposal.objects.select_related("city", "action", "proposed_by").get(pk=proposal.pk)


def _tell_proposer(proposal: Proposal) -> None:
    if proposal.proposed_by and proposal.proposed_by.is_active:
        owe("actions.answered", to=[proposal.proposed_by], subject=proposal, key="answered")
