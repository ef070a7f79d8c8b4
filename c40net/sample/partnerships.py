"""Invented partners, the agreements that cities sign with them, and exchange rates that could have been."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Self

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import MANAGER
from c40net.sample.places import Stewards
from cities.models import City
from networks.models import CityMembership, Network
from officials.models import Official, User
from partnerships.models import Agreement, Drawdown, ExchangeRate, Partner, Party, Share, ShareCalculation
from partnerships.queries import shared_among

DATA = Path(__file__).parent.parent / "data"
ACCOUNT_CITY = "jakarta"
Because = ShareCalculation.Because
# US dollars for one unit, about as it was.
RATES = {
    "EUR": Decimal("1.09"), "GBP": Decimal("1.27"), "DKK": Decimal("0.146"), "IDR": Decimal("0.0000625"), "INR": Decimal("0.0119"),
    "BRL": Decimal("0.19"), "MXN": Decimal("0.055"), "COP": Decimal("0.00024"), "ZAR": Decimal("0.054"), "KES": Decimal("0.0075"),
    "JPY": Decimal("0.0067"), "CNY": Decimal("0.139"),
}  # fmt: skip
ALONE = "What each city paid for the same in its own last tender, brought to today's prices; where there was none, the offer of one firm."
PUTS_IN = ["Two planners, half time", "Data of the last five years", "A room and a test site", "A project lead", "Its purchasing unit"]
DRAWDOWNS = [
    "Kick-off and first site visits", "Audit of the first ten sites", "Training of crews", "Licences for a year", "Second round of visits",
    "Translation of the tender papers",
]  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """A row of agreements.csv."""

    network: str
    title: str
    scope: str
    currency: str
    value: Decimal
    value_for: str
    cost: Decimal
    method: str
    state: str  # draft, open, active, left, ended, lapsed
    opened: int  # days ago
    ends_in: int  # days from now
    quorum: int
    asked: int
    signed: int
    capacity_means: str
    with_account: bool

    @classmethod
    def of(cls, row: dict[str, str]) -> Self:
        amounts = {name: Decimal(row[name]) for name in ("value", "cost")}
        numbers = {name: int(row[name]) for name in ("opened", "ends_in", "quorum", "asked", "signed")}
        return cls(**row | amounts | numbers | {"with_account": row["with_account"] == "yes"})  # type: ignore[arg-type]


@dataclass
class Signed:
    """When which city signed, in order."""

    party: Party
    at: datetime


def sign_agreements(clock: Clock, networks: list[Network], stewards: Stewards) -> list[Activity]:
    """Returns what the log has of it."""
    own = Clock(random.Random(clock.rng.getrandbits(32)), clock.since, clock.now)  # noqa: S311 - nothing here is secret
    _rates(own)
    partners = Partner.objects.bulk_create(Partner(**row) for row in _rows("partners.csv"))
    by_slug = {network.slug: network for network in networks}
    leads = {
        o.city_id: o for o in Official.objects.current().verified().filter(is_lead=True).select_related("user", "city").order_by("-pk")
    }
    log: list[Activity] = []
    for number, row in enumerate(_rows("agreements.csv")):
        terms = Terms.of(row)
        if terms.network in by_slug:
            network = by_slug[terms.network]
            log += _live(own, network, partners[number % len(partners)], terms, leads, stewards)
    return log


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def _rates(clock: Clock) -> None:
    """Each quarter of three years and more, and today's."""
    today = clock.now.date()
    days = [today - timedelta(days=91 * n) for n in range(14)]
    rates = []
    for currency, usd in RATES.items():
        for day in days:
            worth = usd * Decimal(str(round(clock.rng.uniform(0.94, 1.06), 4)))
            rates.append(ExchangeRate(currency=currency, day=day, usd=worth, source="Sample data, invented"))
    ExchangeRate.objects.bulk_create(rates)


