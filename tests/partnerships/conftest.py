"""Agreements, for the tests of all that can be done with one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cities.models import City
from networks.models import CityMembership, Network
from officials.models import User, today
from partnerships.models import Agreement, ExchangeRate, Partner, Party
from partnerships.services import invite_city, open_agreement, sign
from tests.conftest import give_seat, make_city, make_official

NAMES = ["Accra", "Bogota", "Cairo", "Dakar", "Essen"]


def make_partner(name: str = "Sample Institute", **fields) -> Partner:
    return Partner.objects.get_or_create(name=name, defaults={"kind": "non_profit", "helps_with": "Tenders", **fields})[0]


def make_agreement(network: Network, title: str = "Shared depot engineers", **fields) -> Agreement:
    """A draft for two years, of five cities."""
    defaults = {
        "partner": fields.pop("partner", None) or make_partner(), "scope": "Engineers for **depots**.", "quorum": 5, "currency": "USD",
        "starts_on": today() - timedelta(days=30), "ends_on": today() + timedelta(days=700), "value": Decimal(500_000),
        "value_for": "two engineers", "cost": Decimal(100_000), "alone_means": "What a tender of 2024 came to.",
    }  # fmt: skip
    return Agreement.objects.create(network=network, title=title, **{**defaults, **fields})


def make_party(agreement: Agreement, city: City, **fields) -> Party:
    defaults = {"cost_alone": Decimal(40_000)}
    if fields.get("status") == "signed":
        defaults |= {"signed_on": today(), "authority": "Mayor, decision 1"}
    return Party.objects.create(agreement=agreement, city=city, **{**defaults, **fields})


@pytest.fixture
def leads(network) -> list[User]:
    """The leads of five cities of the network, each with a seat in it."""
    users = [make_official(f"{name} Lead", make_city(name, population=1000 * (n + 1)), is_lead=True) for n, name in enumerate(NAMES)]
    for user in users:
        give_seat(user, network)
    return users


@pytest.fixture
def agreement(network, manager, leads) -> Agreement:
    """Open for signature by the five: all of them have to sign."""
    made = make_agreement(network)
    for number, user in enumerate(leads):
        invite_city(agreement=made, city=user.official.city, cost_alone=Decimal(30_000 + 5_000 * number), by=manager)
    open_agreement(agreement=made, by=manager, today=today())
    made.refresh_from_db()
    return made


def party_of(agreement: Agreement, user: User) -> Party:
    return agreement.parties.get(city=user.official.city, status__in=["invited", "signed"])


def signs(agreement: Agreement, *users: User) -> None:
    for user in users:
        sign(party=party_of(agreement, user), authority="Mayor, decision 1", signed_by=user.official, by=user)
    agreement.refresh_from_db()


def join(network: Network, *cities: City) -> None:
    for city in cities:
        CityMembership.objects.get_or_create(network=network, city=city, ended_on=None)


def make_rate(currency: str, day, usd: str) -> ExchangeRate:
    return ExchangeRate.objects.create(currency=currency, day=day, usd=Decimal(usd), source="test")
