import pytest
from django.core import mail

from digests.emails import send_digest
from digests.models import Digest
from exchange.services import ask_question, reply_to
from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import give_seat, make_city, make_official


@pytest.fixture
def peer(network):
    """An official of Lima with a seat in Public Transport."""
    user = make_official("Pilar Peer", make_city("Lima", country="PE", time_zone="America/Lima"))
    give_seat(user, network)
    return user


@pytest.fixture
def question(member, network):
    return ask_question(network=network, title="Depots?", text="", tags=[], label="network", named_cities=[], by=member, uploads=[])


@pytest.fixture
def replied(question, peer):
    """Pilar replies, of which Melati is told: replied("Ours.") → the notice."""

    def reply(text="Ours.") -> Notice:
        made = reply_to(question=question, text=text, label="network", named_cities=[], by=peer)
        return Notice.objects.get(kind="exchange.replied", details__reply=made.pk, user=question.author)

    return reply


@pytest.fixture
def worker():
    """The worker mails what is owed; twice, as one that was cut off would: worker() → [(to, subject), …]."""

    def works():
        for _ in range(2):
            for pk in Notice.objects.order_by("pk").values_list("pk", flat=True):
                mail_notice(pk)
        return [(message.to[0], message.subject) for message in mail.outbox]

    return works


@pytest.fixture
def digest(worker):
    """The mail that a weekly digest of this moment would be, or none: digest(member)."""

    def of(user, *, since, until):
        mail.outbox.clear()
        with mail.get_connection() as server:
            send_digest(Digest(user=user, day=until.date(), since=since, until=until), connection=server)
        return mail.outbox[0] if mail.outbox else None

    return of
