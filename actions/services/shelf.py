"""Plans that sit on the shelf are asked about, once a year, and never shamed."""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import ClimateAction
from actions.services.errors import NotPublishedError
from actions.services.writing import lock, tell
from activity.verbs import Verb
from cities.models import City
from notices.models import Notice
from notices.services import owe
from officials.models import User

ONCE_IN = timedelta(days=365)
AT_ONCE = 1000


@transaction.atomic
def affirm_action(*, action: ClimateAction, by: User) -> None:
    """The city is still on it, though nothing moves. Nothing that others read changes, so the city lead has nothing to confirm."""
    action = lock(action)
    if not action.is_published:
        raise NotPublishedError
    action.affirmed_at = timezone.now()
    action.save(update_fields=["affirmed_at"])
    tell(Verb.ACTION_AFFIRMED, action, by=by)


def ask_about_the_shelf(*, now: datetime) -> int:
    """Ask each city with such plans, in one mail for all of them. Returns how many people are asked."""
    cities = City.objects.filter(pk__in=ClimateAction.objects.on_the_shelf(now).values("city")).order_by("pk")
    return sum(_ask(city, now) for city in cities[:AT_ONCE])


@transaction.atomic
def _ask(city: City, now: datetime) -> int:
    """Who is in charge of them, and the city lead; all officials of the city, where there is neither."""
    waiting = ClimateAction.objects.on_the_shelf(now).filter(city=city)
    officials = city.officials.current().verified()
    those = officials.filter(Q(is_lead=True) | Q(pk__in=waiting.values("lead"))) or officials
    asked = Notice.objects.filter(
        kind="actions.shelf", subject_type=ContentType.objects.get_for_model(City), subject_id=city.pk, created_at__gt=now - ONCE_IN
    )
    to = User.objects.filter(posts__in=those).exclude(pk__in=asked.values("user"))
    return len(owe("actions.shelf", to=to, subject=city, key=f"{now:%Y-%m}"))
