"""manage.py sample_world: invented people in the real cities and networks."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actions.models import Adaptation, ClimateAction, Influence, Proposal, Stage, StageChange
from activity.models import Activity
from activity.verbs import Verb
from c40net.sample.after import LATELY
from c40net.sample.workshops import SLOTS, when
from c40net.sample.world import build
from cities.models import City
from exchange.models import Introduction, Label, Question, Reply, Resource
from exchange.queries import could_answer, who_should_meet
from files.queries import first_pages
from networks.models import CityMembership, Invitation, Network, Seat, SeatMessage, Stewardship
from notices.models import Notice
from officials.models import Official, Staff, User
from officials.queries import namesakes
from reach.models import Snapshot
from tests.conftest import PASSWORD, assert_seats_say_who_is_seen, make_user
from workshops.models import CityHours, Feedback, FollowUp, Material, Registration, Workshop
from workshops.services import ask_for_feedback, record_held

ACCOUNTS = ["administrator", "lead", "manager", "official", "outsider"]


def sample_world(**options) -> str:
    out = StringIO()
    call_command("sample_world", **{"officials": 250, "years": 2, "stdout": out, **options})
    return out.getvalue()


@pytest.fixture
def world(db):
    sample_world()


def account(name: str) -> User:
    return User.objects.get(email=f"{name}@c40net.test")


def everything() -> dict[str, list]:
    """Without keys, and without what is secret or costly: passwords and invitations' links."""
    columns = {
        User: ("email", "full_name", "language", "time_zone", "is_sample", "created_at"),
        Official: ("user__email", "city__slug", "job_title", "is_lead", "started_on", "ended_on"),
        Staff: ("user__email", "is_administrator", "started_on", "ended_on"),
        Network: ("slug", "parent__slug", "purpose", "started_on"),
        CityMembership: ("network__slug", "city__slug", "role", "started_on", "ended_on"),
        Stewardship: ("network__slug", "staff__user__email", "started_on", "ended_on"),
        Seat: (
            "network__slug", "official__user__email", "status", "requested_at", "decided_at", "decided_by__email", "started_at", "ended_at",
            "offers", "seeks", "reason",
        ),
        Workshop: ("network__slug", "title", "starts_at", "status", "capacity", "minutes"),
        Registration: ("workshop__title", "official__user__email", "status", "asked_at", "attended_at", "contribution"),
        Invitation: ("network__slug", "email", "city__slug", "invited_by__email", "created_at", "accepted_at", "revoked_at"),
        ClimateAction: ("city__slug", "practice__slug", "title", "stage", "stage_on", "status", "readers", "created_by__email", "example_since"),
        Adaptation: ("action__title", "origin__title", "kept", "changed", "why"),
        Question: ("network__slug", "title", "label", "author__email", "posted_at", "answered_at", "accepted__author__email"),
        Resource: ("network__slug", "title", "label", "author__email", "posted_at", "latest__number", "latest__file__sha256"),
        Activity: ("happened_at", "verb", "actor__email", "official__user__email", "city__slug", "network__slug", "subject_label"),
    }  # fmt: skip
    return {model.__name__: list(model.objects.order_by("pk").values_list(*names)) for model, names in columns.items()}


@pytest.mark.django_db
def test_the_same_seed_and_moment_make_the_same_world():
    call_command("load_world")
    call_command("load_practices")
    worlds, now = [], timezone.now()
    for seed in (40, 40, 41):
        with transaction.atomic():
            build(seed=seed, officials=60, years=1, now=now)
            worlds.append(everything())
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]
    assert worlds[0] != worlds[2]


@pytest.mark.django_db
def test_it_is_refused_where_there_are_real_people():
    make_user("Rita Real")
    with pytest.raises(CommandError, match="holds real people"):
        sample_world()
    assert (User.objects.count(), City.objects.count(), Activity.objects.count()) == (1, 0, 0)


@pytest.mark.usefixtures("world")
def test_a_second_time_it_says_so_and_changes_nothing():
    make_user("Rita Real")
    before = everything()
    assert sample_world(seed=41) == "The sample world is there already; nothing was changed.\n"
    assert everything() == before


@pytest.mark.django_db
def test_it_asks_for_a_world_that_holds_the_accounts():
    with pytest.raises(CommandError, match="3 officials or more"):
        sample_world(officials=2)


