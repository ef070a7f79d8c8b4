"""Asks for the peer effect, and has it computed where statsmodels may be imported: by a command that only the worker calls."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import IntegrityError, transaction

from access.services import tasks_of
from activity.services import record
from activity.verbs import Verb
from networks.models import Network
from officials.models import User, today
from reach.models import PeerEffect
from reach.queries.peer_effect import VERSION

if TYPE_CHECKING:
    from reach import tasks
else:
    tasks = tasks_of("reach")


class PeerEffectWaitsError(Exception):
    """It is being computed already."""


@transaction.atomic
def request_peer_effect(*, network: Network | None, by: User) -> PeerEffect:
    """Of one network, or without one of all networks together."""
    try:
        with transaction.atomic():
            waiting = PeerEffect.objects.create(network=network, version=VERSION, requested_by=by)
    except IntegrityError as error:
        raise PeerEffectWaitsError from error
    record(Verb.PEER_EFFECT_REQUESTED, by=by, subject=waiting, network=network)
    tasks.estimate_peer_effect.delay_on_commit()
    return waiting


def compute_due_peer_effects() -> None:
    """Whatever waits, and this month's of all networks together and of each, if they were not computed yet."""
    month = today().replace(day=1)
    networks = Network.objects.open().top_level().filter(practices__isnull=False).distinct()
    for network in [None, *networks.order_by("name")]:
        _begin(network, month)
    call_command("estimate_peer_effect")


def _begin(network: Network | None, month: date) -> None:
    of_scope = PeerEffect.objects.of(network)
    if not of_scope.filter(as_of__gte=month).exists():
        PeerEffect.objects.bulk_create([PeerEffect(network=network, version=VERSION)], ignore_conflicts=True)
