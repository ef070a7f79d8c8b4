"""200 people ask at once for the last 20 places, through the web processes of the Procfile."""

import os
import subprocess
import sys
import threading
from collections import Counter
from http.client import HTTPConnection

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from networks.models import Seat
from officials.models import Official, User
from tests.real_parts import database_address, free_port, kill, wait_for_port
from tests.workshops.conftest import make_workshop

PEOPLE, PLACES = 200, 20
TOKEN = "a" * 32


@pytest.fixture
def gunicorn(settings, tmp_path):
    """As the Procfile starts it, on the test's own database. Says at which port."""
    port = free_port()
    where = {
        "DATABASE_URL": database_address(),
        "REDIS_PREFIX": settings.REDIS_PREFIX,
        "PUBLIC_URL": f"http://localhost:{port}",
        "DEBUG": "1",
    }
    web = (settings.BASE_DIR / "Procfile").read_text().splitlines()[0].removeprefix("web: exec python")
    command = [sys.executable, *web.replace('"127.0.0.1:$PORT"', f"127.0.0.1:{port}").split()]
    with (tmp_path / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **where}, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
        )
    wait_for_port(port)
    yield port
    kill(process)


@pytest.mark.django_db(transaction=True)
def test_twenty_of_two_hundred_get_the_last_twenty_places_and_the_others_wait(gunicorn, network, jakarta):
    now = timezone.now()
    people = User.objects.bulk_create(User(email=f"p{n}@c40net.test", full_name=f"Person {n}") for n in range(PEOPLE))
    posts = Official.objects.bulk_create(Official(user=user, city=jakarta, verified_at=now) for user in people)
    Seat.objects.bulk_create(Seat(network=network, official=post, status="active", started_at=now, decided_at=now) for post in posts)
    workshop = make_workshop(network, capacity=PLACES)
    sessions = [_session(user) for user in people]
    start, answers = threading.Barrier(PEOPLE), []

    def ask(official, session):
        start.wait(timeout=30)
        answers.append(_register(gunicorn, workshop, official, session))

    threads = [threading.Thread(target=ask, args=[post.pk, session]) for post, session in zip(posts, sessions, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert Counter(answers) == {302: PEOPLE}
    statuses = Counter(workshop.registrations.values_list("status", flat=True))
    assert statuses == {"registered": PLACES, "waitlisted": PEOPLE - PLACES}
    first = workshop.registrations.order_by("asked_at", "pk").values_list("status", flat=True)[:PLACES]
    assert set(first) == {"registered"}, "first come, first served"


def _session(user) -> str:
    client = Client()
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    assert client.session[SESSION_KEY]
    return client.cookies["sessionid"].value


def _register(port, workshop, official, session) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Host": f"localhost:{port}",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = f"csrfmiddlewaretoken={TOKEN}&official={official}"
    connection.request("POST", f"/workshops/{workshop.pk}/register/", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
