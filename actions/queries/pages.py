"""What pages show of actions that is more than a list of rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.text import capfirst

from actions.models import ClimateAction, Practice, Proposal, Stage, StageChange
from actions.queries.reading import open_parts
from actions.querysets import own_city
from activity.models import Activity
from activity.verbs import OF_ACTIONS
from networks.models import Network
from officials.models import User, today

ON_A_PAGE = 50
MOST_WAITING = 20
HISTORY_ROWS = 30


@dataclass(frozen=True)
class Step:
    """A stage on the way of an action: when it was reached last, if it was."""

    stage: Stage
    number: int
    reached_on: date | None
    is_now: bool


def way_of(action: ClimateAction, changes: list[StageChange]) -> list[Step]:
    """The five stages, with the days of those behind it. What it went back from is not reached any more."""
    reached: dict[str, date] = {}
    order = Stage.in_order()
    for change in changes:
        if change.stage in order:
            position = order.index(Stage(change.stage))
            reached = {stage: day for stage, day in reached.items() if order.index(Stage(stage)) < position}
            reached[change.stage] = change.happened_on
    return [Step(stage, number, reached.get(stage), action.stage == stage) for number, stage in enumerate(order, 1)]


def history_of(action: ClimateAction) -> Any:
    """What was done with it, for the city that it belongs to."""
    lines = Activity.objects.filter(subject_type__app_label="actions", subject_type__model="climateaction", subject_id=action.pk)
    return lines.filter(verb__in=OF_ACTIONS).with_names().newest_first()[:HISTORY_ROWS]


def page_of(actions: Any, number: str | None) -> Page:
    return Paginator(actions.with_names().latest_first(), ON_A_PAGE).get_page(number)


@dataclass(frozen=True)
class WaitsForCity:
    """What waits for the officials of a city, and for its lead."""

    proposals: list[Proposal]
    to_confirm: list[ClimateAction]
    influence: list[ClimateAction]

    def __bool__(self) -> bool:
        return bool(self.proposals or self.to_confirm or self.influence)


def waits_for_city(user: User) -> WaitsForCity:
    city = own_city(user)
    if city is None:
        return WaitsForCity([], [], [])
    proposals = Proposal.objects.waiting().filter(city=city).select_related("action", "proposed_by").newest_first()
    own = ClimateAction.objects.filter(city=city)
    waiting = own.to_confirm().order_by("changed_at")[:MOST_WAITING] if user.official and user.official.is_lead else []
    asked = own.influence_to_say(today()).order_by("pk")[:MOST_WAITING]
    return WaitsForCity(list(proposals[:MOST_WAITING]), list(waiting), list(asked))


@dataclass(frozen=True)
class ProposedChange:
    """One field of a proposal: what is proposed, and what the city has there now, as far as the reader may know it."""

    name: str
    proposed: str
    now: str


# Of which part a field tells; the others go with the whole.
PART_OF = {
    "text": "text",
    "department": "lead",
    "emissions_avoided": "emissions",
    "emissions_unit": "emissions",
    "budget": "budget",
    "currency": "budget",
}


def proposed_changes(proposal: Proposal, user: User) -> list[ProposedChange]:
    action = proposal.action
    seen = action and ClimateAction.objects.visible_to(user).as_read_by(user).filter(pk=action.pk).first()
    parts = open_parts(seen, seen.reads_as) if seen else frozenset()
    changes = []
    # In the order of the model: a JSON column forgets in which its keys came.
    for field in (field for field in ClimateAction._meta.concrete_fields if field.name in proposal.fields):
        name = field.name
        may_know = seen is not None and PART_OF.get(name, "") in {"", *parts}
        now = _in_words(name, getattr(seen, field.attname)) if may_know and proposal.is_waiting else ""
        changes.append(ProposedChange(str(capfirst(field.verbose_name)), _in_words(name, proposal.fields[name]), now))
    return changes


def _in_words(name: str, value: Any) -> str:
    if name == "practice":
        return str(Practice.objects.filter(pk=value).first() or "") if value else ""
    choices = dict(ClimateAction.field(name).choices or [])
    return str(choices.get(value, "" if value is None else value))


def networks_to_ask(action: ClimateAction, user: User) -> list[Network]:
    """Those that the city is in, or has said something of before; the one whose practice it is first."""
    visible = Network.objects.visible_to(user)
    of_city = visible.filter(city_memberships__in=action.city.network_memberships.current())
    said = visible.filter(influences__action=action)
    networks = Network.objects.filter(Q(pk__in=of_city.values("pk")) | Q(pk__in=said.values("pk"))).order_by("name")
    return sorted(networks, key=lambda network: action.practice is None or network.pk != action.practice.network_id)


def practices_of(network: Network, actions: Any) -> Any:
    """The catalogue of a network, with how many of these actions each has, and the other words for it."""
    return network.practices.current().with_action_count(actions).prefetch_related("aliases").order_by("name")


def practices_for(city: Any, user: User) -> Any:
    """Those that the city may start: of the networks that it is in, as far as this person knows of them."""
    networks = Network.objects.visible_to(user).filter(city_memberships__in=city.network_memberships.current())
    return Practice.objects.offered().filter(network__in=networks.values("pk")).select_related("network").order_by("network__name", "name")
