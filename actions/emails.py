"""The mails about actions. SENDERS says which notice is sent by which function."""

from collections.abc import Callable

from django.utils import timezone

from actions.models import Adaptation, ClimateAction, Practice
from actions.queries.cards import own_city, still_holds
from networks.models import Network
from notices.models import Notice
from officials.services import mail_to


def send_shelf(notice: Notice) -> None:
    """To officials of a city: what you planned and nothing has moved of; is it still so?"""
    waiting = ClimateAction.objects.on_the_shelf(timezone.now()).filter(city=notice.subject_id)
    official = notice.user.official
    if official and own_city(notice.user) == notice.subject_id and waiting:
        mail_to(notice.user, "action_shelf", {"city": official.city, "actions": list(waiting.order_by("stage_on", "pk"))})


def send_nudge(notice: Notice) -> None:
    """To a member who wants to hear of peers: most cities like yours have planned this."""
    city = own_city(notice.user)
    is_member = Network.objects.joined_by(notice.user).filter(pk=notice.network_id).exists()
    if city and is_member and notice.user.hears_of_peers and still_holds(notice, city):
        practice = Practice.objects.get(pk=notice.subject_id)
        mail_to(notice.user, "action_nudge", {"practice": practice, "notice": notice, "network": notice.network})


def send_adapted(notice: Notice) -> None:
    """To the city that it came from: another one has adapted your action."""
    adaptation = Adaptation.objects.select_related("action__city", "origin").filter(pk=notice.subject_id).first()
    if adaptation is None or own_city(notice.user) != adaptation.origin.city_id:
        return
    if ClimateAction.objects.visible_to(notice.user).published().filter(pk=adaptation.action_id).exists():
        mail_to(notice.user, "action_adapted", {"adaptation": adaptation})


SENDERS: dict[str, Callable[[Notice], None]] = {
    "actions.adapted": send_adapted,
    "actions.nudge": send_nudge,
    "actions.shelf": send_shelf,
}
