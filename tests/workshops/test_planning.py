from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from notices.models import Notice
from notices.tasks import mail_notice
from tests.conftest import give_seat, make_network, make_official
from tests.workshops.conftest import as_planned, from_now, in_days, make_workshop
from workshops.models import Registration, Speaker, Workshop, WorkshopSession
from workshops.services import announce_workshop, record_held


def create(network):
    return reverse("workshop_create", args=[network.slug])


def edit(workshop):
    return reverse("workshop_edit", args=[workshop.pk])


def planned(workshop, **changes):
    """The form of this workshop as the page shows it, with what somebody changes."""

    def clock(moment):
        return moment.astimezone(workshop.time_zone).strftime("%Y-%m-%dT%H:%M")

    return as_planned(
        title=workshop.title, time_zone=str(workshop.time_zone), starts_at=clock(workshop.starts_at), ends_at=clock(workshop.ends_at),
        join_link=workshop.join_link,
    ) | changes  # fmt: skip


def register(workshop, user, status="registered"):
    return Registration.objects.create(workshop=workshop, official=user.official, status=status)


def mail_all():
    for notice in Notice.objects.unmailed().order_by("pk"):
        mail_notice(notice.pk)


def test_a_plan_is_a_draft_for_those_who_run_the_network(signed_in, manager, member, network):
    answer = signed_in(manager).post(create(network), as_planned(series="Depots"))
    workshop = Workshop.objects.get()
    assert (answer.url, workshop.state, workshop.series.name) == (workshop.get_absolute_url(), "draft", "Depots")
    assert signed_in(manager).get(workshop.get_absolute_url()).status_code == 200
    assert signed_in(member).get(workshop.get_absolute_url()).status_code == 404


def test_times_are_those_of_the_host_citys_clock(signed_in, manager, network, jakarta):
    signed_in(manager).post(create(network), as_planned(host_city=jakarta.pk, setting="in_person"))
    workshop = Workshop.objects.get()
    assert (str(workshop.time_zone), workshop.starts_at.astimezone(ZoneInfo("Asia/Jakarta")).hour) == ("Asia/Jakarta", 10)


@time_machine.travel(datetime(2027, 1, 10, tzinfo=UTC), tick=False)
def test_a_workshop_after_the_clocks_change_is_at_the_hour_that_was_typed(signed_in, manager, network):
    signed_in(manager).post(create(network), as_planned(starts_at="2027-04-01T10:00", ends_at="2027-04-01T11:30"))
    assert Workshop.objects.get().starts_at == datetime(2027, 4, 1, 8, 0, tzinfo=UTC)


@time_machine.travel(datetime(2027, 1, 10, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(("clock", "why"), [("2027-03-28T02:30", "there is no 02:30"), ("2027-10-31T02:30", "02:30 comes twice")])
def test_an_hour_that_is_missing_or_comes_twice_is_refused_kindly(clock, why, signed_in, manager, network):
    page = signed_in(manager).post(create(network), as_planned(starts_at=clock, ends_at="2027-11-30T10:00"))
    assert why in page.context["form"].errors["starts_at"][0]
    assert not Workshop.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"setting": "in_person"}, "host_city"),
        ({"time_zone": ""}, "time_zone"),
        ({"starts_at": "2020-01-01T10:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T23:00"}, "starts_at"),
        ({"ends_at": 9}, "ends_at"),
        ({"registration_opens_at": 11}, "registration_opens_at"),
        ({"registration_closes_at": 11}, "registration_closes_at"),
        ({"join_link": "javascript:alert(1)"}, "join_link"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(wrong, field, signed_in, manager, network):
    wrong = {name: value if isinstance(value, str) else f"{value:%Y-%m-%dT10:00}" for name, value in from_now(wrong).items()}
    page = signed_in(manager).post(create(network), as_planned(**wrong))
    assert list(page.context["form"].errors) == [field]
    assert "What we got **wrong**." in page.content.decode(), "nothing typed is lost"


def test_only_members_of_networks_that_one_runs_are_invited_too(signed_in, manager, network, other_network):
    group = make_network("Depots", parent=network)
    page = signed_in(manager).post(create(network), as_planned(also_for=[other_network.pk]))
    assert "also_for" in page.context["form"].errors
    signed_in(manager).post(create(network), as_planned(also_for=[group.pk]))
    assert list(Workshop.objects.get().also_for.all()) == [group]


def test_announcing_mails_each_member_once_in_their_own_zone(signed_in, manager, member, lead, outsider, network, other_network):
    give_seat(outsider, other_network)
    workshop = make_workshop(network, status="draft", starts_at=datetime(2030, 12, 9, 13, tzinfo=UTC))
    workshop.also_for.add(other_network)
    announce = reverse("workshop_announce", args=[workshop.pk])
    signed_in(manager).post(announce)
    assert signed_in(manager).post(announce).status_code == 200, "a second time it says that it was announced"
    mail_all()
    mail_all()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in (member, lead, outsider))
    to_member = next(message for message in mail.outbox if message.to == [member.email])
    assert "Mon 9 Dec 2030, 20:00–21:30 WIB" in to_member.body
    assert workshop.join_link not in to_member.body, "the link is for those who are registered"


