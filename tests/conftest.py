"""A small cast of people whom every test knows. Everything else is made where it is used."""

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from django.utils.text import slugify

from access.querysets import prepared
from cities.models import City, Region
from networks.models import Area, CityMembership, Network, Seat, Stewardship
from notices.models import Notice
from notices.tasks import mail_notice
from officials.models import Official, Staff, User

pytest_plugins = ["tests.real_parts", "tests.identity_providers"]
PASSWORD = "c40net-sample"
# In the authenticator app of all staff.
AUTHENTICATOR_SECRET = "JBSWY3DPEHPK3PXP"
UNTRUE_SEATS = """
SELECT seat.* FROM networks_seat AS seat JOIN officials_official AS post ON post.id = official_id
LEFT JOIN officials_user AS person ON person.id = user_id AND seat.status = 'active' AND verified_at IS NOT NULL AND ended_on IS NULL
    AND is_active AND erased_at IS NULL AND merged_into_id IS NULL
WHERE (of_city, shown, shown_name)
    IS DISTINCT FROM (CASE WHEN seat.status = 'active' THEN city_id END, person.id, coalesce(full_name, ''))
"""


@pytest.fixture(autouse=True)
def _in_nobodys_language():
    """A request leaves the language of whoever asked behind, until the next one."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _fast_and_plain(settings):
    """Cheap password hashes, static files without a manifest, and a cache of its own, so that no test meets another's rate limits."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"{settings.REDIS_PREFIX}test:{uuid4()}"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _prepared_is_what_composing_gives(monkeypatch):
    """Whatever a test asks: each prepared query says, word for word, what it says if it is composed for that reader alone."""
    prepare = prepared.prepare

    def compared(query, told):
        compiled, values = prepare(query, told)
        try:
            composed = query.compose(*told).query.sql_with_params()
        except EmptyResultSet:
            composed = None
        assert (compiled and compiled.filled(values)) == composed
        return compiled, values

    monkeypatch.setattr(prepared, "prepare", compared)


def make_city(name: str, **fields) -> City:
    defaults = {
        "slug": slugify(name), "country": "NO", "region": Region.EUROPE, "latitude": 60.0, "longitude": 10.0,
        "population": 1_000_000, "time_zone": "Europe/Oslo", "joined_on": date(2010, 1, 1), "email_domains": [],
    }  # fmt: skip
    return City.objects.create(name=name, **{**defaults, **fields})


def make_user(name: str, **fields) -> User:
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@c40net.test")
    user = User.objects.create_user(email, PASSWORD, full_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def code_of_the_app(secret: str = AUTHENTICATOR_SECRET) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def make_official(name: str, city: City, **fields) -> User:
    user = make_user(name, time_zone=city.time_zone)
    Official.objects.create(**{"user": user, "city": city, "verified_at": timezone.now(), **fields})
    return user


def make_staff(name: str, *, runs: Network | None = None, **fields) -> User:
    user = make_user(name)
    TOTP.activate(user, AUTHENTICATOR_SECRET)
    staff = Staff.objects.create(user=user, **fields)
    if runs:
        Stewardship.objects.create(network=runs, staff=staff)
    return user


def make_network(name: str, **fields) -> Network:
    area_name = fields.pop("area", "Transport")
    area, _ = Area.objects.get_or_create(name=area_name, defaults={"slug": slugify(area_name)})
    return Network.objects.create(name=name, slug=slugify(name), area=area, purpose=f"About {name}.", **fields)


def give_seat(user: User, network: Network, *, days_ago: int = 30) -> Seat:
    """An active seat, and the city's place in the network with it."""
    since = timezone.now() - timedelta(days=days_ago)
    CityMembership.objects.get_or_create(network=network, city=user.official.city, ended_on=None, defaults={"started_on": since.date()})
    return Seat.objects.create(
        network=network, official=user.official, status=Seat.Status.ACTIVE, requested_at=since, decided_at=since, started_at=since,
    )  # fmt: skip


def assert_seats_say_who_is_seen() -> None:
    """What the database keeps in their rows (networks, migration 0006) is what their officials' and people's rows say."""
    with connection.cursor() as cursor:
        cursor.execute(UNTRUE_SEATS)
        assert cursor.fetchall() == []


def mail_what_is_owed(**of: str) -> None:
    """As a worker does with the notices that wait."""
    for pk in Notice.objects.unmailed().filter(**of).order_by("pk").values_list("pk", flat=True):
        mail_notice(pk)


@pytest.fixture
def jakarta(db) -> City:
    return make_city("Jakarta", country="ID", region=Region.EAST_SOUTHEAST_ASIA_AND_OCEANIA, time_zone="Asia/Jakarta")


@pytest.fixture
def oslo(db) -> City:
    return make_city("Oslo")


@pytest.fixture
def network(db) -> Network:
    return make_network("Public Transport")


@pytest.fixture
def other_network(db) -> Network:
    return make_network("Cool Cities")


@pytest.fixture
def member(network, jakarta) -> User:
    """An official of Jakarta with a seat in Public Transport."""
    user = make_official("Melati Member", jakarta)
    give_seat(user, network)
    return user


@pytest.fixture
def lead(network, jakarta) -> User:
    """City lead of Jakarta, with a seat in Public Transport."""
    user = make_official("Lestari Lead", jakarta, is_lead=True)
    give_seat(user, network)
    return user


@pytest.fixture
def outsider(oslo) -> User:
    """An official of Oslo without any seat."""
    return make_official("Odd Outsider", oslo)


@pytest.fixture
def manager(network) -> User:
    """Staff who run Public Transport and nothing else."""
    return make_staff("Mara Manager", runs=network)


@pytest.fixture
def other_manager(other_network) -> User:
    """Staff who run Cool Cities and nothing else."""
    return make_staff("Otto Othermanager", runs=other_network)


@pytest.fixture
def administrator(db) -> User:
    return make_staff("Ada Administrator", is_administrator=True)


@pytest.fixture
def signed_in():
    """A browser's session for a person: signed_in(member).get(...)."""

    def sign_in(user: User | None) -> Client:
        client = Client()
        if user:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in
