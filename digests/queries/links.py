"""Links in a digest, by which its reader stops it, or part of it, without signing in."""

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse

from digests.models import HowOften, LeftOut, schedule_of, wants_digest
from networks.models import Network
from officials.models import User

_signer = Signer(salt="digests.unsubscribe")


@dataclass(frozen=True)
class Stopped:
    """What a link in a digest stops: all of it, or what it tells of one network."""

    user: User
    network: Network | None

    @property
    def comes(self) -> bool:
        return wants_digest(self.user)

    @property
    def comes_often(self) -> bool:
        return schedule_of(self.user).how_often in {HowOften.DAILY, HowOften.WEEKLY}

    @property
    def is_left_out(self) -> bool:
        return LeftOut.objects.filter(user=self.user, network=self.network).exists()


def told_of(user: User) -> Any:
    """The networks of which somebody's digest tells unless they leave them out: where they have a seat, and what they run."""
    run = user.staff.stewardships.current().values("network") if user.staff else []
    joined = Network.objects.joined_by(user).values("pk")
    return Network.objects.filter(Q(pk__in=joined) | Q(pk__in=run) | Q(parent__in=run)).order_by("name", "pk")


def unsubscribe_path(user: User, network: Network | None = None) -> str:
    """Whoever holds the link may stop and start this person's digest, or that network in it, without signing in. It never expires."""
    return reverse("unsubscribe", args=[_signer.sign(f"{user.pk}.{network.pk}" if network else str(user.pk))])


def stopped_by(token: str) -> Stopped | None:
    """What the link with this token stops; none, if we never made it or its reader is gone."""
    try:
        person, _, number = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    user = User.objects.filter(pk=person, is_active=True).select_related("digest_subscription").first()
    network = Network.objects.filter(pk=number).first() if number else None
    return Stopped(user, network) if user and (network or not number) else None
