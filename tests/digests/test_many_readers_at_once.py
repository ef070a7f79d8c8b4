"""What is asked for many readers in one statement is what each of them may see."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings

from digests.queries.readers import Reader, for_each, know_posts, seen_by_each
from exchange.services import ask_question, reply_to, share_resource
from officials.models import User
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_network, make_official, make_staff
from tests.stories.conftest import make_story
from tests.worlds import build, worlds

MODELS = [model for model in apps.get_models() if hasattr(getattr(model, "objects", None), "visible_to")]


@pytest.fixture
def everybody(member, lead, outsider, manager, other_manager, administrator, network):
    """Of each kind one at least, in a world where each label and each state has something."""
    peer = make_official("Pilar Peer", make_city("Lima"))
    stranger = make_official("Sten Stranger", outsider.official.city)
    for user in (peer, stranger):
        give_seat(user, network)
    make_official("Una Unverified", peer.official.city, verified_at=None)
    make_staff("Stella Staff")
    group = make_network("Depots", parent=network, is_listed=False)
    give_seat(peer, group)
    for label in ("network", "cities", "chatham", "public"):
        said = {"label": label, "named_cities": [peer.official.city] if label == "cities" else []}
        asked = ask_question(network=network, title=label, text="", tags=[], by=member, uploads=[], **said)
        reply_to(question=asked, text="Ours.", by=peer, **said)
        share_resource(network=network, title=label, kind="tender", language="en", link="https://x.example/", by=member, **said)
    for readers in ("public", "members", "city"):
        make_action(member.official.city, readers, readers=readers, practice=make_practice(network, readers))
        make_action(member.official.city, f"Draft for {readers}", readers=readers, published=False)
    make_story(network, member.official.city, manager, lead=lead)
    make_story(network, member.official.city, manager, state="draft")
    return list(User.objects.all())


def by_statements(users, model) -> list[set[int]]:
    found = [set() for _ in users]
    for number, (pk,) in for_each([Reader(user) for user in users], lambda each: model.objects.visible_to(each).values_list("pk")):
        found[number].add(pk)
    return found


def one_by_one(users, model) -> list[set[int]]:
    return [set(model.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True)) for user in users]


def test_each_reads_what_they_would_alone(everybody):
    know_posts(everybody)
    for model in MODELS:
        assert by_statements(everybody, model) == one_by_one(everybody, model), model


@pytest.mark.django_db
@given(world=worlds())
@settings(
    max_examples=2, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_so_does_each_in_any_world(world):
    with transaction.atomic():
        users = build(world).users
        know_posts(users)
        for model in MODELS:
            assert by_statements(users, model) == one_by_one(users, model), model
        transaction.set_rollback(True)


def test_it_takes_as_many_statements_as_there_are_kinds_of_people(everybody, network):
    members = [make_official(f"Official {number}", make_city(f"City {number}")) for number in range(8)]

    def statements(users) -> int:
        with CaptureQueriesContext(connection) as asked:
            know_posts(users)
            seen_by_each((user, type(network), network.pk) for user in users)
        return len(asked)

    statements(members[:1])
    assert statements(members) == statements(members[:1]) == 4
