import pytest
import typst

from exchange.services import ask_question, reply_to, share_resource
from tests.conftest import give_seat, make_city, make_official


@pytest.fixture
def lima(db):
    return make_city("Lima", country="PE", time_zone="America/Lima", region="latin_america")


@pytest.fixture
def peer(network, lima):
    """An official of Lima with a seat in Public Transport."""
    user = make_official("Pilar Peer", lima)
    give_seat(user, network)
    return user


@pytest.fixture
def stranger(network, oslo):
    """An official of Oslo with a seat in Public Transport: of a city that no label names."""
    user = make_official("Sten Stranger", oslo)
    give_seat(user, network)
    return user


@pytest.fixture
def asked(network, member):
    """Makes questions of the member's: asked(label="cities", named_cities=[lima])."""

    def ask(title="Who has run buses through a rainy season?", **fields):
        said = {"text": "", "tags": [], "label": "network", "named_cities": [], "by": member, **fields}
        return ask_question(network=network, title=title, **said)

    return ask


@pytest.fixture
def replied(peer):
    def reply(question, text="We did.", **fields):
        return reply_to(question=question, text=text, **{"label": question.label, "named_cities": [], "by": peer, **fields})

    return reply


def a_pdf() -> bytes:
    return typst.compile(b"= Depots\n#lorem(40)")


@pytest.fixture
def shared(network, member):
    """Shares resources of the member's: shared(label="cities", named_cities=[lima])."""

    def share(title="Depot tender", **fields):
        there = {} if "upload" in fields else {"link": "https://x.example/"}
        said = {"kind": "tender", "language": "en", "label": "network", "named_cities": [], "by": member, **there, **fields}
        return share_resource(network=network, title=title, **said)

    return share
