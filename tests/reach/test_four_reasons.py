"""Peer pressure, scale, ownership and trust: worlds that one can count by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from actions.models import Adaptation, ClimateAction, Influence, Practice, StageChange
from exchange.models import Question, Reply
from networks.models import CityMembership
from officials.models import today
from partnerships.models import Agreement, ExchangeRate, Partner, Party
from partnerships.queries import scale_over_all
from reach.models import Counted, Snapshot, SnapshotFigure
from reach.queries import FIGURE, FIGURES, Scope, counted
from tests.conftest import give_seat, make_city, make_official
from tests.reach.conftest import make_pulse
from tests.reach.test_what_was_counted import adds_up, every_listing

OF_FOUR = [figure for figure in FIGURES if figure.reason != "multiplier"]


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def cities(network):
    """Six cities of the network since long ago: two of Europe, two of Africa, two of Latin America, each pair with a language of its own."""
    made = [
        make_city(f"City {n}", region=region, languages=[language])
        for n, (region, language) in enumerate(
            [("europe", "no"), ("europe", "no"), ("africa", "sw"), ("africa", "sw"), ("latin_america", "es"), ("latin_america", "es")]
        )
    ]
    CityMembership.objects.bulk_create(CityMembership(network=network, city=city, started_on=days_ago(2000).date()) for city in made)
    return made


@pytest.fixture
def practice(network):
    return Practice.objects.create(network=network, name="Bus lanes", slug="bus-lanes", definition="Lanes for buses.")


def an_action(city, practice, *, adopted: int | None = None, **fields) -> ClimateAction:
    """Published; adopted so many days ago, or only planned."""
    stage = "planned" if adopted is None else "adopted"
    day = days_ago(500 if adopted is None else adopted)
    said = {
        "stage": stage,
        "stage_on": day.date(),
        "status": "published",
        **dict.fromkeys(["confirmed_at", "created_at", "changed_at"], day),
    }
    action = ClimateAction.objects.create(city=city, practice=practice, title=f"Lanes of {city}", **{**said, **fields})
    StageChange.objects.create(action=action, stage=stage, happened_on=day.date())
    return action


def says(action, part, days=10) -> None:
    Influence.objects.create(action=action, network=action.practice.network, part=part, said_on=days_ago(days).date())


# Peer pressure


def test_cities_that_answered_say_whether_the_network_led_to_action(cities, practice, network, count):
    for city, part, adopted in zip(cities, ["led", "led", "led", "contributed", "none"], [50, 60, None, 50, 50], strict=False):
        says(an_action(city, practice, adopted=adopted), part)
    says(an_action(cities[0], practice, adopted=40), "led")
    says(an_action(cities[5], practice, adopted=40, readers="city"), "led")
    says(an_action(cities[5], practice, adopted=40, status="draft", confirmed_at=None), "led")
    assert count(network)["led-directly"] == count()["led-directly"] == 100 * 2 / 5
    assert SnapshotFigure.objects.of(network).get(figure="led-directly").parts == {"led-cities": 2, "influence-cities": 5}


def test_of_four_cities_no_share_is_said_and_the_words_say_so(cities, practice, network, count, signed_in):
    for city in cities[:4]:
        says(an_action(city, practice, adopted=50), "led")
    assert count(network)["led-directly"] is None
    assert FIGURE["led-directly"].text(None) == "too few answers"
    assert "too few answers" in signed_in(None).get("/reach/led-directly/").content.decode()


def test_what_a_city_withdrew_is_its_word_until_that_day(cities, practice, network, count):
    for city in cities[:5]:
        says(an_action(city, practice, adopted=50), "led", days=40)
    ClimateAction.objects.filter(city=cities[0]).update(status="withdrawn", withdrawn_at=days_ago(20))
    assert count(network, days_ago(30).date())["led-directly"] == 100
    assert count(network)["led-directly"] is None


def test_an_adoption_follows_a_peer_if_another_city_of_the_network_was_first(cities, practice, network, count):
    for city, adopted in zip(cities, [100, 90, 80, 80], strict=False):
        an_action(city, practice, adopted=adopted)
    an_action(cities[1], practice, adopted=10)
    another = Practice.objects.create(network=network, name="Trees", slug="trees", definition="Trees.")
    an_action(cities[1], another, adopted=70)
    an_action(make_city("Stranger"), practice, adopted=5)
    figures = count(network)
    assert figures["adoptions-after-a-peer"] == 100 * 3 / 5
    assert figures["cities-that-followed"] == 3


def test_whom_nobody_may_know_of_is_neither_first_nor_second(cities, practice, network, count):
    an_action(cities[0], practice, adopted=400, readers="city")
    for city in cities[1:]:
        an_action(city, practice, adopted=50)
    an_action(cities[1], Practice.objects.create(network=network, name="Trees", slug="trees", definition="Trees."), adopted=9)
    assert count(network)["adoptions-after-a-peer"] == 0


# Scale


def an_agreement(network, cities, *, pooled, alone, **fields) -> Agreement:
    partner, _ = Partner.objects.get_or_create(name="Partner", defaults={"kind": "non_profit", "helps_with": "Buses"})
    said = {
        "title": "Buses", "scope": "Buses.", "starts_on": days_ago(300).date(), "ends_on": days_ago(-300).date(), "status": "active",
        "active_since": days_ago(200), "value": 900_000, "value_for": "Advice", "cost": sum(pooled), "alone_means": "The same.",
    }  # fmt: skip
    agreement = Agreement.objects.create(network=network, partner=partner, **{**said, **fields})
    for city, pays, would in zip(cities, pooled, alone, strict=False):
        Party.objects.create(
            agreement=agreement, city=city, status="signed", signed_on=days_ago(210).date(), authority="Council", cost_pooled=pays, cost_alone=would
        )  # fmt: skip
    return agreement


def test_scale_is_what_the_pages_of_the_agreements_say(cities, network, other_network, count):
    an_agreement(network, cities, pooled=[100, 200, 300, 400], alone=[300, 500, 700, None])
    ExchangeRate.objects.create(currency="EUR", day=days_ago(400).date(), usd=Decimal("1.25"), source="ECB")
    ExchangeRate.objects.create(currency="EUR", day=days_ago(10).date(), usd=Decimal(9), source="ECB")
    an_agreement(other_network, cities, pooled=[40, 40, 40], alone=[80, 80, 80], currency="EUR", value=1000)
    an_agreement(network, cities, pooled=[7, 7, 7], alone=[9, 9, 9], status="open", value=5)
    an_agreement(network, cities, pooled=[7, 7, 7], alone=[9, 9, 9], currency="IDR", value=5)
    for of in (network, other_network, None):
        figures, agreements = count(of), Agreement.objects.filter(network=of) if of else Agreement.objects.all()
        page = scale_over_all(agreements.with_rate(today())).scale
        assert figures["resources-per-city"] == pytest.approx(float(page.value_per_city))
        assert figures["cost-per-city-pooled"] == pytest.approx(float(page.pooled_per_city))
        assert figures["cost-per-city-alone"] == pytest.approx(float(page.alone_per_city))
        assert figures["saved-together"] == pytest.approx(100 * float(page.saving_part))
    assert count(network)["resources-per-city"] == 900_000 / 4
    assert count(network)["saved-together"] == 100 * 900 / 1500


def test_of_two_cities_nobody_learns_what_each_would_pay_alone(cities, network, other_network, count):
    an_agreement(network, cities, pooled=[100, 200], alone=[300, 500])
    of_three = an_agreement(other_network, cities, pooled=[100, 100, 100], alone=[200, 200, 200])
    assert count(network)["cost-per-city-alone"] is None
    assert count()["cost-per-city-alone"] == count(other_network)["cost-per-city-alone"] == 200
    assert count(network)["resources-per-city"] == 450_000
    assert set(Counted.objects.filter(part__startswith="cost-").values_list("thing_id", flat=True)) == {of_three.pk}


def test_no_row_has_what_one_city_pays(cities, network, count):
    an_agreement(network, cities, pooled=[100, 200, 300], alone=[300, 500, 700])
    count()
    assert set(Counted.objects.filter(part__endswith="signatures").values_list("amount", flat=True)) == {0}


# Ownership


def test_an_action_is_led_by_an_official_of_its_city_while_they_work_there(cities, practice, network, count):
    own, other = (make_official(f"Official {n}", cities[n]).official for n in range(2))
    type(own).objects.update(started_on=days_ago(900).date())
    for lead in (own, own, other, None, None):
        an_action(cities[0], practice, adopted=100, lead=lead)
    an_action(cities[0], practice, adopted=100, lead=own, lead_for="city")
    an_action(cities[0], practice, adopted=100, lead=own, stage="stopped", stage_on=days_ago(50).date())
    assert count(network)["led-by-own-officials"] == 100 * 2 / 5
    type(own).objects.filter(pk=own.pk).update(ended_on=days_ago(20).date())
    assert count(network, days_ago(10).date())["led-by-own-officials"] == 0
    assert count(network, days_ago(30).date())["led-by-own-officials"] == 100 * 2 / 5


def test_home_says_what_comes_of_ones_networks_where_something_can_be_said(cities, practice, network, other_network, count, signed_in):
    someone = make_official("Someone", cities[0])
    for joined in (network, other_network):
        give_seat(someone, joined)
    count()
    assert 'id="reach"' not in signed_in(someone).get(reverse("home")).text
    Snapshot.objects.all().delete()
    for _number in range(5):
        an_action(cities[0], practice, adopted=100, lead=someone.official)
    count()
    card = signed_in(someone).get(reverse("home")).text.partition('id="reach"')[2].partition("</section>")[0]
    assert reverse("network_reach", args=[network.slug]) in card
    assert reverse("network_reach", args=[other_network.slug]) not in card
    assert '<b>100 %</b> <span class="soft">of actions are led by an official of the city</span>' in card


def test_adaptations_are_counted_that_say_what_was_changed_to_who_may_read_it(cities, practice, network, count):
    origin = an_action(cities[0], practice, adopted=400)
    for city, changed, fields in zip(
        cities[1:], ["Lanes", "", "Lanes", "Lanes"], [{}, {}, {"text_for": "city"}, {"readers": "city"}], strict=False
    ):
        Adaptation.objects.create(action=an_action(city, practice, adopted=90, **fields), origin=origin, changed=changed)
    assert count(network)["adaptations-documented"] == 1
    assert SnapshotFigure.objects.of(network).get(figure="adaptations-documented").parts["adaptations"] == 3


def test_plans_on_the_shelf_are_those_that_the_city_is_asked_about(cities, practice, network, count):
    for days in (500, 400, 380, 200, 100):
        an_action(
            cities[0],
            practice,
            stage_on=days_ago(days).date(),
            **dict.fromkeys(["created_at", "confirmed_at", "changed_at"], days_ago(days)),
        )
    an_action(cities[1], practice, stage="done", stage_on=days_ago(400).date())
    ClimateAction.objects.filter(stage_on=days_ago(380).date()).update(affirmed_at=days_ago(5))
    assert count(network)["plans-on-the-shelf"] == 100 * 2 / 5
    assert ClimateAction.objects.on_the_shelf(timezone.now()).count() == 2


# Trust


@pytest.fixture
def ask(network, cities):
    """ask(0, [(1, 5)]): City 0 asks, City 1 answers after five hours."""
    people = {}

    def person(n):
        people[n] = people.get(n) or make_official(f"Official of {n}", cities[n])
        return people[n]

    def asked(asker, answers, *, days=30.0, label="network", reply_label=None):
        by, at = person(asker), datetime.combine(days_ago(days).date(), datetime.min.time(), UTC)
        question = Question.objects.create(network=network, author=by, official=by.official, title="How?", label=label, posted_at=at)
        for n, hours in answers:
            then, giver = at + timedelta(hours=hours), person(n)
            Reply.objects.create(
                question=question, author=giver, official=giver.official, text="So.", label=reply_label or label, posted_at=then
            )
            if n != asker:
                question.answered_at = min(question.answered_at or then, then)
        question.save()
        return question

    return asked


def test_half_of_the_questions_were_answered_within_the_time(ask, network, count):
    for hours in (1, 2, 8, 30):
        ask(0, [(0, 0.5), (1, hours)])
    ask(2, [(0, 100)], label="chatham")
    ask(2, [])
    ask(2, [(0, 7)], days=400)
    assert count(network)["time-to-first-answer"] == 8
    assert SnapshotFigure.objects.of(network).get(figure="time-to-first-answer").parts == {
        "first-answers-median": 8, "first-answers": 5, "questions": 6,
    }  # fmt: skip
    Question.objects.filter(label="chatham").update(hidden_at=timezone.now())
    assert count(network, days_ago(1).date())["time-to-first-answer"] == 8


def test_answers_go_both_ways_across_regions_and_across_languages(ask, network, count):
    ask(0, [(1, 1), (1, 2), (2, 3), (0, 4)])
    ask(1, [(0, 1)])
    ask(4, [(2, 1), (5, 1)])
    figures = count(network)
    # 1→0, 2→0, 0→1, 2→4, 5→4; 1→0 and 0→1 go both ways; 2→0 and 2→4 cross a border of regions, and of languages.
    assert figures["answers-returned"] == 100 * 2 / 5
    assert figures["answers-across-regions"] == 100 * 2 / 5
    assert figures["answers-across-languages"] == 100 * 2 / 5


def test_a_tie_in_confidence_is_in_no_number_and_no_list(ask, network, count):
    for n in range(1, 6):
        ask(0, [(n, 1)])
        ask(n, [(0, 1)], label="chatham")
        ask(n, [(0, 1)], reply_label="cities")
    assert count(network)["answers-returned"] == 0
    assert Counted.objects.filter(part="answers").count() == 5


def test_what_is_shared_in_confidence_is_a_share_and_names_nobody(ask, network, count):
    ask(0, [(1, 1), (2, 1)])
    ask(0, [(1, 1)], label="chatham")
    ask(0, [(1, 1)], reply_label="cities")
    assert count(network)["shared-in-confidence"] == pytest.approx(100 * 3 / 7)
    assert set(Counted.objects.filter(part__endswith="in-confidence").values_list("city_id", flat=True)) == {0}


def test_the_pulse_of_all_is_that_of_the_networks_that_are_shown(network, other_network, count):
    make_pulse(network, days_ago=130, counts=[6, 0, 0, 0, 0])
    make_pulse(network, days_ago=40, counts=[1, 0, 1, 2, 4])
    make_pulse(other_network, days_ago=40, counts=[0, 0, 0, 0, 4])
    assert count(network)["ask-openly"] == count()["ask-openly"] == 100 * 6 / 8
    assert count(other_network)["ask-openly"] is None
    assert count(network, days_ago(60).date())["ask-openly"] == 0
    assert set(SnapshotFigure.objects.of(other_network).filter(figure="ask-openly").latest("scope").parts.values()) == {0}


# All of them


@pytest.fixture
def everything(cities, practice, network, ask):
    lead = make_official("Lea Lead", cities[0]).official
    origin = an_action(cities[0], practice, adopted=500, lead=lead)
    for city in cities[1:]:
        action = an_action(city, practice, adopted=90)
        says(action, "led")
        Adaptation.objects.create(action=action, origin=origin, changed="Width")
    an_agreement(network, cities, pooled=[100, 200, 300], alone=[300, 500, 700])
    for n in range(1, 6):
        ask(0, [(n, n)])
        ask(n, [(0, 1)], label="chatham")
    make_pulse(network, days_ago=40, counts=[1, 0, 1, 2, 4])


def test_the_rows_of_every_figure_add_up_for_every_reader(everything, administrator, count):
    count()
    assert [figure.key for figure in OF_FOUR if count()[figure.key] is None] == ["peer-effect"]
    for reader in (AnonymousUser(), administrator):
        for listing in every_listing(today(), reader):
            if listing.figure in OF_FOUR:
                adds_up(listing)


def test_a_visitor_reads_no_name_in_any_list(everything, network, cities, count):
    count()
    for listing in every_listing(today(), AnonymousUser()):
        if listing.figure in OF_FOUR:
            text = "".join(listing.csv())
            for words in ("City 0", "City 1", "Lanes of", "How?", "So.", "Buses"):
                assert words not in text, listing


def test_no_figure_of_these_is_told_of_a_single_city(cities):
    assert all("city" not in figure.scopes for figure in OF_FOUR)
    assert counted(figure=OF_FOUR[0], scope=Scope(), as_of=today(), user=AnonymousUser()) is None
