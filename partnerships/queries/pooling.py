"""Who shares an agreement's cost, by what, and what each then pays."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from partnerships.models import Agreement, Party, SharesMethod
from partnerships.queries.shares import Parts, by_shapley, in_parts


@dataclass(frozen=True)
class Pool:
    """The cities that share the cost, each with its weight and its part."""

    parties: list[Party]
    weights: list[Decimal]
    parts: Parts


def pool_of(agreement: Agreement) -> Pool:
    """Of an active agreement the cities that signed; before that all who may still sign, so that each knows what it will pay."""
    parties = agreement.parties.signed() if agreement.is_active else agreement.parties.current()
    return shared_among(agreement, list(parties.select_related("city").by_city()))


def shared_among(agreement: Agreement, parties: Sequence[Party]) -> Pool:
    weights = [weight_of(party, agreement.shares_method) or Decimal(0) for party in parties]
    if agreement.shares_method == SharesMethod.SHAPLEY:
        parts = by_shapley(agreement.cost, weights, discount=agreement.discount, places=agreement.places)
    else:
        parts = in_parts(agreement.cost, weights, places=agreement.places)
    return Pool(list(parties), weights, parts)


def weight_of(party: Party, method: str) -> Decimal | None:
    """What the method counts of a city. None: nobody has said it yet."""
    if method == SharesMethod.EQUAL:
        return Decimal(1)
    if method == SharesMethod.POPULATION:
        return Decimal(party.city.population)
    return party.capacity if method == SharesMethod.CAPACITY else party.cost_alone


def without_figures(agreement: Agreement) -> list[Party]:
    """Those of whom it is not known yet what the method counts."""
    parties = agreement.parties.current().select_related("city").by_city()
    return [party for party in parties if weight_of(party, agreement.shares_method) is None]
