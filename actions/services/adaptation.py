"""A city takes over what another one does, and fits it to its own circumstances."""

from django.db import transaction

from actions.models import Adaptation, ClimateAction, Indicator, Stage
from actions.queries import practices_for, readable
from actions.services.errors import NotPublishedError, OwnActionError
from actions.services.writing import create_action, lock, tell
from activity.verbs import Verb
from cities.models import City
from notices.services import owe
from officials.models import User, today


@transaction.atomic
def adapt_action(*, origin: ClimateAction, city: City, title: str, kept: str, changed: str, why: str, by: User) -> ClimateAction:
    """Begin a draft of the city with what this person may read of the origin: its text, and what it measures."""
    origin = lock(origin)
    if not origin.is_published:
        raise NotPublishedError
    if origin.city == city:
        raise OwnActionError
    reading = readable(origin, by)
    practice = practices_for(city, by).filter(pk=origin.practice_id).first()
    action = create_action(city=city, stage=Stage.IDEA, stage_on=today(), title=title, text=reading.text, practice=practice, by=by)
    Adaptation.objects.create(action=action, origin=origin, kept=kept, changed=changed, why=why)
    if "indicators" in reading.parts:
        measured = origin.indicators.values_list("name", "unit")
        Indicator.objects.bulk_create(Indicator(action=action, name=name, unit=unit) for name, unit in measured)
    return action


def tell_of_adaptation(action: ClimateAction, *, by: User) -> None:
    """Once it is published: in the network, and to the cities that it came from, as far as they may see it."""
    for adaptation in action.adaptations.select_related("origin__city", "origin__lead"):
        tell(Verb.ACTION_ADAPTED, action, by=by, origin=adaptation.origin_id)
        owe("actions.adapted", to=_whom_to_tell(adaptation.origin), subject=adaptation, key="adapted")


def _whom_to_tell(origin: ClimateAction) -> list[User]:
    """Who is in charge of the origin, and the city's lead."""
    officials = origin.city.officials.current().verified().select_related("user")
    return [official.user for official in officials if official.is_lead or official.pk == origin.lead_id]
