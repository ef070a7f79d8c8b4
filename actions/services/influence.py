"""What a city says that its networks had to do with its actions: once, and then a word each year."""

from datetime import date

from django.db import transaction

from actions.models import ClimateAction, Influence
from actions.services.errors import NotPublishedError
from actions.services.writing import lock
from activity.services import record
from activity.verbs import Verb
from cities.models import City
from networks.models import Network
from notices.services import owe
from officials.models import User, today

AT_ONCE = 1000


@transaction.atomic
def say_influence(*, action: ClimateAction, network: Network, part: str, how: str, by: User) -> Influence:
    """Said, or said anew. A word that changes begins its year again."""
    action = lock(action)
    if action.is_withdrawn:
        raise NotPublishedError
    said = Influence.objects.filter(action=action, network=network).first() or Influence(action=action, network=network)
    is_new = (said.part, said.how) != (part, how)
    said.part, said.how, said.said_by, said.confirmed_on = part, how, by, today()
    if is_new:
        said.said_on = today()
    said.save()
    if is_new:
        _tell(Verb.INFLUENCE_SAID, action, network, by=by, part=part)
    return said


@transaction.atomic
def confirm_influence(*, action: ClimateAction, by: User) -> int:
    """All that was said of this action still holds. Returns of how many networks."""
    action = lock(action)
    said = list(action.influences.exclude(confirmed_on=today()).select_related("network"))
    Influence.objects.filter(pk__in=[influence.pk for influence in said]).update(confirmed_on=today())
    for influence in said:
        _tell(Verb.INFLUENCE_CONFIRMED, action, influence.network, by=by, part=influence.part)
    return len(said)


def ask_about_influence(*, day: date) -> int:
    """Ask each city once a year about each of its actions; one mail for all that are due. Returns how many cities were asked."""
    due = ClimateAction.objects.influence_to_ask(day)
    return sum(_ask(city, day) for city in City.objects.filter(pk__in=due.values("city")).order_by("pk")[:AT_ONCE])


@transaction.atomic
def _ask(city: City, day: date) -> bool:
    due = ClimateAction.objects.influence_to_ask(day).filter(city=city)
    claimed = list(due.select_for_update(of=["self"]).values_list("pk", flat=True))
    ClimateAction.objects.filter(pk__in=claimed).update(influence_asked_on=day)
    officials = city.officials.current().verified()
    to = User.objects.filter(posts__in=officials.filter(is_lead=True)) or User.objects.filter(posts__in=officials)
    owe("actions.influence", to=to, subject=city, key=f"{day:%Y-%m-%d}", actions=claimed)
    return bool(claimed)


def _tell(verb: Verb, action: ClimateAction, network: Network, *, by: User, part: str) -> None:
    """In the network that it is about, once the city has published the action."""
    record(verb, by=by, subject=action, city=action.city, network=network if action.is_published else None, part=part, about=network.pk)
