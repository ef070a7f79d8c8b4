"""How people want to hear of what, and the links by which they say so without signing in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from notices.models import How, Notice, Topic, Wish
from notices.queries.kinds import topic_called, topic_of
from officials.models import User

_signer = Signer(salt="notices.stop")


@dataclass(frozen=True)
class MailOf:
    """What a link in a mail stops: mail of one topic, in one network or everywhere."""

    user: User
    topic: Topic
    network: Any

    @property
    def how(self) -> How:
        return wish_of([self.user], self.topic, self.network)[self.user.pk]


def wishes_of(user: User, network: Any = None) -> dict[str, How]:
    """What they said themselves, topic by topic: for that network, or for all."""
    return {wish.topic: How(wish.how) for wish in Wish.objects.filter(user=user, network=network)}


def wish_of(users: Iterable[User], topic: Topic, network: Any = None) -> dict[int, How]:
    """For each of these how they want to hear of it there: what they said of that network, else of all, else the default."""
    users = list(users)
    of = Q(network=None) | Q(network=network) if network else Q(network=None)
    said = Wish.objects.filter(of, user__in=users, topic=topic.name)
    how = {user.pk: topic.default for user in users}
    # What they said of the network comes last, so that it holds.
    return how | {wish.user_id: How(wish.how) for wish in sorted(said, key=lambda wish: wish.network_id is not None)}


def networks_of(user: User) -> Any:
    """Those where somebody has a seat or which they run, and those of which they once said something; wish_count: of how many topics."""
    networks = _networks()
    wishes = Wish.objects.filter(user=user, network=OuterRef("pk")).order_by()
    count = Coalesce(Subquery(wishes.values("network").annotate(n=Count("pk")).values("n")), 0)
    own = Q(pk__in=networks.joined_by(user).values("pk")) | Q(pk__in=networks.run_by(user).values("pk"))
    return networks.visible_to(user).annotate(wish_count=count).filter(own | Q(wish_count__gt=0)).order_by("name", "pk")


def stop_path(notice: Notice) -> str:
    """Whoever holds the link may stop and start this mail to this person, without signing in. It never expires."""
    return reverse("notifications_stop", args=[_signer.sign(f"{notice.user_id}.{notice.network_id or 0}.{topic_of(notice.kind).name}")])


def mail_of(token: str) -> MailOf | None:
    """What the link with this token stops; none, if we never made it or its reader is gone."""
    try:
        person, network, name = _signer.unsign(token).split(".", 2)
    except BadSignature:
        return None
    user, topic = User.objects.filter(pk=person, is_active=True).first(), topic_called(name)
    found = _networks().filter(pk=network).first()
    return MailOf(user, topic, found) if user and topic and not topic.is_must else None


def _networks() -> Any:
    """They lie above this app, so they are reached through the foreign key."""
    to_network: Any = Notice._meta.get_field("network")
    return to_network.related_model.objects
