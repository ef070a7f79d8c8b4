"""Shares: they add up, treat equals as equals, charge nobody for nothing, and are what the theory says."""

from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.queries import EXACT, by_shapley, in_parts

amounts = st.integers(0, 10**9).map(Decimal)
fast = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@fast
@given(st.integers(0, 10**12), st.lists(amounts, min_size=1, max_size=40), st.sampled_from([0, 2, 3]))
def test_parts_add_up_to_the_whole_to_the_last_unit(units, weights, places):
    whole = Decimal(units).scaleb(-places)
    parts = in_parts(whole, weights, places=places).amounts
    assert sum(parts) == whole
    assert all(part >= 0 and part == round(part, places) for part in parts)
    if sum(weights):
        unit = Decimal(1).scaleb(-places)
        assert all(abs(p - whole * w / sum(weights)) < unit for p, w in zip(parts, weights, strict=True))


@fast
@given(st.integers(1, 10**9), st.lists(amounts, min_size=1, max_size=EXACT + 4), st.integers(0, 100))
def test_shapley_shares_are_efficient_and_a_city_that_costs_nothing_pays_nothing(units, alone, discount):
    whole = Decimal(units).scaleb(-2)
    parts = by_shapley(whole, alone, discount=Decimal(discount), places=2).amounts
    assert sum(parts) == whole
    assert all(part >= 0 for part in parts)
    if any(alone):
        assert all(part <= Decimal("0.01") for part, cost in zip(parts, alone, strict=True) if cost == 0)


@fast
@given(st.integers(1, 10**9), st.lists(amounts, min_size=2, max_size=EXACT), st.integers(0, 100))
def test_equal_cities_pay_equally_but_for_the_last_unit_and_dearer_ones_no_less(units, alone, discount):
    alone[1] = alone[0]
    parts = by_shapley(Decimal(units), alone, discount=Decimal(discount), places=0).amounts
    assert abs(parts[0] - parts[1]) <= 1
    in_order = [part for _, part in sorted(zip(alone, parts, strict=True))]
    assert all(later - earlier >= -1 for earlier, later in pairwise(in_order))


def by_definition(alone, kept):
    """What each adds, over all orders."""
    added = [0.0] * len(alone)
    orders = list(permutations(range(len(alone))))
    for order in orders:
        dearest = 0.0
        for city in order:
            added[city] += kept * alone[city] + (1 - kept) * max(0.0, alone[city] - dearest)
            dearest = max(dearest, alone[city])
    return [sum_ / len(orders) for sum_ in added]


@pytest.mark.parametrize("alone", [[10, 20, 30], [5, 5, 90, 40], [1, 2, 3, 4, 5], [0, 100]])
def test_shapley_is_what_its_definition_says(alone):
    values = by_definition([float(cost) for cost in alone], 0.7)
    whole = Decimal(1_000_000)
    parts = by_shapley(whole, [Decimal(cost) for cost in alone], discount=Decimal(30), places=2).amounts
    for part, value in zip(parts, values, strict=True):
        assert float(part) == pytest.approx(1_000_000 * value / sum(values), abs=0.02)


def test_many_cities_are_drawn_by_lot_the_same_each_time_and_within_the_stated_error():
    alone = [Decimal(1000 * n) for n in range(1, 31)]
    first, second = (by_shapley(Decimal(100_000), alone, discount=Decimal(30), places=2) for _ in range(2))
    assert first == second
    # The closed form: what is kept of the cost alone, and of the rest the airport game's share.
    airport, share = [], 0.0
    for n in range(30):
        share += 1000 / (30 - n)
        airport.append(share)
    values = [0.7 * float(cost) + 0.3 * rest for cost, rest in zip(alone, airport, strict=True)]
    exact = [100_000 * value / sum(values) for value in values]
    assert first.error
    assert sum(abs(float(part) - value) <= float(first.error) for part, value in zip(first.amounts, exact, strict=True)) >= 28


def test_up_to_twelve_cities_no_error_is_stated():
    assert by_shapley(Decimal(100), [Decimal(n) for n in range(12)], discount=Decimal(30), places=2).error is None


def test_without_any_figure_all_pay_the_same():
    assert in_parts(Decimal(100), [Decimal(0)] * 3, places=2).amounts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert by_shapley(Decimal(9), [Decimal(0)] * 3, discount=Decimal(30), places=0).amounts == [3, 3, 3]
