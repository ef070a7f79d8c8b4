"""Each app declares in its emails.py of what it tells, and nothing is told that is not declared."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from notices.queries import kind_of, topic_of, topics
from notices.services import owe


def owed_kinds():
    """What services owe in so many words."""
    for path in Path(settings.BASE_DIR).glob("*/services/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "owe" and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_every_kind_that_is_owed_is_declared_by_its_app():
    owed = set(owed_kinds())
    assert "exchange.replied" in owed
    for name in owed:
        assert name.partition(".")[0] == topic_of(name).name.partition(".")[0]


def test_no_two_are_called_the_same():
    names = [kind.name for topic in topics() for kind in topic.kinds]
    assert len(names) == len(set(names))
    assert len({topic.name for topic in topics()}) == len(topics())
    assert all(topic.words and all(kind.words for kind in topic.kinds) for topic in topics())


def test_nobody_owes_what_no_app_declares(member, network):
    with pytest.raises(KeyError):
        owe("networks.unheard_of", to=[member], subject=network)


def test_what_is_lost_by_reading_late_is_always_mailed():
    assert kind_of("workshops.offered").must
    assert not kind_of("workshops.announced").must
