"""The invented people: five accounts that everybody may sign in with, staff, and officials of real cities."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock, noon
from c40net.sample.names import Names, mailbox
from c40net.sample.texts import EXPERTISE, JOB_TITLES
from cities.models import Category, City, DatePrecision
from officials.models import Official, Staff, User, Verification

PASSWORD = "c40net-sample"  # noqa: S105 - printed by make run
ADMINISTRATOR = "administrator@c40net.test"
MANAGER = "manager@c40net.test"
LEAD = "lead@c40net.test"
OFFICIAL = "official@c40net.test"
OUTSIDER = "outsider@c40net.test"
ACCOUNTS = {
    ADMINISTRATOR: "Nadia Bellworthy",
    MANAGER: "Tomás Arrietagoitia",
    LEAD: "Ratna Wibisonoputri",
    OFFICIAL: "Bayu Hartantyo",
    OUTSIDER: "Sunniva Fjelltunet",
}
POSTS = [
    (LEAD, "jakarta", "Head of Transport and Environment"),
    (OFFICIAL, "jakarta", "Planner, Bus Corridors"),
    (OUTSIDER, "oslo", "Adviser, Clean Construction"),
]
# Who wait for the lead to vouch for them.
NEWCOMERS = 3
# The secretariat's people: where from, and where they work. The last of them left.
OFFICES = [
    ("GB", "Europe/London"), ("US", "America/New_York"), ("ZA", "Africa/Johannesburg"), ("DK", "Europe/Copenhagen"),
    ("BR", "America/Sao_Paulo"), ("SG", "Asia/Singapore"), ("IN", "Asia/Kolkata"), ("MX", "America/Mexico_City"),
    ("FR", "Europe/Paris"), ("KE", "Africa/Nairobi"), ("JP", "Asia/Tokyo"), ("CO", "America/Bogota"), ("NL", "Europe/London"),
]  # fmt: skip
CAME_LATER = range(8, 12)
# C40 itself began then; earlier than that no city joined.
BEGINNING = datetime(2005, 10, 1, tzinfo=UTC)


def is_account(official: Official) -> bool:
    return official.user.email in ACCOUNTS


def make_staff(clock: Clock, names: Names) -> list[Staff]:
    """Administrator and manager, twelve others, and one who left."""
    users = [_user(email, ACCOUNTS[email], "en", ZoneInfo("Europe/London"), clock.since) for email in (ADMINISTRATOR, MANAGER)]
    for number, (country, zone_name) in enumerate(OFFICES):
        zone, name = ZoneInfo(zone_name), names.take(country)
        came = clock.moment(clock.since, clock.days_ago(60), zone) if number in CAME_LATER else clock.since
        users.append(_user(f"{mailbox(name)}@secretariat.example", name, "en", zone, came))
    _save(users)
    staff = [Staff(user=user, is_administrator=user.email == ADMINISTRATOR, started_on=user.created_at.date()) for user in users]
    staff[-1].ended_on = (clock.since + (clock.now - clock.since) * 0.6).date()
    return Staff.objects.bulk_create(staff)


def make_officials(clock: Clock, names: Names, cities: list[City], number: int, log: list[Activity]) -> list[Official]:
    by_slug = {city.slug: city for city in cities}
    officials = [_account(clock, email, by_slug[slug], job_title) for email, slug, job_title in POSTS]
    newcomers = [_newcomer(clock, names, officials[0].city) for _ in range(min(NEWCOMERS, number - len(POSTS)))]
    officials += [_official(clock, names, city) for city in _cities_of(clock, cities, number - len(POSTS) - len(newcomers))]
    _name_city_leads(clock, officials)
    _sign_up_again(newcomers, officials)
    for official in officials:
        _introduce(clock, official)
    _save([official.user for official in officials + newcomers])
    Official.objects.bulk_create(officials + newcomers, batch_size=1000)
    log += [activity(Verb.OFFICIAL_ADDED, by=None, subject=o.user, official=o, at=o.user.created_at) for o in officials]
    log += _hand_over(officials)
    log += [activity(Verb.OFFICIAL_REGISTERED, by=o.user, subject=o.user, official=o, at=o.user.created_at) for o in newcomers]
    return officials


def _hand_over(officials: list[Official]) -> Iterator[Activity]:
    """Who left handed over to whoever was there and stays, if anybody was."""
    stays = {official.city: official for official in officials if not official.ended_on}
    gone = {official: official.ended_on for official in officials if official.ended_on}
    for official, last_day in gone.items():
        successor, at = stays.get(official.city), noon(last_day)
        yield activity(Verb.OFFICIAL_LEFT, by=None, subject=official, official=official, at=at)
        if successor and successor.started_on < last_day:
            official.successor, official.handover_mailed_at = successor, at
            yield activity(Verb.HANDED_OVER, by=None, subject=successor, official=official, at=at)
    Official.objects.bulk_update(gone, ["successor", "handover_mailed_at"])


def _newcomer(clock: Clock, names: Names, city: City) -> Official:
    """Signed up this week, with an address that anybody may have; the city lead has yet to vouch."""
    name = names.take(str(city.country))
    came = clock.moment(clock.days_ago(5), clock.days_ago(0.3), city.time_zone)
    user = _user(f"{mailbox(name)}@mail.example", name, "en", city.time_zone, came)
    return Official(user=user, city=city, job_title=clock.rng.choice(JOB_TITLES), started_on=came.date())


def _sign_up_again(newcomers: list[Official], officials: list[Official]) -> None:
    """The last newcomer is somebody who is there already, and forgot: two entries of one person, to be merged."""
    again = newcomers[-1] if newcomers else None
    known = [o for o in officials if again and o.city == again.city and not o.ended_on and not is_account(o)]
    if again and known:
        again.user.full_name = known[0].user.full_name
        again.user.email = f"{mailbox(again.user.full_name)}@mail.example"


def _introduce(clock: Clock, official: Official) -> None:
    """Most say what they know and which languages they work in; some show their address."""
    user, rng = official.user, clock.rng
    user.speaks = [language for language in dict.fromkeys([*official.city.languages, user.language, "en"]) if rng.random() < 0.8]  # noqa: PLR2004
    user.expertise = rng.sample(EXPERTISE, rng.choice([0, 1, 2, 2, 3]))
    user.shows_email = rng.random() < 0.4  # noqa: PLR2004
    if user.expertise:
        user.offers = f"Ask me about {user.expertise[0]}."


def joined(city: City) -> datetime:
    """When the city became a member, if that is known; one that was there by some day may have been there all the time."""
    if city.joined_on and city.joined_precision != DatePrecision.BY:
        return noon(city.joined_on)
    return BEGINNING


def end_of_post(official: Official) -> datetime | None:
    return noon(official.ended_on) if official.ended_on else None


def _account(clock: Clock, email: str, city: City, job_title: str) -> Official:
    came = clock.moment(clock.since, clock.since + timedelta(days=20), city.time_zone)
    user = _user(email, ACCOUNTS[email], "en", city.time_zone, came)
    return Official(
        user=user,
        city=city,
        job_title=job_title,
        started_on=came.date(),
        is_lead=email == LEAD,
        verified_at=came,
        verification=Verification.STAFF,
    )


def _official(clock: Clock, names: Names, city: City) -> Official:
    name = names.take(str(city.country))
    came = clock.arrival(max(clock.since, joined(city)), clock.days_ago(4), city.time_zone)
    languages = [language for language in city.languages if language in dict(settings.LANGUAGES)]
    user = _user(f"{mailbox(name)}@{city.slug}.example", name, languages[0] if languages else "en", city.time_zone, came)
    official = Official(
        user=user,
        city=city,
        job_title=clock.rng.choice(JOB_TITLES),
        started_on=came.date(),
        verified_at=came,
        verification=Verification.STAFF,
    )
    if came < clock.days_ago(240) and clock.rng.random() < 0.06:  # noqa: PLR2004
        official.ended_on = clock.moment(came + timedelta(days=120), clock.days_ago(20), city.time_zone).date()
        user.is_active = False
    return official


def _cities_of(clock: Clock, cities: list[City], number: int) -> Iterator[City]:
    """One official for each city, in any order; then more where more people live."""
    yield from clock.rng.sample(cities, min(number, len(cities)))
    weights = [1 + (city.category == Category.MEGACITY) + min(city.population, 10_000_000) / 5_000_000 for city in cities]
    yield from clock.rng.choices(cities, weights, k=max(0, number - len(cities)))


def _name_city_leads(clock: Clock, officials: list[Official]) -> None:
    """In most cities, whoever of those still there came first."""
    taken = {official.city.slug for official in officials if official.is_lead}
    for official in sorted(officials, key=lambda o: o.user.created_at):
        if official.city.slug not in taken and not official.ended_on and not is_account(official):
            taken.add(official.city.slug)
            official.is_lead = clock.rng.random() < 0.8  # noqa: PLR2004


def _user(email: str, name: str, language: str, zone: tzinfo, came: datetime) -> User:
    return User(email=email, full_name=name, language=language, time_zone=zone, created_at=came, is_sample=True)


def _save(users: list[User]) -> None:
    """Only the five accounts have a password. Hashing is slow by design, so all of these share one hash."""
    usable, unusable = make_password(PASSWORD), make_password(None)
    for user in users:
        user.password = usable if user.email in ACCOUNTS else unusable
    User.objects.bulk_create(users, batch_size=1000)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users), batch_size=1000
    )
