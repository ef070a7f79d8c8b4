"""Composing and sending digests, beside rendering the same templates and handing them to one open SMTP connection."""

import smtplib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone, translation

from activity.services import activity, record_all
from activity.verbs import Verb
from cities.models import City
from digests.models import Digest
from digests.queries import unsubscribe_path, what_happened
from digests.tasks import deliver_due_digests
from networks.models import Area, Network, Seat
from officials.models import Official, User

PEOPLE, NETWORKS, LINES = 500, 3, 12
GOAL = 0.5


def measure() -> list[dict]:
    _world()
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    with _sink() as port, override_settings(EMAIL_PORT=port, **smtp):
        # In turns, so that both meet the same weather.
        seconds = [(_seconds(lambda: _only_render_and_send(port)), _send_all()) for _ in range(3)]
    limit, ours = (PEOPLE / min(of_one) for of_one in zip(*seconds, strict=True))
    ratio = ours / limit
    work = f"{PEOPLE} digests composed and sent, beside rendering and sending alone"
    return [{
        "work": work, "ours": round(ours, 1), "limit": round(limit, 1), "unit": "mail/s", "ratio": round(ratio, 2), "goal": GOAL,
        "holds": ratio >= GOAL,
    }]  # fmt: skip


def _send_all() -> float:
    """Seconds for all, in batches as workers do it."""
    now = timezone.now()
    Digest.objects.all().delete()
    people = User.objects.filter(posts__isnull=False)
    week_ago = now - timedelta(days=7)
    Digest.objects.bulk_create(Digest(user=user, day=now.date(), since=week_ago, until=now, next_attempt_at=now) for user in people)
    started = time.perf_counter()
    while Digest.objects.filter(status=Digest.Status.DUE).exists():
        deliver_due_digests()
    seconds = time.perf_counter() - started
    assert Digest.objects.filter(status=Digest.Status.SENT).count() == PEOPLE
    return seconds


def _only_render_and_send(port: int) -> None:
    """One reader's contents, made once, again and again: no database, no state, no styles set inline."""
    now = timezone.now()
    reader = User.objects.get(email="0@benchmark.test")
    contents = what_happened(user=reader, since=now - timedelta(days=7), until=now)
    url = settings.PUBLIC_URL + unsubscribe_path(reader)
    context = {"reader": reader, "contents": contents, "unsubscribe_url": url, "public_url": settings.PUBLIC_URL, "sample_data": True}
    with smtplib.SMTP("127.0.0.1", port) as server, translation.override("en"), timezone.override(UTC):
        for number in range(PEOPLE):
            message = EmailMessage()
            message["To"], message["From"] = f"{number}@benchmark.test", settings.DEFAULT_FROM_EMAIL
            message["Subject"] = render_to_string("emails/digest.subject.txt", context).strip()
            message.set_content(render_to_string("emails/digest.txt", context))
            message.add_alternative(render_to_string("emails/digest.html", context), subtype="html")
            server.send_message(message)


def _world() -> None:
    area = Area.objects.create(name="Benchmark", slug="benchmark")
    place = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "UTC"}
    cities = City.objects.bulk_create(City(name=f"City {n}", slug=f"city-{n}", **place) for n in range(LINES))
    networks = Network.objects.bulk_create(Network(name=f"Network {n}", slug=f"network-{n}", area=area) for n in range(NETWORKS))
    users = User.objects.bulk_create(User(email=f"{n}@benchmark.test", full_name=f"Person {n}", is_sample=True) for n in range(PEOPLE))
    officials = Official.objects.bulk_create(Official(user=user, city=cities[0], verified_at=timezone.now()) for user in users)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Seat.objects.bulk_create(
        Seat(network=network, official=official, status="active", started_at=long_ago) for network in networks for official in officials
    )
    at = timezone.now() - timedelta(days=1)
    with transaction.atomic():
        record_all(activity(Verb.CITY_JOINED, by=None, subject=c, network=n, city=c, at=at) for n in networks for c in cities)


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


def _seconds(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
