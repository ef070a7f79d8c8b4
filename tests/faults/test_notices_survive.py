"""Real workers on the test's own database, a real mail server, and everything that can go wrong in between."""

import logging
from collections import Counter
from datetime import timedelta

import pytest
from celery import Celery, current_app
from django.urls import reverse
from django.utils import timezone

from exchange.services import ask_question
from notices.models import How, Notice
from notices.services import owe, save_wishes
from officials.models import Official, User
from tests.conftest import give_seat
from tests.real_parts import kill, wait_until, wipe_redis

PEOPLE = 60


@pytest.fixture
def tick(settings, redis_prefix):
    """What celery beat sends every five minutes."""
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as beat:
        beat.conf.broker_transport_options = {"global_keyprefix": redis_prefix}
        yield lambda: beat.send_task("notices.periodic.mail_unsent_notices", queue="mail", ignore_result=True)


@pytest.fixture
def people(transactional_db, jakarta):
    users = User.objects.bulk_create(User(email=f"{n}@c40net.test", full_name=f"Official {n}") for n in range(PEOPLE))
    Official.objects.bulk_create(Official(user=user, city=jakarta, verified_at=timezone.now()) for user in users)
    return users


def test_each_person_gets_one_mail_whatever_dies(people, member, network, smtp_sink, start_worker, tick, settings, redis_prefix):
    for user in people:
        give_seat(user, network)
    question = ask_question(network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=member, uploads=[])
    quiet = people[0]
    save_wishes(wishes={"exchange.asked": How.NEVER}, by=quiet)
    smtp_sink.delay = 0.02
    first = start_worker("mail")
    owe("exchange.asked", to=people, subject=question, network=network, key="asked")
    wait_until(lambda: len(smtp_sink.messages) >= PEOPLE // 4)
    kill(first)
    wipe_redis(settings, redis_prefix)
    assert Notice.objects.filter(kind="exchange.asked").unmailed().exists()
    # The clock looks after what is older than two minutes.
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    start_worker("mail"), start_worker("mail")
    tick()
    tick()
    wait_until(lambda: not Notice.objects.filter(kind="exchange.asked").unmailed().exists(), seconds=60)

    mails_of = Counter(message["To"] for message in smtp_sink.messages)
    assert set(mails_of) == {user.email for user in people[1:]}
    # Only what was in the killed worker's hands may come twice, and says so by its Message-ID.
    assert len(smtp_sink.messages) <= PEOPLE
    assert len({message["Message-ID"] for message in smtp_sink.messages}) == PEOPLE - 1


@pytest.mark.django_db(transaction=True)
def test_people_are_told_on_the_page_while_redis_is_away(member, network, signed_in, monkeypatch, caplog):
    with monkeypatch.context() as away, caplog.at_level(logging.CRITICAL):
        away.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        away.setattr(current_app, "_pool", None)
        away.setattr(current_app.amqp, "_producer_pool", None)
        owe("workshops.announced", to=[member], subject=network, network=network)
    assert "A workshop is announced" in signed_in(member).get(reverse("notifications")).text
    assert Notice.objects.unmailed().count() == 1, "the clock sees to its mail"
