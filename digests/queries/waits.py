"""What waits for those who run networks: the same as on /manage/, in the networks that are theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from digests.models import LeftOut
from exchange.models import PostReport, Question
from exchange.queries import waiting_long
from networks.models import Network, Seat, Stewardship
from notices.models import Pause
from officials.models import User, today
from partnerships.models import Agreement
from partnerships.queries import ABOUT_TO_END
from stories.models import Edition
from workshops.models import Registration, Workshop


@dataclass(frozen=True)
class Kind:
    """One thing that can wait."""

    # Things that wait, each with of_network: where.
    rows: Callable[[], Any]
    # In the reader's language, given how many.
    words: Callable[[int], str]
    # Where they are decided.
    path: Callable[[Network], str]


@dataclass(frozen=True)
class Wait:
    network: Network
    kind: Kind
    count: int

    @property
    def words(self) -> str:
        return self.kind.words(self.count)

    @property
    def path(self) -> str:
        return self.kind.path(self.network)


@dataclass(frozen=True)
class Waits:
    """Of one network."""

    network: Network
    waits: list[Wait]


def waits_of(users: Iterable[User]) -> dict[int, list[Waits]]:
    """For each of these people who runs networks, by number: those networks where something waits, by name.

    Eleven queries, however many people and networks; three where nobody runs one.
    """
    run = _run_by(users)
    networks = {network.pk: network for network in Network.objects.filter(pk__in=set().union(*run.values()))} if run else {}
    waits = _waits_in(networks) if networks else {}
    return {user: _by_name(waits[network] for network in of_user if network in waits) for user, of_user in run.items()}


def _run_by(users: Iterable[User]) -> dict[int, set[int]]:
    """The networks that each runs, by number, with their working groups and without what they left out of their digest."""
    people = [user.pk for user in users]
    current = Stewardship.objects.current().filter(staff__user__in=people, staff__user__is_active=True, staff__ended_on=None)
    run: dict[int, set[int]] = defaultdict(set)
    for user, network, group in current.values_list("staff__user", "network", "network__working_groups"):
        run[user] |= {network, group} - {None}
    for user, network in LeftOut.objects.filter(user__in=list(run)).values_list("user", "network"):
        run[user].discard(network)
    return run


def _waits_in(networks: dict[int, Network]) -> dict[int, Waits]:
    found: dict[int, list[Wait]] = defaultdict(list)
    for kind in KINDS:
        there = kind.rows().filter(of_network__in=list(networks)).order_by()
        for network, count in there.values_list("of_network").annotate(n=Count("pk", distinct=True)):
            found[network].append(Wait(networks[network], kind, count))
    return {network: Waits(networks[network], waits) for network, waits in found.items()}


def _by_name(waits: Iterable[Waits]) -> list[Waits]:
    return sorted(waits, key=lambda waiting: waiting.network.name)


def _registrations() -> Any:
    """For workshops that are still to begin."""
    coming = Workshop.objects.upcoming().filter(starts_at__gt=timezone.now())
    return Registration.objects.requested().filter(workshop__in=coming.values("pk")).annotate(of_network=F("workshop__network"))


def _reports() -> Any:
    where = Coalesce("question__network", "reply__question__network", "resource__network")
    return PostReport.objects.filter(decided_at=None).annotate(of_network=where)


def _paused() -> Any:
    """Members whom no mail reaches."""
    return Pause.objects.holding().filter(user__posts__ended_on=None, user__posts__seats__status="active")


def _to_moderate(_network: Network) -> str:
    return reverse("manage_exchange")


# Decisions first, then what is to be looked after.
KINDS = [
    Kind(
        lambda: Seat.objects.requested().annotate(of_network=F("network")),
        lambda n: ngettext("%(n)s request to join", "%(n)s requests to join", n) % {"n": n},
        lambda network: reverse("network_seats", args=[network.slug]),
    ),
    Kind(
        _registrations,
        lambda n: ngettext("%(n)s registration to approve", "%(n)s registrations to approve", n) % {"n": n},
        lambda _network: reverse("manage"),
    ),
    Kind(_reports, lambda n: ngettext("%(n)s report to decide", "%(n)s reports to decide", n) % {"n": n}, _to_moderate),
    Kind(
        lambda: Edition.objects.filter(status=Edition.Status.AGREED).annotate(of_network=F("story__network")),
        lambda n: ngettext("%(n)s story to publish", "%(n)s stories to publish", n) % {"n": n},
        lambda _network: reverse("manage_stories"),
    ),
    Kind(
        lambda: waiting_long(Question.objects.all()).annotate(of_network=F("network")),
        lambda n: (
            ngettext("%(n)s question without an answer for five days", "%(n)s questions without an answer for five days", n) % {"n": n}
        ),
        _to_moderate,
    ),
    Kind(
        lambda: Workshop.objects.without_follow_up().annotate(of_network=F("network")),
        lambda n: ngettext("%(n)s workshop without follow-up", "%(n)s workshops without follow-up", n) % {"n": n},
        lambda network: f"{reverse('manage_workshops')}?network={network.slug}",
    ),
    Kind(
        lambda: Agreement.objects.ending(today(), today() + ABOUT_TO_END).annotate(of_network=F("network")),
        lambda n: ngettext("%(n)s agreement about to end", "%(n)s agreements about to end", n) % {"n": n},
        lambda network: reverse("network_agreements", args=[network.slug]),
    ),
    Kind(
        lambda: _paused().annotate(of_network=F("user__posts__seats__network")),
        lambda n: ngettext("Mail to %(n)s member does not arrive", "Mail to %(n)s members does not arrive", n) % {"n": n},
        lambda _network: reverse("manage_paused"),
    ),
]
