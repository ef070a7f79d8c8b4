"""Random small worlds, one reader of each, and everything that c40net shows: nobody reads what they may not."""

import re
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import get_connection
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from digests.emails import send_digest
from digests.models import Digest
from digests.queries import unsubscribe_path
from networks.emails import send_invitation
from networks.models import Seat
from notices.models import Notice
from notices.queries import topics
from officials.models import Official, Staff
from partnerships.models import AgreementDocument, Partner, Party
from reports.queries import REPORTS
from stories.models import Picture
from tests.conftest import assert_seats_say_who_is_seen
from tests.worlds import MARKER, build, may_read, of_invitation, run_by, seen_people, shared_with, told_in, visible, worlds
from tests.worlds_of_agreements import of_own_signatures
from tests.worlds_of_stories import read_by
from tests.worlds_of_workshops import of_own_registrations, seen
from workshops.models import FollowUp, Speaker

pytestmark = pytest.mark.django_db
SEARCHES = [
    "search/?q=zq",
    "stories/?q=zq",
    "workshops/?past=on",
    "workshops/?view=month",
    "manage/workshops/?q=zq",
    "people/?q=zq",
    "networks/?q=zq&ended=on",
    "networks/?ended=on",
    "manage/officials/?q=zq",
    "manage/audit/?person=zq",
]
# What somebody asks for by a button.
EXPORTS = ["report_export", "audit_export"]
PARAMETER = re.compile(r"([\w-]+)/<\w+:(\w+)>")
in_many_worlds = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@contextmanager
def only_for_now():
    """What happens here is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def our_addresses(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver("c40net.api")).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from our_addresses(pattern, address)
        elif not pattern.callback.__module__.startswith("allauth") and pattern.name != "readyz":
            yield address


class Walk:
    """Every address with all that it can be about, in one world."""

    def __init__(self, built, reader):
        self.built, self.reader = built, reader
        slugs = [network.slug for network in built.networks]
        # What an address is about, by the word before it.
        self.about = {
            "networks": [*slugs, "no-such-network"],
            "cities": ["oslo"],
            "people": [user.pk for user in built.users],
            "staff": [staff.pk for staff in Staff.objects.all()],
            "officials": [official.pk for official in Official.objects.all()],
            "reach": ["officials-reached"],
            "figures": ["officials-reached"],
            "unsubscribe": [unsubscribe_path(built.users[reader.number if reader else 0]).split("/")[-2]],
            "handover": [official.pk for official in Official.objects.all()],
            "imports": [1],
            "workshops": [*(workshop.pk for workshop in built.workshops), 0],
            "agreements": [*(agreement.pk for agreement in built.agreements), 0],
            "parties": list(Party.objects.values_list("pk", flat=True)),
            "documents": list(AgreementDocument.objects.values_list("pk", flat=True)),
            "partners": list(Partner.objects.values_list("pk", flat=True)),
            "feed": [built.feeds[reader.number if reader else 0].token] if reader else ["no-such-feed"],
            "check-in": [workshop.check_in_token for workshop in built.workshops],
            "agenda": [workshop.sessions.get().pk for workshop in built.workshops],
            "speakers": list(Speaker.objects.values_list("pk", flat=True)),
            "follow-ups": list(FollowUp.objects.values_list("pk", flat=True)),
            "stories": [*(story.slug for story in built.stories), "no-such-network"],
            "translations": ["es"],
            "pictures": list(Picture.objects.values_list("pk", flat=True)),
        }

    def addresses(self):
        for address in our_addresses():
            yield from self._filled(address)
        yield from SEARCHES
        for network in self.built.networks:
            yield from (
                f"workshops/?network={network.slug}",
                f"networks/{network.slug}/workshops/?past=on",
                f"reach/?network={network.slug}",
                f"networks/{network.slug}/members/?q=zq",
                f"people/?network={network.slug}",
            )
        yield from (f"workshops/feed/{token}.ics?of=networks" for token in self.about["feed"])
        yield "reach/?network=no-such-network"

    def _filled(self, address):
        match = PARAMETER.search(address)
        if not match:
            yield address
            return
        for value in self._values(match[1], address):
            yield from self._filled(address.replace(match[0], f"{match[1]}/{value}", 1))

    def _values(self, word, address):
        of_network = re.match(r"manage/networks/([\w-]+)/", address)
        rows = {"seats": "seats", "invitations": "invitations", "memberships": "city_memberships", "stewards": "stewardships"}.get(word)
        if of_network and rows:
            network = next((network for network in self.built.networks if network.slug == of_network[1]), None)
            return [row.pk for row in getattr(network, rows).all()] if network else [1]
        if word == "invitations":
            return [invitation.token for invitation in self.built.invitations]
        return self.about.get(word, [1])


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    # A calendar's long lines go on behind a blank.
    content = content.replace(b"\r\n ", b"")
    return content.decode(errors="replace") + answer.headers.get("Location", "")


def sign_in(built, reader) -> Client:
    client = Client()
    if reader:
        client.force_login(built.users[reader.number], backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def also_may(built, address) -> set[str]:
    """What a page shows to anybody who knows its address."""
    invites = zip(built.world.invites, built.invitations, strict=True)
    return {name for invite, invitation in invites if invitation.token in address for name in of_invitation(built.world, invite)}


@in_many_worlds
@given(world=worlds(), data=st.data())
def test_no_page_search_feed_or_export_shows_more_than_the_reader_may_see(world, data):
    reader = data.draw(st.sampled_from([None, *world.people]))
    event(f"{reader.kind} {reader.standing}" if reader else "visitor")
    with only_for_now():
        built = build(world)
        assert_seats_say_who_is_seen()
        browser, may = sign_in(built, reader), may_read(world, reader)
        statuses = {}
        for address in Walk(built, reader).addresses():
            answer = browser.get(f"/{address}")
            assert answer.status_code < 500, address
            assert "_auth_user_id" in browser.session or not reader or reader.standing == "closed", f"{address} signs {reader} out"
            statuses[address] = answer.status_code
            # The reader brought along what stands in the address itself.
            told = told_in(text_of(answer)) - told_in(address)
            assert told <= may | also_may(built, address), f"{address} shows {told - may} to {reader}"
        for name in EXPORTS:
            for what in REPORTS:
                assert told_in(text_of(browser.post(reverse(name), {"what": what, "format": "csv"}))) <= may
        assert told_in(text_of(browser.post(reverse("my_data")))) <= may | of_own_past(world, reader)
        assert_hidden_is_as_if_it_were_not(world, reader, statuses)
        assert_directories_show_all(browser, world, reader)
        assert_workshops_are_there_for_those_who_may(built, reader, statuses)
        assert_stories_are_there_for_those_who_may(built, reader, statuses)


def of_own_past(world, reader) -> set[str]:
    """The download about oneself names every network where one was, asked or was invited."""
    invited = {invite.network for invite in world.invites if reader and invite.to == reader.number}
    invitations = {f"i{invite.number}" for invite in world.invites if reader and invite.to == reader.number}
    workshops = of_own_registrations(world.convened, reader.number) if reader else set()
    workshops |= of_own_signatures(world.pooled, world.people, reader.number) if reader else set()
    return (
        {f"n{net.number}" for net in world.nets if reader and (reader.seats[net.number] or net.number in invited)} | invitations | workshops
    )


def assert_hidden_is_as_if_it_were_not(world, reader, statuses):
    """The answer about what may not be seen is the answer about what does not exist."""
    networks, runs = {net.number for net in visible(world, reader)}, run_by(world, reader)
    seen = {f"h{number}" for number in networks} | {f"c{one.number}" for one in read_by(world.told, reader, networks, runs)}
    for address, status in statuses.items():
        hidden = told_in(address) - seen
        nothing = MARKER.sub("no-such-network", address)
        if hidden and nothing in statuses:
            assert status == statuses[nothing], f"{address} tells {reader} that it exists"


def assert_directories_show_all(browser, world, reader):
    """Nothing less than what may be seen, so that pages which show nothing do not pass for safe."""
    networks = told_in(text_of(browser.get("/networks/?ended=on")))
    assert {name for name in networks if name[0] == "n"} == {f"n{net.number}" for net in visible(world, reader) if net.parent is None}
    people = browser.get("/people/?q=zq")
    if seen_people(world, reader):
        assert {name for name in told_in(text_of(people)) if name[0] == "u"} == {
            f"u{number}" for number in seen_people(world, reader) | {reader.number}
        }
        assert people.context["page"].paginator.count == len(seen_people(world, reader))


def assert_workshops_are_there_for_those_who_may(built, reader, statuses):
    world = built.world
    may = seen(world.convened, shared_with(world, reader), run_by(world, reader)) if reader and reader.standing != "closed" else []
    for one, workshop in zip(world.convened, built.workshops, strict=True):
        closed = 302 if reader is None or reader.standing == "closed" else 404
        for address in (f"workshops/{workshop.pk}/", f"workshops/{workshop.pk}.ics"):
            assert statuses[address] == (200 if one in may else closed), f"{address} for {reader}"


def assert_stories_are_there_for_those_who_may(built, reader, statuses):
    """Published at their address, else as a draft: for its writers, and for nobody else."""
    world = built.world
    read = read_by(world.told, reader, {net.number for net in visible(world, reader)}, run_by(world, reader))
    for one, story in zip(world.told, built.stories, strict=True):
        shown = 200 if one.is_published else 302
        assert statuses[f"stories/{story.slug}/"] == (shown if one in read else 404), f"{story.slug} for {reader}"


@settings(in_many_worlds, max_examples=40)
@given(world=worlds())
def test_no_mail_tells_more_than_its_reader_may_see(world):
    with only_for_now():
        built = build(world)
        mail.outbox.clear()
        send_everything(built)
        for message in mail.outbox:
            number = re.search(r"zq([ae])(\d+)zq", message.to[0])
            parts = [message.subject, message.body, *(part.content.replace("\r\n ", "") for part in message.alternatives)]
            told = told_in(" ".join(parts))
            may = may_read(world, world.people[int(number[2])]) if number[1] == "e" else set()
            if "invites you" in message.body:
                may |= {name for invite in world.invites for name in of_invitation(world, invite) if f"zq{name}zq" in message.body}
            assert told <= may, f"{message.subject} tells {told - may} to {message.to}"


def send_everything(built):
    """Every mail that this world gives reason for."""
    now = timezone.now()
    for person, user in zip(built.world.people, built.users, strict=True):
        if person.is_here:
            digest = Digest(user=user, day=now.date(), since=now - timedelta(days=7), until=now + timedelta(minutes=1))
            send_digest(digest, connection=get_connection())
    for invitation in built.invitations:
        if invitation.is_open:
            send_invitation(invitation)
    send_everything_of_seats()
    send_everything_of_workshops(built)
    send_everything_of_agreements(built)
    send_everything_of_stories(built)


def kinds_of(app):
    return [kind for topic in topics() for kind in topic.kinds if kind.name.startswith(f"{app}.")]


def send_everything_of_seats():
    """What the official must hear to the official, the rest to those who run the network."""
    for seat in Seat.objects.filter(official__ended_on=None).with_people():
        details = {"message": seat.messages.values_list("pk", flat=True).first()}
        for kind in kinds_of("networks"):
            for user in [seat.official.user] if kind.must else seat.network.managers:
                kind.send(Notice(user=user, kind=kind.name, subject=seat, network=seat.network, details=details))


def send_everything_of_agreements(built):
    for agreement in built.agreements:
        for person, user in zip(built.world.people, built.users, strict=True):
            for kind in kinds_of("partnerships") if person.is_here else []:
                details = {"city": 1, "signed": 1, "quorum": 2, "falls": True}
                kind.send(Notice(user=user, kind=kind.name, subject=agreement, network=agreement.network, details=details))


def send_everything_of_stories(built):
    for story in built.stories:
        for person, user in zip(built.world.people, built.users, strict=True):
            for kind in kinds_of("stories") if person.is_here else []:
                kind.send(Notice(user=user, kind=kind.name, subject=story, network=story.network))


def send_everything_of_workshops(built):
    for workshop in built.workshops:
        for person, user in zip(built.world.people, built.users, strict=True):
            for kind in kinds_of("workshops") if person.is_here else []:
                registration = workshop.registrations.filter(official__user=user).values_list("pk", flat=True).first()
                details = of_change(workshop) | {"registration": registration, "alone": True}
                key = f"{workshop.starts_at:%Y-%m-%dT%H:%M}"
                kind.send(Notice(user=user, kind=kind.name, subject=workshop, network=workshop.network, details=details, key=key))


def of_change(workshop):
    """As edit_workshop tells it."""
    told = {name: getattr(workshop, name) for name in ("setting", "venue", "address")}
    told |= {"starts_at": now_as_text(), "ends_at": now_as_text(), "time_zone": "UTC", "host_city": workshop.host_city_id}
    return {"changed": ["when", "where", "link"], "before": told, "after": told}


def now_as_text():
    return timezone.now().isoformat()