def test_nothing_is_announced_that_lies_in_the_past(signed_in, manager, member, network):
    workshop = make_workshop(network, status="draft", starts_at=in_days(-1), ends_at=in_days(1))
    page = signed_in(manager).post(reverse("workshop_announce", args=[workshop.pk]))
    assert "Change the time first" in page.content.decode()
    assert not Notice.objects.exists()


def test_who_has_left_meanwhile_gets_no_invitation(manager, member, network):
    announce_workshop(workshop=make_workshop(network, status="draft"), by=manager)
    member.official.seats.update(status="left", ended_at=timezone.now())
    mail_all()
    assert mail.outbox == []


def test_another_hour_and_place_are_told_from_what_to_what(signed_in, manager, member, lead, network, jakarta, oslo):
    workshop = make_workshop(network, setting="in_person", host_city=oslo, time_zone="Europe/Oslo", starts_at=in_days(10), capacity=1)
    register(workshop, member)
    register(workshop, lead, "waitlisted")
    signed_in(manager).post(edit(workshop), planned(workshop, setting="in_person", host_city=jakarta.pk, venue="City hall", capacity=1))
    workshop.refresh_from_db()
    mail_all()
    assert workshop.sequence == 1
    assert sorted(message.to[0] for message in mail.outbox) == sorted([member.email, lead.email])
    assert "Where it was to be: Oslo" in mail.outbox[0].body
    assert "Where it is now: City hall, Jakarta" in mail.outbox[0].body
    assert Activity.objects.get(verb=Verb.WORKSHOP_CHANGED).details == {"changed": ["when", "where"]}


def test_a_new_link_is_mailed_to_those_with_a_place_only(signed_in, manager, member, lead, network):
    workshop = make_workshop(network, capacity=1)
    register(workshop, member)
    register(workshop, lead, "waitlisted")
    signed_in(manager).post(edit(workshop), planned(workshop, join_link="https://join.example/new", capacity=1))
    mail_all()
    assert [message.to for message in mail.outbox] == [[member.email]]
    assert "https://join.example/new" in mail.outbox[0].body


def test_other_words_are_mailed_to_nobody(signed_in, manager, member, network):
    workshop = make_workshop(network)
    register(workshop, member)
    signed_in(manager).post(edit(workshop), planned(workshop, text="Better words."))
    workshop.refresh_from_db()
    assert (workshop.text, workshop.sequence, Notice.objects.filter(kind="workshops.changed").count()) == ("Better words.", 0, 0)


def test_there_are_never_fewer_places_than_are_taken(signed_in, manager, member, lead, network):
    workshop = make_workshop(network)
    register(workshop, member)
    register(workshop, lead)
    page = signed_in(manager).post(edit(workshop), planned(workshop, capacity="1"))
    assert page.context["form"].errors["capacity"] == ["2 places are taken already."]


def test_more_places_are_offered_to_those_in_line(signed_in, manager, member, lead, network):
    workshop = make_workshop(network, capacity=1)
    register(workshop, member)
    waiting = register(workshop, lead, "waitlisted")
    signed_in(manager).post(edit(workshop), planned(workshop, capacity="2"))
    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_the_agenda_moves_with_its_workshop(signed_in, manager, network):
    workshop = make_workshop(network)
    session = WorkshopSession.objects.create(workshop=workshop, starts_at=workshop.starts_at, title="Welcome")
    later = {"starts_at": workshop.starts_at + timedelta(hours=2), "ends_at": workshop.ends_at + timedelta(hours=2)}
    signed_in(manager).post(edit(workshop), planned(workshop, **{name: f"{at:%Y-%m-%dT%H:%M}" for name, at in later.items()}))
    session.refresh_from_db()
    assert session.starts_at == workshop.starts_at + timedelta(hours=2)


