"""What each city pays: calculated anew whenever something it depends on changes, with the history kept."""

from partnerships.models import Agreement, Party, Share, ShareCalculation
from partnerships.queries import pool_of


def calculate_shares(agreement: Agreement, *, because: str) -> None:
    """Within the lock on the agreement. Where nothing has changed, nothing is written."""
    pool = pool_of(agreement)
    of_city = {party.city_id: weight for party, weight in zip(pool.parties, pool.weights, strict=True)}
    last = agreement.calculations.first()
    if last and _inputs(last) == (agreement.shares_method, agreement.cost, agreement.discount, of_city):
        return
    calculation = ShareCalculation.objects.create(
        agreement=agreement, because=because, method=agreement.shares_method, cost=agreement.cost, discount=agreement.discount,
        error=pool.parts.error,
    )  # fmt: skip
    Share.objects.bulk_create(
        Share(calculation=calculation, city_id=party.city_id, weight=weight, amount=amount)
        for party, weight, amount in zip(pool.parties, pool.weights, pool.parts.amounts, strict=True)
    )
    for party, amount in zip(pool.parties, pool.parts.amounts, strict=True):
        party.cost_pooled = amount
    Party.objects.bulk_update(pool.parties, ["cost_pooled"])
    agreement.parties.exclude(pk__in=[party.pk for party in pool.parties]).update(cost_pooled=None)


def _inputs(calculation: ShareCalculation) -> tuple[object, ...]:
    weights = dict(calculation.shares.values_list("city", "weight"))
    return calculation.method, calculation.cost, calculation.discount, weights