@pytest.mark.usefixtures("world")
def test_everybody_is_invented():
    assert Official.objects.count() == 250
    assert not User.objects.filter(is_sample=False).exists()
    assert not User.objects.exclude(email__regex=r"^[a-z]+\.[a-z]+@[a-z-]+\.example$|^[a-z]+@c40net\.test$").exists()
    assert [row["n"] for row in User.objects.values("full_name").annotate(n=Count("pk")).filter(n__gt=1)] == [2]
    # Who signed up twice is found, to be merged.
    [twice] = namesakes(10)
    assert len(twice.posts) == 2


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_five_accounts_sign_in(name):
    client = Client()
    answer = client.post(reverse("account_login"), {"login": f"{name}@c40net.test", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(account(name).pk)


@pytest.mark.usefixtures("world")
def test_nobody_else_has_a_password():
    assert sorted(user.email.partition("@")[0] for user in User.objects.all() if user.has_usable_password()) == ACCOUNTS


@pytest.mark.usefixtures("world")
def test_the_five_accounts_are_who_they_say():
    transport = Network.objects.get(slug="public-transport")
    assert account("administrator").is_administrator
    assert [stewardship.network for stewardship in account("manager").staff.stewardships.all()] == [transport]
    lead, official, outsider = account("lead"), account("official"), account("outsider")
    assert [person.official.city.name for person in (lead, official, outsider)] == ["Jakarta", "Jakarta", "Oslo"]
    assert [person.official.is_lead for person in (lead, official, outsider)] == [True, False, False]
    assert transport in Network.objects.joined_by(lead)
    assert transport in Network.objects.joined_by(official)
    assert not outsider.official.seats.filter(network=transport).exists()


@pytest.mark.usefixtures("world")
def test_some_wait_for_the_lead_to_vouch_and_most_say_what_they_know():
    waiting = Official.objects.waiting()
    assert [official.city.name for official in waiting] == ["Jakarta"] * 3
    assert not Seat.objects.filter(official__in=waiting).exists()
    assert User.objects.visible_to(account("administrator")).matching("bus lanes").exists()
    assert not City.objects.exclude(email_domains=[]).exists()


@pytest.mark.usefixtures("world")
def test_every_active_seat_is_of_a_city_in_the_network():
    there = set(CityMembership.objects.current().values_list("network", "city"))
    seats = set(Seat.objects.active().values_list("network", "official__city"))
    assert len(seats) > 100
    assert seats <= there


@pytest.mark.usefixtures("world")
def test_seats_say_who_is_seen_by_them():
    assert Seat.objects.filter(shown__isnull=False).count() > 100
    assert_seats_say_who_is_seen()


@pytest.mark.usefixtures("world")
def test_nobody_sits_before_they_came_or_after_they_left():
    assert not Seat.objects.filter(requested_at__lt=F("official__user__created_at")).exists()
    assert not Seat.objects.active().filter(official__ended_on__isnull=False).exists()
    assert not Seat.objects.filter(ended_at__date__gt=F("official__ended_on")).exists()
    assert not Official.objects.filter(city__left_on__isnull=False).exists()


@pytest.mark.usefixtures("world")
def test_members_of_a_working_group_are_members_of_its_network():
    groups = Network.objects.filter(parent__isnull=False).annotate(members=Count("seats"))
    assert groups.count() == 4
    for group in groups:
        assert group.members > 0
        assert set(group.seats.values_list("official")) <= set(group.parent.seats.active().values_list("official"))


@pytest.mark.usefixtures("world")
def test_something_waits_in_each_network():
    waiting = Network.objects.open().top_level().annotate(n=Count("seats", filter=Q(seats__status="requested")))
    assert min(network.n for network in waiting) >= 1
    assert not Stewardship.objects.current().filter(network__ended_on__isnull=False).exists()
    assert Network.objects.open().filter(stewardships__in=Stewardship.objects.current()).distinct().count() == 20


@pytest.mark.usefixtures("world")
def test_no_mail_is_owed():
    assert not Invitation.objects.filter(mailed_at__isnull=True).exists()
    assert SeatMessage.objects.count() == 4
    assert not Notice.objects.unmailed().exists()


@pytest.mark.usefixtures("world")
def test_the_log_agrees_with_the_seats():
    lines = Activity.objects.all()
    assert lines.filter(verb=Verb.SEAT_STARTED).count() == Seat.objects.filter(started_at__isnull=False).count()
    assert lines.filter(verb=Verb.SEAT_LEFT).count() == Seat.objects.filter(status="left").count()
    assert lines.filter(verb=Verb.SEAT_DECLINED).count() == Seat.objects.filter(status="declined").count()
    assert lines.filter(verb=Verb.CITY_JOINED).count() == CityMembership.objects.values("network", "city").distinct().count()
    assert lines.aggregate(last=Max("happened_at"))["last"] <= timezone.now()
    pks = list(lines.order_by("happened_at", "pk").filter(actor__isnull=False).values_list("pk", flat=True))
    assert pks == sorted(pks)


@pytest.mark.usefixtures("world")
def test_public_transport_had_a_busy_fortnight():
    lately = Activity.objects.filter(network__slug="public-transport", happened_at__gte=timezone.now() - timedelta(days=14))
    counts = dict(lately.values_list("verb").annotate(n=Count("pk")))
    assert counts[Verb.CITY_JOINED] == 2
    assert counts[Verb.LEAD_CITY_NAMED] == 1
    assert counts[Verb.WORKING_GROUP_CREATED] == 1
    assert counts[Verb.SEAT_STARTED] >= 4
    assert counts[Verb.SEAT_REQUESTED] >= 5


@pytest.mark.usefixtures("world")
def test_networks_meet_in_every_way_and_state():
    workshops = Workshop.objects.filter(network__slug="public-transport")
    assert set(workshops.values_list("kind", flat=True)) == set(Workshop.Kind.values)
    assert set(workshops.values_list("setting", flat=True)) == set(Workshop.Setting.values)
    assert {workshop.state for workshop in workshops} == {"draft", "announced", "held", "cancelled"}
    assert workshops.without_follow_up().count() == 1
    assert workshops.filter(sitting_of__isnull=False).count() == 1
    assert workshops.exclude(also_for=None).count() == 1
    assert Workshop.objects.in_network(Network.objects.get(slug="air-quality")).count() >= 5
    assert CityHours.objects.filter(minutes_outside__gt=0).exists()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/London", "America/Los_Angeles"])
def test_what_was_held_lately_is_of_the_last_week_at_whatever_hour_the_world_is_made(zone):
    [lately] = [slot for slot in SLOTS if slot.story == "lately"]
    for hours in range(7 * 24):
        now = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hours)
        _starts_at, ends_at = when(now, ZoneInfo(zone), lately)
        assert now - LATELY < ends_at < now


@pytest.mark.usefixtures("world")
def test_the_accounts_come_wait_and_are_offered_a_place():
    lead, official = (set(account(name).official.registrations.values_list("status", flat=True)) for name in ("lead", "official"))
    assert {"registered", "waitlisted"} <= lead
    assert {"registered", "offered"} <= official
    door = Workshop.objects.get(
        network__slug="public-transport", starts_at__lt=timezone.now() + timedelta(hours=1), ends_at__gt=timezone.now()
    )
    assert door.registrations.registered().filter(official=account("official").official).exists()


@pytest.mark.usefixtures("world")
def test_what_came_of_workshops_agrees_with_the_log():
    lines = Activity.objects.all()
    assert lines.filter(verb=Verb.ATTENDED).count() == Registration.objects.attended().count() > 100
    assert lines.filter(verb=Verb.CONTRIBUTED).count() == Registration.objects.contributed().count()
    assert lines.filter(verb=Verb.WALKED_IN).count() == Registration.objects.filter(is_walk_in=True).count()
    assert (
        lines.filter(verb=Verb.FEEDBACK_GIVEN).count()
        == Feedback.objects.count()
        == Registration.objects.filter(gave_feedback=True).count()
    )
    assert lines.filter(verb=Verb.FOLLOW_UP_DONE).count() == FollowUp.objects.filter(done_at__isnull=False).count()
    assert FollowUp.objects.open().exists()
    assert bytes(Material.objects.exclude(file=None).first().file.kept.content).startswith(b"%PDF-")
    assert (record_held(now=timezone.now()), ask_for_feedback(now=timezone.now())) == (0, 0)


@pytest.mark.usefixtures("world")
def test_cities_act_and_learn_from_each_other():
    actions = ClimateAction.objects.all()
    assert set(actions.values_list("stage", flat=True)) == set(Stage)
    assert actions.published().count() > 150
    assert 20 < actions.examples().count() < actions.count() / 2
    assert actions.on_the_shelf(timezone.now()).exists()
    assert not StageChange.objects.exclude(action__stage_on__gte=F("happened_on")).exists()
    assert Adaptation.objects.count() > 30
    assert Adaptation.objects.filter(origin__status="withdrawn").exists()
    assert Adaptation.objects.filter(origin__adaptations__origin__adaptations__isnull=False).exists()
    assert Influence.objects.count() > 80
    assert not actions.filter(created_at__lt=F("created_by__created_at")).exists()


@pytest.mark.usefixtures("world")
def test_the_lead_of_jakarta_has_something_to_confirm():
    jakarta = account("lead").official.city
    assert ClimateAction.objects.filter(city=jakarta).to_confirm().exists()
    assert Proposal.objects.waiting().filter(city=jakarta).count() == 2


@pytest.mark.usefixtures("world")
def test_cities_ask_and_answer_each_other():
    official = account("official")
    asked = Question.objects.filter(network__slug="public-transport")
    assert asked.filter(author=official, accepted__isnull=False).exists()
    assert could_answer(account("lead"), asked.visible_to(account("lead"))).exists()
    assert set(asked.values_list("label", flat=True)) == set(Label)
    assert asked.unanswered().exists()
    assert Question.objects.filter(closed_at__isnull=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [40, 41])
def test_as_it_is_shown_a_network_of_the_official_fills_a_page_of_members_and_one_of_questions(seed):
    """So that it can be compared with a large one, whatever chance makes of the day."""
    sample_world(officials=900, years=3, seed=seed)
    first = account("official").official.seats.active().filter(network__parent=None).order_by("pk")[0].network
    assert first.seats.active().count() >= 55
    asked = Question.objects.visible_to(account("official")).filter(network=first)
    assert asked.count() >= 35
    assert len({words for question in asked for words in (question.title, question.text) if words}) >= asked.count()
    assert set(asked.values_list("label", flat=True)) >= {"network", "chatham", "public"}
    assert asked.aggregate(cities=Count("official__city", distinct=True))["cities"] >= 10
    counts = [asked.filter(**which).count() for which in ({"accepted__isnull": False}, {"closed_at__isnull": False}, {"answered_at": None})]
    assert all(2 < count < asked.count() for count in counts)
    assert not Question.objects.filter(closed_at__lt=F("last_posted_at")).exists()


@pytest.mark.usefixtures("world")
def test_staff_reply_and_introduce_and_find_who_should_meet_next():
    assert Reply.objects.filter(official=None).exists()
    assert set(Introduction.objects.values_list("status", flat=True)) == {"open", "agreed", "declined", "lapsed"}
    assert Introduction.objects.of_person(account("official")).exists()
    assert who_should_meet(list(Network.objects.filter(slug="public-transport")))


@pytest.mark.usefixtures("world")
def test_cities_share_what_others_use():
    shared = Resource.objects.filter(network__slug="public-transport")
    assert set(shared.values_list("label", flat=True)) == set(Label)
    assert shared.filter(official=None).exists()
    assert shared.filter(versions__number=2, uses__way="adapted", downloads__isnull=False).exists()
    assert Resource.objects.count() >= 12
    file = Resource.objects.exclude(latest__file=None).filter(latest__file__content_type="application/pdf").first().latest.file
    assert first_pages(bytes(file.kept.content), file.content_type)


@pytest.mark.usefixtures("world")
def test_reach_has_a_history():
    assert Snapshot.objects.count() >= 25


@pytest.mark.django_db
def test_no_statement_is_made_for_each_official():
    call_command("load_world")
    call_command("load_practices")

    def statements(officials: int) -> int:
        with CaptureQueriesContext(connection) as made, transaction.atomic():
            build(seed=1, officials=officials, years=1, now=timezone.now())
            transaction.set_rollback(True)
        return len(made)

    few, many = statements(250), statements(500)
    assert many < 600
    assert many - few < 100, "of 250 officials more, not even every second one costs a statement"
