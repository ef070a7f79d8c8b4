"""The mails about actions."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.permissions import Permission
from access.services import can
from actions.models import Adaptation, ClimateAction, Practice, Proposal
from actions.queries.cards import own_city, still_holds
from networks.models import Network
from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail


def send_shelf(notice: Notice) -> None:
    """To officials of a city: what you planned and nothing has moved of; is it still so?"""
    waiting = ClimateAction.objects.on_the_shelf(timezone.now()).filter(city=notice.subject_id)
    official = notice.user.official
    if official and own_city(notice.user) == notice.subject_id and waiting:
        tell_by_mail(notice, "action_shelf", {"city": official.city, "actions": list(waiting.order_by("stage_on", "pk"))})


def send_nudge(notice: Notice) -> None:
    """To a member who wants to hear of peers: most cities like yours have planned this."""
    city = own_city(notice.user)
    is_member = notice.network in Network.objects.joined_by(notice.user)
    if city and is_member and notice.user.hears_of_peers and still_holds(notice, city):
        practice = Practice.objects.get(pk=notice.subject_id)
        tell_by_mail(notice, "action_nudge", {"practice": practice, "network": notice.network})


def send_adapted(notice: Notice) -> None:
    """To the city that it came from: another one has adapted your action."""
    adaptation = Adaptation.objects.select_related("action__city", "origin").filter(pk=notice.subject_id).first()
    if adaptation is None or own_city(notice.user) != adaptation.origin.city_id:
        return
    if ClimateAction.objects.visible_to(notice.user).published().filter(pk=adaptation.action_id).exists():
        tell_by_mail(notice, "action_adapted", {"adaptation": adaptation})


def send_to_confirm(notice: Notice) -> None:
    """To the city lead: a colleague wrote down an action, and it waits for you."""
    action = ClimateAction.objects.visible_to(notice.user).with_page().filter(pk=notice.subject_id).first()
    if action and action.is_draft and can(notice.user, Permission.ACTION_CONFIRM, action):
        tell_by_mail(notice, "action_to_confirm", {"action": action})


def send_proposed(notice: Notice) -> None:
    """To officials of a city: the secretariat proposes something, and you decide."""
    proposal = Proposal.objects.visible_to(notice.user).waiting().with_names().filter(pk=notice.subject_id).first()
    if proposal and own_city(notice.user) == proposal.city_id:
        tell_by_mail(notice, "action_proposed", {"proposal": proposal, "more": notice.details.get("more", 0)})


def send_answered(notice: Notice) -> None:
    """To whoever proposed it: what the city answered."""
    proposal = Proposal.objects.visible_to(notice.user).with_names().filter(pk=notice.subject_id).first()
    if proposal and not proposal.is_waiting:
        tell_by_mail(notice, "action_answered", {"proposal": proposal})


def send_influence(notice: Notice) -> None:
    """To a city, once a year: does it still hold what you said of your networks and your actions?"""
    day = timezone.now().date()
    asked = (
        ClimateAction.objects.influence_to_say(day).filter(pk__in=notice.details["actions"], city=notice.subject_id).order_by("title", "pk")
    )
    if own_city(notice.user) == notice.subject_id and asked:
        tell_by_mail(notice, "action_influence", {"city": notice.user.official.city, "actions": list(asked)})  # type: ignore[union-attr]


def _adapted(notice: Notice) -> str:
    return notice.subject.action.get_absolute_url()  # type: ignore[union-attr]


def _progress(notice: Notice) -> str:
    assert notice.network  # in which they are peers
    return f"{reverse('network_progress', args=[notice.network.slug])}?by={notice.subject.slug}"  # type: ignore[union-attr]


TOPICS = [
    Topic(
        "actions.waiting",
        _("What waits for your city: actions to confirm, proposals to answer"),
        [
            Kind("actions.to_confirm", _("A colleague wrote down an action, and it waits for you"), send_to_confirm),
            Kind("actions.proposed", _("The secretariat proposes an action"), send_proposed),
        ],
    ),
    Topic(
        "actions.answered", _("What a city answers to your proposal"), [Kind("actions.answered", _("The city has answered"), send_answered)]
    ),
    Topic(
        "actions.asked",
        _("Questions about your city’s actions: still on it? what did a network have to do with it?"),
        [
            Kind("actions.shelf", _("Nothing has moved for a year: is it still so?"), send_shelf),
            Kind("actions.influence", _("Does it still hold what you said of your networks?"), send_influence),
        ],
    ),
    Topic(
        "actions.peers",
        _("What other cities do with your city’s actions, and what most peers plan"),
        [
            Kind("actions.adapted", _("Another city has adapted your action"), send_adapted, leads_to=_adapted),
            Kind("actions.nudge", _("Most cities like yours plan this"), send_nudge, leads_to=_progress),
        ],
    ),
]
