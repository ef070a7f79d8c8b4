import re

import pytest
from django.core.management import call_command
from django.db import connection

from c40net.sample import large_filling
from exchange.models import Question
from networks.models import Seat
from officials.models import User
from tests.conftest import assert_seats_say_who_is_seen

DEFINITIONS = """
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT pg_get_functiondef('search_words'::regproc)
"""
CHECKED = "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('f', 'c') AND conrelid <> 0"


@pytest.mark.django_db(transaction=True)
def test_the_large_world_leaves_the_database_as_it_was_but_for_its_rows(monkeypatch):
    monkeypatch.setattr(large_filling, "MANY", 10)
    before = _definitions()
    call_command("sample_world", "--scale=large", "--share=0.0001")
    assert User.objects.count() == 120
    assert _definitions() == before
    _every_row_keeps_the_constraints()
    assert Seat.objects.filter(shown__isnull=False).exists()
    assert_seats_say_who_is_seen()
    question = Question.objects.first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT searched @@ plainto_tsquery('english', text) FROM exchange_question WHERE id = %s", [question.pk])
        assert cursor.fetchone() == (True,)


def _definitions():
    """PostgreSQL writes the same condition with other casts and brackets once an index was made from what it wrote."""
    return sorted(re.sub(r"::(character varying|text)|[()\[\]]", "", definition) for (definition,) in _asked(DEFINITIONS))


def _every_row_keeps_the_constraints():
    for table, definition in _asked(CHECKED):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT anew {definition}")
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT anew")


def _asked(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return sorted(cursor.fetchall())
