"""Many actions at once, from a spreadsheet: drafts of the city that uploads it, proposals of the secretariat; and taking them back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.models import ClimateAction, Proposal, StageChange
from actions.services.consent import from_json, officials_of
from activity.services import activity, record_all
from activity.verbs import Verb
from cities.models import City
from notices.services import owe
from officials.models import User


@transaction.atomic
def write_actions(*, rows: Sequence[tuple[City, dict[str, Any]]], at: datetime, by: User) -> list[ClimateAction]:
    """Drafts, in the order of the rows, each with its fields as a proposal keeps them. No mail: the lead finds them at home."""
    made = [
        ClimateAction(city=city, created_by=by, created_at=at, changed_at=at, **from_json(fields))
        for city, fields in rows
    ]  # fmt: skip
    ClimateAction.objects.bulk_create(made, batch_size=1000)
    steps = [StageChange(action=action, stage=action.stage, happened_on=action.stage_on, by=by, recorded_at=at) for action in made]
    StageChange.objects.bulk_create(steps, batch_size=1000)
    record_all(activity(Verb.ACTION_DRAFTED, by=by, subject=action, city=action.city, at=at) for action in made)
    return made


@transaction.atomic
def propose_many(*, rows: Sequence[tuple[City, dict[str, Any]]], at: datetime, by: User) -> list[Proposal]:
    """Proposals, in the order of the rows; the officials of each city get one mail for all of theirs."""
    made = [Proposal(city=city, fields=fields, proposed_by=by, proposed_at=at) for city, fields in rows]
    Proposal.objects.bulk_create(made, batch_size=1000)
    record_all(activity(Verb.ACTION_PROPOSED, by=by, subject=proposal, city=proposal.city, at=at) for proposal in made)
    first: dict[int, Proposal] = {}
    count: dict[int, int] = defaultdict(int)
    for proposal in made:
        first.setdefault(proposal.city_id, proposal)
        count[proposal.city_id] += 1
    for city, proposal in first.items():
        owe("actions.proposed", to=officials_of(proposal.city), subject=proposal, key="proposed", more=count[city] - 1)
    return made


@transaction.atomic
def take_back_list(*, actions: Iterable[int], proposals: Iterable[int], made_at: datetime, by: User) -> tuple[set[int], set[int]]:
    """Take back what a list made. Returns the actions and the proposals that stay: somebody changed, published or answered them since."""
    actions, proposals = set(actions), set(proposals)
    drafts = ClimateAction.objects.select_for_update(of=["self"]).filter(pk__in=actions, status="draft", changed_at=made_at)
    untouched = drafts.exclude(descendants__isnull=False)
    gone = set(untouched.values_list("pk", flat=True))
    ClimateAction.objects.filter(pk__in=gone).delete()
    waiting = Proposal.objects.waiting().select_for_update(of=["self"]).select_related("city").filter(pk__in=proposals)
    taken = list(waiting)
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in taken]).update(
        status=Proposal.Status.TAKEN_BACK, answered_by=by, answered_at=timezone.now()
    )
    record_all(activity(Verb.PROPOSAL_TAKEN_BACK, by=by, subject=proposal, city=proposal.city) for proposal in taken)
    return actions - gone, proposals - {proposal.pk for proposal in taken}
