"""Economies of scale: what the cities pay together beside what each would pay alone, and the means that reach each of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnerships.models import Agreement, Party
from partnerships.queries.money import Rate, rate_of


@dataclass(frozen=True)
class Scale:
    """Of one agreement in its currency, or of several in US dollars."""

    currency: str
    cities: int  # places of cities in agreements
    value: Decimal
    pooled: Decimal
    # Of those places whose cost alone is known: what they pay, and what they would.
    compared: int
    compared_pooled: Decimal
    alone: Decimal

    @property
    def value_per_city(self) -> Decimal | None:
        return self.value / self.cities if self.cities else None

    @property
    def pooled_per_city(self) -> Decimal | None:
        return self.compared_pooled / self.compared if self.compared else None

    @property
    def alone_per_city(self) -> Decimal | None:
        return self.alone / self.compared if self.compared else None

    @property
    def saving(self) -> Decimal:
        return self.alone - self.compared_pooled

    @property
    def saving_part(self) -> Decimal | None:
        return self.saving / self.alone if self.alone else None

    @property
    def without_alone(self) -> int:
        return self.cities - self.compared


def scale_of(agreement: Agreement, parties: Iterable[Party]) -> Scale:
    """Among the cities that share its cost now."""
    sharing = [party for party in parties if party.cost_pooled is not None]
    compared = [(party.cost_pooled, party.cost_alone) for party in sharing if party.cost_alone is not None]
    return Scale(
        currency=agreement.currency,
        cities=len(sharing),
        value=agreement.value,
        pooled=sum((party.cost_pooled or Decimal(0) for party in sharing), Decimal(0)),
        compared=len(compared),
        compared_pooled=sum((pooled or Decimal(0) for pooled, _ in compared), Decimal(0)),
        alone=sum((alone for _, alone in compared), Decimal(0)),
    )


@dataclass(frozen=True)
class ScaleOverAll:
    """Of all agreements that are or were active, each at the rate of the day its term began."""

    scale: Scale
    agreements: int
    cities: int  # each counted once
    without_rate: int
    first_rate: date | None
    last_rate: date | None


def scale_over_all(agreements: Any) -> ScaleOverAll:
    """Two queries, however many there are. `agreements` are with_rate()."""
    known: list[tuple[Agreement, Rate]] = []
    without = 0
    for agreement in agreements.in_force():
        rate = rate_of(agreement)
        known += [(agreement, rate)] if rate else []
        without += rate is None
    parties: dict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.signed().filter(agreement__in=[agreement.pk for agreement, _ in known]):
        parties[party.agreement_id].append(party)
    scales = [(scale_of(agreement, parties[agreement.pk]), rate) for agreement, rate in known]
    days = [rate.day for _, rate in known]
    return ScaleOverAll(
        scale=_in_dollars(scales),
        agreements=len(known),
        cities=len({party.city_id for of_one in parties.values() for party in of_one}),
        without_rate=without,
        first_rate=min(days, default=None),
        last_rate=max(days, default=None),
    )


def _in_dollars(scales: Iterable[tuple[Scale, Rate]]) -> Scale:
    scales = list(scales)

    def total(name: str) -> Decimal:
        return sum((rate.of(getattr(scale, name)) for scale, rate in scales), Decimal(0))

    return Scale(
        currency="USD",
        cities=sum(scale.cities for scale, _ in scales),
        value=total("value"),
        pooled=total("pooled"),
        compared=sum(scale.compared for scale, _ in scales),
        compared_pooled=total("compared_pooled"),
        alone=total("alone"),
    )
