"""Composing and sending digests, beside rendering the same templates and handing them to one open SMTP connection."""

import resource
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import product

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from activity.services import activity, record_all
from activity.verbs import Verb
from benchmarks.results import SHARE, Row, seconds
from cities.models import City
from digests.models import Digest
from digests.queries import unsubscribe_path, what_happened, what_happened_to_each
from digests.tasks import BATCH, deliver_due_digests
from networks.models import Area, Network, Seat
from officials.models import Official, User

# As many as are due one Monday morning.
PEOPLE = max(1000, round(100_000 * SHARE))
NETWORKS, OF_EACH, LINES = 30, 3, 12
# Of these the limit is taken, at the beginning, in the middle and at the end.
AT_ONCE = 500
MEGABYTES = 1024


def measure() -> Iterator[Row]:
    _world()
    yield from _queries()
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with _sink() as port, override_settings(EMAIL_PORT=port, **smtp):
        _make_due(0, AT_ONCE)
        _send_all()
        limits = [seconds(lambda: _only_render_and_send(port))]
        half = PEOPLE // 2
        _make_due(AT_ONCE, half)
        ours = [seconds(_send_all)]
        limits.append(seconds(lambda: _only_render_and_send(port)))
        used = _peak()
        _make_due(half, PEOPLE)
        ours.append(seconds(_send_all))
        grown = (_peak() - used) / MEGABYTES
        limits.append(seconds(lambda: _only_render_and_send(port)))
    assert Digest.objects.filter(status=Digest.Status.SENT).count() == PEOPLE
    work = f"{PEOPLE} digests composed and sent, beside rendering and sending alone"
    yield Row(work, (PEOPLE - AT_ONCE) / sum(ours), AT_ONCE * len(limits) / sum(limits), "mail/s", 0.5, more=True)
    yield Row(f"memory by which the worker grows over the second half of {PEOPLE} digests, beside 50 MB", grown, 50, "MB", 1)


def _queries() -> Iterator[Row]:
    """However many people and lines are in a batch."""
    now = timezone.now()
    people = User.objects.filter(posts__isnull=False).order_by("pk")
    asked = [(user, now - timedelta(days=7), now) for user in people[:BATCH]]
    what_happened_to_each(asked[:1])  # What the process keeps for good is asked now.
    counts = []
    for size in (BATCH, 10):
        with CaptureQueriesContext(connection) as queries:
            what_happened_to_each(asked[:size])
        counts.append(len(queries))
    yield Row(f"queries to compose a batch of {BATCH} digests, beside a batch of ten", counts[0], counts[1], "", 1)


def _make_due(first: int, last: int) -> None:
    now = timezone.now()
    people = User.objects.filter(posts__isnull=False).order_by("pk")[first:last].values_list("pk", flat=True)
    week_ago = now - timedelta(days=7)
    made = (Digest(user_id=pk, day=now.date(), since=week_ago, until=now, next_attempt_at=now) for pk in people.iterator())
    Digest.objects.bulk_create(made, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _send_all() -> None:
    """In batches, as one worker does it."""
    while Digest.objects.filter(status=Digest.Status.DUE).exists():
        deliver_due_digests()


def _peak() -> int:
    """The most memory that this process has had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _only_render_and_send(port: int) -> None:
    """One reader's contents, made once, again and again: no database, no state, no styles set inline."""
    reader = User.objects.get(email="0@benchmark.test")
    now = Digest.objects.aggregate(Max("until"))["until__max"]
    contents = what_happened(user=reader, since=now - timedelta(days=7), until=now)
    url = settings.PUBLIC_URL + unsubscribe_path(reader)
    networks = [(news, settings.PUBLIC_URL + unsubscribe_path(reader, news.network)) for news in contents.networks]
    context = {
        "reader": reader, "contents": contents, "networks": networks, "unsubscribe_url": url, "public_url": settings.PUBLIC_URL,
        "sample_data": True,
    }  # fmt: skip
    with smtplib.SMTP("127.0.0.1", port) as server, translation.override("en"), timezone.override(UTC):
        for number in range(AT_ONCE):
            message = EmailMessage()
            message["To"], message["From"] = f"{number}@benchmark.test", settings.DEFAULT_FROM_EMAIL
            message["Subject"] = render_to_string("emails/digest.subject.txt", context).strip()
            message.set_content(render_to_string("emails/digest.txt", context))
            message.add_alternative(render_to_string("emails/digest.html", context), subtype="html")
            server.send_message(message)


def _world() -> None:
    """Each person has a seat in three of the networks, in each of which twelve things happened."""
    area = Area.objects.create(name="Benchmark", slug="benchmark")
    place = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "UTC"}
    cities = City.objects.bulk_create(City(name=f"City {n}", slug=f"city-{n}", **place) for n in range(LINES))
    networks = Network.objects.bulk_create(Network(name=f"Network {n}", slug=f"network-{n}", area=area) for n in range(NETWORKS))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    for first in range(0, PEOPLE, 5000):
        numbers = range(first, min(first + 5000, PEOPLE))
        users = User.objects.bulk_create(User(email=f"{n}@benchmark.test", full_name=f"Person {n}", is_sample=True) for n in numbers)
        officials = Official.objects.bulk_create(Official(user=user, city=cities[0], verified_at=timezone.now()) for user in users)
        Seat.objects.bulk_create(
            Seat(network=networks[(number + further) % NETWORKS], official=official, status="active", started_at=long_ago)
            for number, official in zip(numbers, officials, strict=True)
            for further in range(OF_EACH)
        )
    at = timezone.now() - timedelta(days=1)
    with transaction.atomic():
        record_all(
            # Each at a moment of its own.
            activity(Verb.CITY_JOINED, by=None, subject=city, network=network, city=city, at=at - timedelta(minutes=number))
            for number, (network, city) in enumerate(product(networks, cities))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _sink():
    """A mail server in a process of its own that throws all away."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"])
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError
