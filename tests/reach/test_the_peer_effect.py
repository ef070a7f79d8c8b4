"""Whether cities adopt sooner what their peers visibly have: from the record to the page."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.core.management import call_command
from statsmodels.discrete.conditional_models import ConditionalPoisson

from actions.models import ClimateAction, Practice, StageChange
from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from benchmarks.peer_effect import world
from cities.models import City
from networks.models import CityMembership
from reach.models import PeerAdoption, PeerEffect
from reach.periodic import compute_due_peer_effects
from reach.queries.adoptions import Record
from reach.queries.exposure import shares
from reach.queries.hazard import Hazard, Rows, comparable, estimate
from tests.conftest import make_city, make_network, make_official
from tests.real_parts import wait_until

BEGAN = date(2016, 1, 1)


def acts(city: City, practice: Practice, on: date, *, published: datetime | None = None, readers: str = "members") -> ClimateAction:
    published = published or datetime(on.year, on.month, on.day, tzinfo=UTC)
    action = ClimateAction.objects.create(
        city=city, practice=practice, title=f"{practice} in {city}", stage="adopted", stage_on=on, status="published",
        confirmed_at=published, created_at=published, changed_at=published, readers=readers,
    )  # fmt: skip
    StageChange.objects.create(action=action, stage="adopted", happened_on=on)
    return action


@pytest.fixture
def three(network, other_network):
    """Oslo, Bergen and Turku share two networks; Lund is in the first alone."""
    oslo, bergen, turku, lund = (make_city(name) for name in ("Oslo", "Bergen", "Turku", "Lund"))
    for city in (oslo, bergen, turku, lund):
        CityMembership.objects.create(network=network, city=city, started_on=BEGAN)
    for city in (oslo, bergen, turku):
        CityMembership.objects.create(network=other_network, city=city, started_on=BEGAN)
    practice = Practice.objects.create(network=network, name="Night buses", slug="night-buses", definition="Buses at night.")
    return practice, oslo, bergen, turku, lund


def seen_by(record: Record, city: City) -> list[float]:
    panel = record.panel()
    return [float(panel.seen(quarter)[0][record.cities.index(city.pk), 0]) for quarter in range(panel.quarters)]


def test_a_city_sees_what_peers_have_adopted_from_when_they_publish_it(three):
    practice, oslo, bergen, turku, _lund = three
    acts(bergen, practice, date(2020, 2, 1), published=datetime(2020, 8, 1, tzinfo=UTC))
    record = Record(as_of=date(2020, 12, 1))
    assert record.starts == [date(2020, 1, 1), date(2020, 4, 1), date(2020, 7, 1), date(2020, 10, 1)]
    assert seen_by(record, oslo) == [0, 0, 0, 0.5]
    assert seen_by(record, turku) == seen_by(record, oslo)


def test_ties_are_the_networks_that_cities_share_beside_that_of_the_practice(three):
    practice, _oslo, bergen, _turku, lund = three
    acts(bergen, practice, date(2020, 2, 1))
    assert seen_by(Record(as_of=date(2020, 12, 1)), lund) == [0, 0, 0, 0]


def test_what_a_city_closes_or_withdraws_is_seen_no_more(three):
    practice, oslo, bergen, turku, _lund = three
    closed, gone = acts(bergen, practice, date(2020, 1, 15)), acts(turku, practice, date(2020, 1, 15))
    closing = activity(
        Verb.ACTION_READERS_CHANGED, by=None, subject=closed, at=datetime(2020, 5, 1, tzinfo=UTC),
        before={"readers": "members"}, after={"readers": "city"},
    )  # fmt: skip
    leaving = activity(Verb.ACTION_WITHDRAWN, by=None, subject=gone, at=datetime(2020, 8, 1, tzinfo=UTC))
    Activity.objects.bulk_create([closing, leaving])
    ClimateAction.objects.filter(pk=closed.pk).update(readers="city")
    ClimateAction.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawn_at=datetime(2020, 8, 1, tzinfo=UTC))
    record = Record(as_of=date(2020, 12, 1))
    assert seen_by(record, oslo) == [0, 1, 0.5, 0]
    assert record.adoptions(record.panel()) == []


def test_an_adoption_lists_what_its_city_could_see(three):
    practice, oslo, bergen, _turku, lund = three
    first = acts(bergen, practice, date(2020, 2, 1))
    acts(lund, practice, date(2020, 6, 1))
    second = acts(oslo, practice, date(2020, 8, 1))
    record = Record(as_of=date(2020, 12, 1))
    found = {one.action: one for one in record.adoptions(record.panel())}
    assert found[first.pk].seen == []
    assert found[second.pk].seen == [first.pk, *[one.pk for one in ClimateAction.objects.filter(city=lund)]]
    assert found[second.pk].share == 50


def test_shares_are_of_ties_to_others_alone():
    inside = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]], dtype=float)
    adopted = np.array([[0], [1], [0], [0]], dtype=float)
    # The first has a tie to the second, who adopted, and to the last; the last has one to each of the three.
    assert shares(inside, np.array([0]), adopted).ravel().tolist() == pytest.approx([1 / 2, 0, 0, 1 / 3])


def test_the_fast_likelihood_is_that_of_statsmodels():
    rows = comparable(Rows(**world(np.random.default_rng(3)).columns()))
    few = comparable(rows.where(rows.city < 25))
    strata = np.unique(few.practice * 1000 + few.quarter, return_inverse=True)[1]
    pace = np.unique(few.city, return_inverse=True)[1]
    columns = np.column_stack([few.seen, pace[:, None] == np.arange(1, pace.max() + 1)])
    ours = Hazard(few.adopted, columns, strata, np.zeros(columns.shape[1]))
    theirs = ConditionalPoisson(few.adopted, columns, groups=strata)
    params = np.random.default_rng(0).normal(0, 0.3, pace.max() + 1)
    assert ours.loglike(params) == pytest.approx(theirs.loglike(params))
    assert ours.score(params) == pytest.approx(theirs.score(params))
    assert ours.hessian(params) == pytest.approx(theirs.hessian(params), rel=1e-3, abs=1e-3)


def test_a_strong_effect_is_seen_and_its_interval_holds_it():
    found = estimate(Rows(**world(np.random.default_rng(1), effect=5.0).columns()), seed=1, permutations=199)
    assert found.p_value < 0.01
    low, high = found.seen.ends
    assert low < 5 < high


def test_it_refuses_what_is_too_little_and_says_why(three, signed_in):
    practice, _oslo, bergen, _turku, _lund = three
    acts(bergen, practice, date(2020, 2, 1))
    PeerEffect.objects.create(version=1)
    call_command("estimate_peer_effect")
    found = PeerEffect.objects.get()
    assert found.refusals == ["few-cities", "few-practices", "few-adoptions", "few-after-peers"]
    page = signed_in(None).get("/reach/peer-effect/").content.decode()
    assert "Not enough to say" in page
    assert "Too few cities that can be compared with others" in page


@pytest.fixture
def many(db):
    """Forty cities in four networks with twelve practices, each adopted by most of its cities over eight years."""
    rng = np.random.default_rng(7)
    networks = [make_network(name) for name in ("Buses", "Trees", "Roofs", "Bins")]
    cities = [make_city(f"City {n}", region=["europe", "africa"][n % 2]) for n in range(40)]
    for city in cities:
        for network in rng.permutation(networks)[: rng.integers(2, 5)]:
            CityMembership.objects.create(network=network, city=city, started_on=BEGAN)
    for number in range(12):
        network = networks[number % 4]
        practice = Practice.objects.create(network=network, name=f"Practice {number}", slug=f"p-{number}", definition="x")
        for membership in network.city_memberships.all():
            if rng.random() < 0.6:
                day = BEGAN + timedelta(days=int(rng.integers(100, 2900)))
                acts(membership.city, practice, day, readers=str(rng.choice(["public", "members", "city"], p=[0.4, 0.5, 0.1])))
    return networks


def test_of_enough_there_is_an_estimate_with_its_interval_numbers_and_limits(many, signed_in):
    PeerEffect.objects.create(version=1)
    call_command("estimate_peer_effect")
    found = PeerEffect.objects.get()
    assert found.refusals == []
    assert found.low < found.effect < found.high
    assert found.adoptions >= 100
    page = signed_in(None).get("/reach/peer-effect/").content.decode()
    for words in ("95 % interval", "Rows at risk", "Self-selection", "Likeness", "Reporting", "no effect"):
        assert words in page


def test_a_reader_sees_the_adoptions_that_they_may_see_elsewhere(many, signed_in):
    PeerEffect.objects.create(version=1)
    call_command("estimate_peer_effect")
    public = PeerAdoption.objects.filter(action__readers="public")
    assert not PeerAdoption.objects.filter(action__readers="city").exists()
    member = make_official("Mo", CityMembership.objects.filter(network=many[0]).first().city)
    lines = b"".join(signed_in(None).get("/reach/peer-effect/export/").streaming_content).decode().splitlines()
    assert len(lines) == 1 + public.count() < 1 + PeerAdoption.objects.count()
    own = PeerAdoption.objects.filter(action__city=member.official.city, action__readers="members").first()
    assert f"/actions/{own.action_id}/" not in "".join(lines)
    mine = b"".join(signed_in(member).get("/reach/peer-effect/export/").streaming_content).decode()
    assert f"/actions/{own.action_id}/" in mine


def test_the_page_takes_as_many_queries_for_many_adoptions_as_for_few(many, signed_in, django_assert_max_num_queries):
    PeerEffect.objects.create(version=1)
    call_command("estimate_peer_effect")
    with django_assert_max_num_queries(12):
        signed_in(None).get("/reach/peer-effect/")


@pytest.mark.django_db(transaction=True)
def test_a_worker_computes_what_an_administrator_asks_for(three, administrator, manager, signed_in, start_worker):
    start_worker("reach")
    assert signed_in(manager).post("/reach/peer-effect/compute/").status_code == 403
    page = signed_in(administrator).post("/reach/peer-effect/compute/", follow=True).content.decode()
    assert "It is being computed" in page
    # statsmodels takes its time to be imported on a busy machine.
    wait_until(PeerEffect.objects.computed().exists, seconds=120)
    assert "Not enough to say" in signed_in(None).get("/reach/peer-effect/").content.decode()


def test_who_asks_twice_hears_that_it_is_being_computed(administrator, signed_in):
    browser = signed_in(administrator)
    browser.post("/reach/peer-effect/compute/")
    assert "It is being computed already." in browser.post("/reach/peer-effect/compute/", follow=True).content.decode()
    assert PeerEffect.objects.count() == 1


def test_the_clock_computes_each_scope_once_a_month(three):
    compute_due_peer_effects()
    compute_due_peer_effects()
    assert [str(one.network) for one in PeerEffect.objects.order_by("pk")] == ["None", "Public Transport"]
    assert not PeerEffect.objects.waiting().exists()


def test_no_web_process_imports_statsmodels(settings):
    run = "import django, sys; django.setup(); import c40net.wsgi, c40net.urls; sys.exit('statsmodels' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", run], cwd=settings.BASE_DIR, check=False).returncode == 0