def _live(
    clock: Clock, network: Network, partner: Partner, terms: Terms, leads: dict[int, Official], stewards: Stewards
) -> Iterator[Activity]:
    opened = max(clock.days_ago(terms.opened), clock.since + timedelta(days=30))
    manager = stewards.at(network, opened) or User.objects.get(email=MANAGER)
    agreement = Agreement.objects.create(
        network=network, partner=partner, title=terms.title, scope=terms.scope, starts_on=opened.date() + timedelta(days=20),
        ends_on=clock.now.date() + timedelta(days=terms.ends_in), quorum=terms.quorum, currency=terms.currency, value=terms.value,
        value_for=terms.value_for, cost=terms.cost, shares_method=terms.method, capacity_means=terms.capacity_means, alone_means=ALONE,
        created_by=manager, created_at=opened,
    )  # fmt: skip
    parties = Party.objects.bulk_create(_party(clock, agreement, city, terms) for city in _cities(clock, network, terms, leads))
    if terms.state == "draft":
        yield activity(Verb.AGREEMENT_DRAFTED, by=manager, subject=agreement, network=network, at=opened)
        return
    agreement.status, agreement.opened_at = Agreement.Status.OPEN, opened
    _calculate(agreement, parties, Because.OPENED, opened)
    yield activity(Verb.AGREEMENT_OPENED, by=manager, subject=agreement, network=network, at=opened)
    signed = [_sign(clock, party, leads, opened, terms) for party in parties[: terms.signed]]
    for each in sorted(signed, key=lambda each: each.at):
        by = each.party.signed_by.user if each.party.signed_by else manager
        yield activity(Verb.AGREEMENT_SIGNED, by=by, subject=agreement, network=network, city=each.party.city, at=each.at)
    if len(signed) >= terms.quorum:
        yield from _become_active(agreement, parties, max(each.at for each in signed), manager)
    if terms.state == "left":
        yield from _leave(clock, agreement, signed, parties)
    if terms.state in {"ended", "lapsed"}:
        yield _finish(clock, agreement, terms)
    Party.objects.bulk_update(parties, ["status", "signed_on", "signed_by", "authority", "left_on", "reason", "cost_pooled"])
    agreement.save()
    if agreement.active_since and agreement.status != Agreement.Status.OPEN:
        _use(clock, agreement, [each.party.city for each in signed], manager)


def _cities(clock: Clock, network: Network, terms: Terms, leads: dict[int, Official]) -> list[City]:
    """Those that are in the network for longest and have a lead; the accounts' city last where it is to sign, and else not."""
    members = CityMembership.objects.current().filter(network=network).select_related("city").order_by("started_on", "city__slug")
    cities = [membership.city for membership in members]
    fit = [city for city in cities if city.slug != ACCOUNT_CITY and city.pk in leads] or cities
    chosen = clock.rng.sample(fit[: terms.asked + 6], min(terms.asked, len(fit)))
    if terms.with_account:
        account = [city for city in cities if city.slug == ACCOUNT_CITY]
        chosen = (chosen[: -len(account)] if account else chosen) + account
    return chosen


def _party(clock: Clock, agreement: Agreement, city: City, terms: Terms) -> Party:
    alone = terms.cost / max(terms.quorum, 2) * Decimal(str(round(clock.rng.uniform(1.15, 2.4), 2)))
    return Party(
        agreement=agreement, city=city, invited_on=agreement.created_at.date(), puts_in=clock.rng.choice(PUTS_IN),
        gets=terms.value_for, cost_alone=_round(alone), capacity=clock.rng.randint(40, 900),
    )  # fmt: skip


def _round(amount: Decimal) -> Decimal:
    """To three figures."""
    return Decimal(f"{amount:.2e}").quantize(Decimal(1))


