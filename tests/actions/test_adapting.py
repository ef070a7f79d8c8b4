"""A city takes over what a peer does, with credit, and without a way in a circle."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Adaptation, ClimateAction, Stage
from actions.queries.lineage import lineage_of
from actions.services import OwnActionError, adapt_action, confirm_action, withdraw_action
from activity.models import Activity
from activity.verbs import Verb
from cities.models import Region
from notices.models import Notice
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_city, make_official

WORDS = {"title": "Our corridor", "kept": "The contract", "changed": "Narrow lanes", "why": "Old streets"}


@pytest.fixture
def lima(network):
    return make_city("Lima", region=Region.LATIN_AMERICA)


@pytest.fixture
def lucho(lima, network):
    user = make_official("Lucho Lima", lima, is_lead=True)
    give_seat(user, network)
    return user


@pytest.fixture
def origin(lima, lucho, network):
    return make_action(lima, "Corridor of the south", practice=make_practice(network, "Corridor"), text="Stations first.", stage=Stage.DONE)


def adapted(origin, by):
    return adapt_action(origin=origin, city=by.official.city, by=by, **WORDS)


def test_it_begins_a_draft_with_what_the_person_may_read(signed_in, member, origin):
    origin.indicators.create(name="Passengers", unit="number of passengers")
    page = signed_in(member).post(reverse("action_adapt", args=[origin.pk]), WORDS)
    draft = ClimateAction.objects.get(city=member.official.city)
    assert page.url == draft.get_absolute_url()
    assert (draft.title, draft.text, draft.practice, draft.status, draft.stage) == (
        "Our corridor", "Stations first.", origin.practice, "draft", "idea",
    )  # fmt: skip
    assert [indicator.name for indicator in draft.indicators.all()] == ["Passengers"]
    assert draft.adaptations.get().why == "Old streets"


def test_what_its_city_keeps_is_not_taken_over(member, origin):
    ClimateAction.objects.filter(pk=origin.pk).update(text_for="city", indicators_for="city")
    origin.indicators.create(name="Passengers", unit="number of passengers")
    draft = adapted(origin, member)
    assert (draft.text, draft.indicators.count()) == ("", 0)


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"readers": "city"}])
def test_nobody_adapts_what_they_may_not_see(signed_in, member, origin, fields):
    ClimateAction.objects.filter(pk=origin.pk).update(**fields)
    assert signed_in(member).post(reverse("action_adapt", args=[origin.pk]), WORDS).status_code == 404


def test_nobody_adapts_what_their_own_city_does(signed_in, lucho, origin):
    assert signed_in(lucho).get(reverse("action_adapt", args=[origin.pk])).status_code == 404
    with pytest.raises(OwnActionError):
        adapted(origin, lucho)


def test_a_title_that_is_too_long_comes_back_with_all_that_was_written(signed_in, member, origin):
    page = signed_in(member).post(reverse("action_adapt", args=[origin.pk]), {**WORDS, "title": "x" * 151})
    assert list(page.context["form"].errors) == ["title"]
    assert b"Narrow lanes" in page.content
    assert not Adaptation.objects.exists()


def test_the_origin_hears_of_it_once_it_is_confirmed_and_not_before(member, lead, origin, lucho):
    draft = adapted(origin, member)
    assert not Notice.objects.filter(kind="actions.adapted").exists()
    confirm_action(action=draft, by=lead)
    assert Notice.objects.get(kind="actions.adapted").user == lucho
    assert Activity.objects.filter(verb=Verb.ACTION_ADAPTED, city=draft.city).count() == 1


def test_both_sides_name_each_other_where_the_reader_may_see_both(signed_in, member, lead, origin, lucho):
    draft = adapted(origin, member)
    assert "Our corridor" not in signed_in(lucho).get(origin.get_absolute_url()).content.decode()
    confirm_action(action=draft, by=lead)
    assert draft.get_absolute_url() in signed_in(lucho).get(origin.get_absolute_url()).content.decode()
    page = signed_in(member).get(draft.get_absolute_url()).content.decode()
    assert "Corridor of the south</a> of Lima" in page
    assert "Narrow lanes" in page


def test_a_withdrawn_origin_marks_its_descendants_and_deletes_nothing(signed_in, member, lead, origin, lucho):
    draft = adapted(origin, member)
    confirm_action(action=draft, by=lead)
    withdraw_action(action=origin, by=lucho)
    page = signed_in(member).get(draft.get_absolute_url()).content.decode()
    assert "Its origin was withdrawn on" in page
    assert "Corridor of the south" not in page
    assert Adaptation.objects.count() == 1


def test_an_origin_that_the_reader_may_not_see_has_no_name(signed_in, member, lead, manager, origin):
    draft = adapted(origin, member)
    confirm_action(action=draft, by=lead)
    ClimateAction.objects.filter(pk=origin.pk).update(readers="city")
    for url in (draft.get_absolute_url(), reverse("action_lineage", args=[draft.pk])):
        page = signed_in(manager).get(url).content.decode()
        assert "nother city" in page
        assert "Lima" not in page
        assert "Corridor of the south" not in page


def chain(origin, network, number):
    """So many generations, each of a city of its own."""
    made = [origin]
    for n in range(number):
        official = make_official(f"Somebody {n}", make_city(f"City {n}"), is_lead=True)
        give_seat(official, network)
        made.append(adapted(made[-1], official))
        confirm_action(action=made[-1], by=official)
    return made


def test_a_lineage_goes_on_over_generations(signed_in, member, origin, network):
    made = chain(origin, network, 3)
    lineage = lineage_of(made[2], member)
    assert [(node.action.pk, node.generation) for node in lineage.nodes] == [(action.pk, n) for n, action in enumerate(made)]
    page = signed_in(member).get(reverse("action_lineage", args=[made[2].pk])).content.decode()
    assert page.count("<path d=") == 3
    assert "4 cities, 4 generations" in page


def test_what_nobody_may_know_of_is_not_in_the_picture(manager, member, origin, network):
    adapted(origin, member)
    lineage = lineage_of(ClimateAction.objects.get(pk=origin.pk), manager)
    assert (len(lineage.nodes), lineage.edges) == (1, [])


def test_a_lineage_takes_as_many_queries_for_30_actions_as_for_3(member, origin, network, django_assert_num_queries):
    made = chain(origin, network, 3)
    lineage_of(made[0], member)
    with django_assert_num_queries(4):
        assert len(lineage_of(made[0], member).nodes) == 4
    more = [make_action(make_city(f"More {n}"), practice=origin.practice) for n in range(30)]
    Adaptation.objects.bulk_create(Adaptation(action=action, origin=origin) for action in more)
    with django_assert_num_queries(4):
        assert len(lineage_of(made[0], member).nodes) == 34


def test_nothing_is_ever_adapted_from_what_came_of_it(origin, network):
    first, _second, third = chain(origin, network, 2)
    with pytest.raises(IntegrityError, match="adaptation_is_younger_than_its_origin"), transaction.atomic():
        Adaptation.objects.create(action=first, origin=third)
