"""How a cost is shared among cities.

The Shapley value takes the cost of each group of cities to be: the dearest city's cost alone in full, and of each further one the cost
alone less a discount. A city's share is what it adds to the cost of those before it, averaged over all orders in which they may come, and
scaled so that all together pay what the agreement costs. (Shapley 1953; with a discount of 100 % it is the airport game of Littlechild and
Owen 1973.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import partial
from importlib import import_module
from math import factorial
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    import numpy as np
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    np = SimpleLazyObject(partial(import_module, "numpy"))

# Up to here all groups are counted; beyond, orders are drawn by lot, the same each time.
EXACT = 12
DRAWS = 20_000
SEED = 40
# 95 of 100 lie within so many standard errors.
WITHIN = 1.96

Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"


@dataclass(frozen=True)
class Parts:
    """What each pays, in the order of the weights; `error` where they were drawn by lot."""

    amounts: list[Decimal]
    error: Decimal | None = None


def in_parts(whole: Decimal, weights: Sequence[Decimal], *, places: int) -> Parts:
    """The whole in proportion to the weights, to the currency's last decimal; it adds up to the whole exactly.

    What rounding leaves goes to the largest remainders, of equal ones to the first. Without any weight: in equal parts.
    """
    if not weights:
        return Parts([])
    if sum(weights) <= 0:
        weights = [Decimal(1)] * len(weights)
    unit = Decimal(1).scaleb(-places)
    exact = [whole * weight / sum(weights) for weight in weights]
    amounts = [part.quantize(unit, ROUND_FLOOR) for part in exact]
    left = int((whole - sum(amounts)) / unit)
    largest = sorted(range(len(weights)), key=lambda n: (amounts[n] - exact[n], n))
    for n in largest[:left]:
        amounts[n] += unit
    return Parts(amounts)


def by_shapley(whole: Decimal, alone: Sequence[Decimal], *, discount: Decimal, places: int) -> Parts:
    """`alone`: what each would pay alone; `discount`: by how much less each further city costs, in per cent."""
    costs, kept = np.array([float(cost) for cost in alone]), 1 - float(discount) / 100
    if not costs.any():
        return in_parts(whole, list(alone), places=places)
    values, error = (_counted(costs, kept), None) if len(costs) <= EXACT else _drawn(costs, kept)
    # Rounded where floating point ends, so that equal cities stay equal.
    weights = [Decimal(f"{value:.6f}") for value in np.maximum(values, 0)]
    parts = in_parts(whole, weights, places=places)
    if error is None:
        return parts
    scaled = whole * Decimal(f"{WITHIN * error:.6f}") / sum(weights)
    return Parts(parts.amounts, scaled.quantize(Decimal(1).scaleb(-places)))


def cost_of_groups(costs: Numbers, kept: float) -> Numbers:
    """What each group pays together; its number has a bit for each city that is in it."""
    total, dearest = np.zeros(1), np.zeros(1)
    for cost in costs:
        total = np.concatenate([total, total + cost])
        dearest = np.concatenate([dearest, np.maximum(dearest, cost)])
    return kept * total + (1 - kept) * dearest


def _counted(costs: Numbers, kept: float) -> Numbers:
    """Over all groups: what a city adds to one, as often as the orders in which that one comes just before it."""
    n = len(costs)
    groups, cost = np.arange(2**n), cost_of_groups(costs, kept)
    sizes = np.sum([(groups >> city) & 1 for city in range(n)], axis=0)
    often = np.array([factorial(size) * factorial(n - size - 1) / factorial(n) for size in range(n)])
    values = np.empty(n)
    for city in range(n):
        without = groups[(groups >> city) & 1 == 0]
        values[city] = np.sum(often[sizes[without]] * (cost[without | 1 << city] - cost[without]))
    return values


def _drawn(costs: Numbers, kept: float) -> tuple[Numbers, float]:
    """Over orders drawn by lot, with the largest standard error."""
    orders = np.random.default_rng(SEED).permuted(np.tile(np.arange(len(costs)), (DRAWS, 1)), axis=1)
    in_order = costs[orders]
    dearest = np.maximum.accumulate(in_order, axis=1)
    rise = np.diff(dearest, axis=1, prepend=0)
    added = np.empty_like(in_order)
    np.put_along_axis(added, orders, kept * in_order + (1 - kept) * rise, axis=1)
    return added.mean(axis=0), float(added.std(axis=0, ddof=1).max() / np.sqrt(DRAWS))