def test_cancelling_tells_everybody_who_would_have_come_or_waits(signed_in, manager, member, lead, outsider, network, oslo):
    workshop = make_workshop(network)
    give_seat(outsider, network)
    declined = make_official("Dora Declined", oslo)
    give_seat(declined, network)
    for user, status in ((member, "registered"), (lead, "waitlisted"), (outsider, "requested"), (declined, "declined")):
        register(workshop, user, status)
    signed_in(manager).post(reverse("workshop_cancel", args=[workshop.pk]), {"reason": "The depot burnt down."})
    mail_all()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in (member, lead, outsider))
    assert all("The depot burnt down." in message.body for message in mail.outbox)
    assert "The depot burnt down." in signed_in(member).get(workshop.get_absolute_url()).content.decode()


def test_a_cancelled_one_stays_as_it_was(signed_in, manager, network):
    workshop = make_workshop(network, status="cancelled", cancelled_reason="No depot.")
    page = signed_in(manager).post(edit(workshop), planned(workshop, title="Another"))
    assert "Plan another like it" in page.content.decode()
    assert Workshop.objects.get().title == workshop.title


def test_a_draft_is_discarded_and_an_announced_one_is_not(signed_in, manager, network):
    draft, announced = make_workshop(network, status="draft"), make_workshop(network, "Announced")
    for workshop in (draft, announced):
        signed_in(manager).post(reverse("workshop_discard", args=[workshop.pk]))
    assert list(Workshop.objects.all()) == [announced]


def test_another_like_it_takes_over_words_and_agenda(signed_in, manager, member, network):
    workshop = make_workshop(network)
    session = WorkshopSession.objects.create(workshop=workshop, starts_at=workshop.starts_at + timedelta(minutes=15), title="Bogotá tells")
    Speaker.objects.create(session=session, official=member.official)
    form = signed_in(manager).get(f"{create(network)}?like={workshop.pk}").context["form"]
    assert (form["title"].value(), form["starts_at"].value()) == (workshop.title, None)
    signed_in(manager).post(f"{create(network)}?like={workshop.pk}", as_planned())
    copy = Workshop.objects.exclude(pk=workshop.pk).get().sessions.get()
    assert (copy.starts_at - copy.workshop.starts_at, copy.speakers.get().official) == (timedelta(minutes=15), member.official)


def test_a_second_sitting_belongs_to_the_first(signed_in, manager, network):
    first = make_workshop(network)
    signed_in(manager).post(f"{create(network)}?sitting_of={first.pk}", as_planned())
    second = first.further_sittings.get()
    signed_in(manager).post(f"{create(network)}?sitting_of={second.pk}", as_planned())
    assert first.further_sittings.count() == 2


@time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC), tick=False)
def test_the_next_ones_of_a_series_stay_at_the_hosts_hour(signed_in, manager, network):
    first = make_workshop(network, time_zone="Europe/Oslo", starts_at=datetime(2027, 3, 15, 9, tzinfo=UTC))
    first.sessions.create(starts_at=first.starts_at, title="Welcome")
    fields = {"series": "Depots", "weeks": "2", "count": "2"}
    signed_in(manager).post(reverse("workshop_series", args=[first.pk]), fields)
    drafts = Workshop.objects.drafts().order_by("starts_at")
    assert [draft.starts_at for draft in drafts] == [datetime(2027, 3, 29, 8, tzinfo=UTC), datetime(2027, 4, 12, 8, tzinfo=UTC)]
    assert Workshop.objects.filter(series__name="Depots").count() == 3
    assert drafts[0].sessions.get().starts_at == drafts[0].starts_at


def test_the_clock_writes_down_once_that_a_workshop_was_held(network):
    over = make_workshop(network, starts_at=in_days(-2), ends_at=in_days(-1))
    make_workshop(network, "To come")
    make_workshop(network, "Cancelled", status="cancelled", starts_at=in_days(-2), ends_at=in_days(-1))
    assert (record_held(now=timezone.now()), record_held(now=timezone.now())) == (1, 0)
    assert Activity.objects.get(verb=Verb.WORKSHOP_HELD).subject_id == over.pk
