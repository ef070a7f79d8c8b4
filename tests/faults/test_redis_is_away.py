"""Redis carries messages and nothing else: without it people go on working, and the clock does later what it would have done."""

import logging
from datetime import timedelta

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from networks.models import Seat
from networks.services import request_seat
from notices.models import Notice
from notices.services import mail_unsent
from tests.real_parts import wait_until


@pytest.mark.django_db(transaction=True)
def test_a_manager_approves_while_redis_is_away_and_the_mail_goes_out_later(
    signed_in, manager, outsider, network, smtp_sink, start_worker, monkeypatch, caplog
):
    seat = request_seat(network=network, official=outsider.official, offers="a", seeks="b", by=outsider)
    with monkeypatch.context() as away, caplog.at_level(logging.CRITICAL):
        away.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
        away.setattr(current_app, "_pool", None)
        away.setattr(current_app.amqp, "_producer_pool", None)
        response = signed_in(manager).post(reverse("network_seats", args=[network.slug]), {"approve": seat.pk})
    assert response.status_code == 302
    seat.refresh_from_db()
    assert seat.status == Seat.Status.ACTIVE
    assert Notice.objects.unmailed().filter(user=outsider).exists()

    start_worker("mail")
    mail_unsent(older_than=timezone.now() + timedelta(minutes=1))
    wait_until(lambda: not Notice.objects.unmailed().exists())
    assert len(smtp_sink.mail_to(outsider)) == 1