def _sign(clock: Clock, party: Party, leads: dict[int, Official], opened: datetime, terms: Terms) -> Signed:
    """Within seven weeks; the latest are of these days where signing still goes on."""
    until = clock.now - timedelta(days=1) if terms.state == "open" else min(opened + timedelta(days=50), clock.days_ago(3))
    at = clock.moment(opened, max(until, opened), party.city.time_zone)
    lead = leads.get(party.city_id)
    party.status, party.signed_on = Party.Status.SIGNED, at.date()
    party.signed_by = lead if lead and lead.started_on <= at.date() else None
    party.authority = f"Deputy mayor, council decision {clock.rng.randint(2, 90)}/{at.year}"
    return Signed(party, at)


def _become_active(agreement: Agreement, parties: list[Party], at: datetime, manager: User) -> Iterator[Activity]:
    agreement.status, agreement.active_since = Agreement.Status.ACTIVE, at
    _calculate(agreement, parties, Because.ACTIVE, at)
    yield activity(Verb.AGREEMENT_ACTIVE, by=manager, subject=agreement, network=agreement.network, at=at)


def _leave(clock: Clock, agreement: Agreement, signed: list[Signed], parties: list[Party]) -> Iterator[Activity]:
    """The last to sign goes, two weeks ago: too few are left."""
    gone, at = max(signed, key=lambda each: each.at).party, clock.days_ago(14)
    gone.status, gone.left_on, gone.reason = Party.Status.LEFT, at.date(), "The new council has other plans for this money."
    agreement.status = Agreement.Status.OPEN
    _calculate(agreement, parties, Because.LEFT, at)
    by = gone.signed_by.user if gone.signed_by else None
    yield activity(Verb.AGREEMENT_LEFT, by=by, subject=agreement, network=agreement.network, city=gone.city, at=at)
    yield activity(Verb.AGREEMENT_BELOW_QUORUM, by=by, subject=agreement, network=agreement.network, at=at)


def _finish(clock: Clock, agreement: Agreement, terms: Terms) -> Activity:
    at = clock.days_ago(-terms.ends_in - 1)
    agreement.status, agreement.over_at = Agreement.Status(terms.state), at
    verb = Verb.AGREEMENT_ENDED if terms.state == "ended" else Verb.AGREEMENT_LAPSED
    return activity(verb, by=None, subject=agreement, network=agreement.network, at=at)


def _calculate(agreement: Agreement, parties: list[Party], because: str, at: datetime) -> None:
    """Among those who have signed, or while it is open among all who may."""
    for party in parties:
        party.cost_pooled = None
    sharing = [p for p in parties if p.status == Party.Status.SIGNED or (p.status == Party.Status.INVITED and not agreement.is_active)]
    pool = shared_among(agreement, sorted(sharing, key=lambda party: party.city.name))
    calculation = ShareCalculation.objects.create(
        agreement=agreement, made_at=at, because=because, method=agreement.shares_method, cost=agreement.cost,
        discount=agreement.discount, error=pool.parts.error,
    )  # fmt: skip
    shares = list(zip(pool.parties, pool.weights, pool.parts.amounts, strict=True))
    Share.objects.bulk_create(Share(calculation=calculation, city=p.city, weight=weight, amount=amount) for p, weight, amount in shares)
    for party, _weight, amount in shares:
        party.cost_pooled = amount


def _use(clock: Clock, agreement: Agreement, cities: list[City], manager: User) -> None:
    until: date = min(clock.now.date(), agreement.ends_on)
    start = agreement.active_since.date() if agreement.active_since else until
    for note in clock.rng.sample(DRAWDOWNS, 3):
        day = start + timedelta(days=clock.rng.randint(0, max(0, (until - start).days)))
        amount = _round(agreement.value * Decimal(str(round(clock.rng.uniform(0.05, 0.28), 2))))
        city = clock.rng.choice([None, *cities])
        Drawdown.objects.create(agreement=agreement, city=city, drawn_on=day, amount=amount, note=note, noted_by=manager)
