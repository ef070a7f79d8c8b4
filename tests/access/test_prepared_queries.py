"""Composed once for all readers of one kind: nothing of one of them may stay in what the next one asks.

That each says what composing it says is looked at wherever a test asks one: see conftest.
"""

from contextlib import ExitStack

import pytest
from django.utils import timezone

from access.querysets import prepared
from networks.models import Network, Seat
from officials.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def readers(member, lead, network):
    """Two of one kind, as a page has them."""
    lead.official.is_lead = False
    with ExitStack() as stack:
        for reader in (member, lead):
            stack.enter_context(Network.objects.known(reader))
        yield member, lead


def test_each_reader_gets_their_own_though_it_is_composed_once(readers):
    mine = prepared(lambda user: Seat.objects.visible_to(user).filter(official__user=user).values_list("official__user__email", flat=True))
    assert [mine(reader) for reader in readers] == [[reader.email] for reader in readers]
    assert len(mine.compiled) == 1


def test_a_list_of_ids_may_have_any_number(readers):
    people = prepared(lambda ids: User.objects.filter(pk__in=ids).order_by("pk"))
    ids = sorted(reader.pk for reader in readers)
    assert [person.pk for person in people(ids)] == ids
    assert [person.pk for person in people(ids[:1])] == ids[:1]
    assert people([]) == []


def test_what_may_be_nothing_is_asked_as_nothing(readers):
    merged = prepared(lambda other: User.objects.filter(merged_into=other).order_by("pk"))
    assert {reader.pk for reader in readers} <= {person.pk for person in merged(None)}
    assert merged(readers[0].pk) == []


@pytest.mark.parametrize(
    "compose",
    [
        lambda _user: User.objects.filter(created_at__lt=timezone.now()),
        lambda _user: User.objects.filter(created_at__date=timezone.now().date()),
        lambda _user: User.objects.filter(created_at__hour=3),
        lambda user: User.objects.filter(pk__gt=user.pk + 1),
        lambda user: User.objects.filter(email__startswith=user.email),
        lambda user: User.objects.filter(language=user.language),
        lambda user: User.objects.filter(pk__in=list(user.posts.values_list("pk", flat=True))),
    ],
    ids=[
        "the moment",
        "the day",
        "the reader's zone",
        "a sum with an id",
        "a part of words",
        "the reader's language",
        "what is asked meanwhile",
    ],
)
def test_what_would_stay_of_one_reader_is_an_error(compose, readers):
    with pytest.raises((TypeError, User.DoesNotExist)):
        prepared(compose)(readers[0])


def test_a_number_that_no_id_can_be_finds_nothing(signed_in, member):
    assert prepared(lambda pk: User.objects.filter(pk=pk))(10**30) == []
    assert signed_in(member).get(f"/people/{10**30}/").status_code == 404
