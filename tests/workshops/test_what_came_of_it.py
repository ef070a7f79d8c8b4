"""After: feedback that nobody can trace, minutes, material, what cities do next, and who is told."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from cities.models import City
from networks.models import Seat
from notices.models import Notice
from notices.tasks import mail_notice
from officials.models import Official, User
from tests.workshops.conftest import in_days, make_workshop
from workshops.models import Feedback, FollowUp, Registration, Workshop
from workshops.queries import feedback_results
from workshops.services import AlreadyToldError, NotThereError, add_material, ask_for_feedback, give_feedback, publish_minutes

ANSWERS = {"usefulness": 4, "will_use": True, "best": "The depot", "better": "More time"}


@pytest.fixture
def held(network, member) -> Workshop:
    """The day before yesterday; the member was there."""
    workshop = make_workshop(network, "Depot charging", starts_at=in_days(-2))
    Registration.objects.create(workshop=workshop, official=member.official, status="registered", attended_at=workshop.starts_at)
    return workshop


def address(name, workshop):
    return reverse(name, args=[workshop.pk])


def test_feedback_keeps_neither_who_nor_when(held, member, signed_in):
    signed_in(member).post(address("workshop_feedback", held), {"usefulness": "4", "best": "The depot"})
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "workshop", "usefulness", "will_use", "best", "better"}
    line = Activity.objects.get(verb=Verb.FEEDBACK_GIVEN)
    assert (line.actor, line.official, line.ip_address, line.happened_at) == (None, None, None, held.ends_at)


def test_one_feedback_each_of_those_who_were_there(held, member, lead):
    give_feedback(workshop=held, official=member.official, **ANSWERS)
    with pytest.raises(AlreadyToldError):
        give_feedback(workshop=held, official=member.official, **ANSWERS)
    with pytest.raises(NotThereError):
        give_feedback(workshop=held, official=lead.official, **ANSWERS)
    assert Feedback.objects.count() == 1


def test_results_are_shown_from_five_answers_on_to_those_who_were_there_and_the_managers(held, member, lead, manager, signed_in):
    Feedback.objects.bulk_create(Feedback(workshop=held, **ANSWERS | {"best": f"Word {n}"}) for n in range(4))
    assert feedback_results(held).shares == ()
    page = signed_in(manager).get(address("workshop_feedback", held)).content.decode()
    assert "4 answers so far" in page
    assert "Word 1" not in page
    Feedback.objects.create(workshop=held, **ANSWERS)
    for person, reads in ((manager, True), (member, True), (lead, False)):
        page = signed_in(person).get(address("workshop_feedback", held)).content.decode()
        assert ("Word 1" in page) == ("the mean of 5 answers" in page) == reads


def test_minutes_are_published_once_told_and_may_hold_no_script(held, member, lead, manager, signed_in, mailoutbox):
    publish_minutes(workshop=held, minutes="# Agreed\n<script>x</script>", by=manager)
    publish_minutes(workshop=held, minutes="# Agreed\nagain", by=manager)
    add_material(workshop=held, title="Slides", link="https://x.example/", by=manager)
    notice = Notice.objects.get(kind="workshops.follow_up")
    assert notice.user == member
    for _ in range(2):
        mail_notice(notice.pk)
    assert [mail.subject for mail in mailoutbox] == ["What came of Depot charging"]
    page = signed_in(lead).get(held.get_absolute_url()).content.decode()
    assert "<h3>Agreed</h3>" in page
    assert "<script>x" not in page


def test_papers_before_the_workshop_tell_nobody(network, member, manager):
    coming = make_workshop(network)
    add_material(workshop=coming, title="Paper", link="https://x.example/", by=manager)
    assert not Notice.objects.exists()


def test_a_file_is_read_by_those_who_see_the_workshop_and_gone_when_removed(held, lead, outsider, manager, signed_in):
    desk = signed_in(manager)
    desk.post(
        address("workshop_material_add", held),
        {"title": "Notes", "label": "network", "upload": SimpleUploadedFile("notes.txt", b"Chargers")},
    )
    material = held.materials.get()
    file = reverse("workshop_material", args=[held.pk, material.pk])
    assert signed_in(lead).get(file).content == b"Chargers"
    assert signed_in(outsider).get(file).status_code == 404
    desk.post(reverse("workshop_material_remove", args=[held.pk, material.pk]))
    assert signed_in(lead).get(file).status_code == 404
    assert Activity.objects.filter(verb=Verb.MATERIAL_REMOVED).count() == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Choose a file, or give a link"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"upload": SimpleUploadedFile("a.exe", b"MZ")}, "cannot be kept here"),
    ],
)
def test_material_that_cannot_be_kept_says_why(fields, told, held, manager, signed_in):
    page = (
        signed_in(manager).post(address("workshop_material_add", held), {"title": "Notes", "label": "network", **fields}).content.decode()
    )
    assert told in page
    assert 'value="Notes"' in page
    assert not held.materials.exists()


def test_a_city_says_what_it_does_next_and_that_it_did_it(held, member, lead, outsider, signed_in):
    signed_in(member).post(address("workshop_follow_up", held), {"text": "Count chargers", "due_on": in_days(60).date().isoformat()})
    promise = FollowUp.objects.get()
    done = reverse("workshop_follow_up_done", args=[promise.pk])
    assert signed_in(outsider).post(done).status_code == 404
    colleague = signed_in(lead)
    colleague.post(done)
    colleague.post(done)
    assert "Done" in colleague.get(held.get_absolute_url()).content.decode()
    colleague.post(done, {"open": "1"})
    assert FollowUp.objects.open().count() == 1
    verbs = [Verb.FOLLOW_UP_MADE, Verb.FOLLOW_UP_DONE, Verb.FOLLOW_UP_REOPENED]
    assert list(Activity.objects.filter(verb__startswith="follow_up").order_by("pk").values_list("verb", flat=True)) == verbs


def test_who_was_not_there_promises_nothing(held, lead, signed_in):
    page = signed_in(lead).post(address("workshop_follow_up", held), {"text": "Count chargers"}).content.decode()
    assert "Those who were there say" in page
    assert not FollowUp.objects.exists()


def test_feedback_is_asked_once_an_hour_after_the_end(network, member, lead, mailoutbox):
    workshop = make_workshop(network, starts_at=timezone.now() - timedelta(hours=2))
    for user, fields in ((member, {}), (lead, {"gave_feedback": True})):
        Registration.objects.create(
            workshop=workshop, official=user.official, status="registered", attended_at=workshop.starts_at, **fields
        )
    assert ask_for_feedback(now=workshop.ends_at + timedelta(minutes=59)) == 0
    for count in (1, 0, 0):
        assert ask_for_feedback(now=workshop.ends_at + timedelta(hours=1)) == count
    notice = Notice.objects.get(kind="workshops.feedback_asked")
    mail_notice(notice.pk)
    assert (notice.user, mailoutbox[0].subject) == (member, "What did you think of Depot charging?")
    assert address("workshop_feedback", workshop) in mailoutbox[0].body


def test_who_answered_meanwhile_is_not_asked(held, member, mailoutbox):
    ask_for_feedback(now=timezone.now())
    give_feedback(workshop=held, official=member.official, **ANSWERS)
    mail_notice(Notice.objects.get(kind="workshops.feedback_asked").pk)
    assert mailoutbox == []


def test_workshops_of_which_nothing_came_are_shown_to_who_runs_them(network, member, manager, other_manager, signed_in):
    long_ago = make_workshop(network, "Long ago", starts_at=in_days(-20))
    make_workshop(network, "Lately", starts_at=in_days(-3))
    noted = make_workshop(network, "Noted", starts_at=in_days(-20), minutes="x")
    promised = make_workshop(network, "Promised", starts_at=in_days(-20))
    promised.follow_ups.create(official=member.official, text="x")
    assert list(Workshop.objects.without_follow_up()) == [long_ago]
    assert "Long ago" in signed_in(manager).get(reverse("manage")).content.decode()
    assert "Long ago" not in signed_in(other_manager).get(reverse("manage")).content.decode()
    assert noted not in Workshop.objects.without_follow_up()


@pytest.fixture
def crowd(held, network):
    """So many more registered officials, each of a city of their own, half of them there; and as many members who are not registered."""

    def make(numbers):
        fields = {"country": "NO", "region": "europe", "latitude": 0, "longitude": 0, "population": 1, "time_zone": "UTC"}
        cities = City.objects.bulk_create(City(name=f"City {n}", slug=f"city-{n}", **fields) for n in numbers)
        users = User.objects.bulk_create(
            User(email=f"{kind}{n}@c40net.test", full_name=f"{kind} {n}") for kind in ("in", "out") for n in numbers
        )
        officials = Official.objects.bulk_create(
            Official(user=user, city=city, verified_at=timezone.now()) for user, city in zip(users, cities * 2, strict=True)
        )
        Seat.objects.bulk_create(Seat(network=network, official=o, status="active", started_at=timezone.now()) for o in officials)
        there = [held.starts_at, None]
        Registration.objects.bulk_create(
            Registration(workshop=held, official=o, status="registered", attended_at=there[n % 2], contributed=n % 4 == 0)
            for n, o in enumerate(officials[: len(cities)])
        )
        FollowUp.objects.bulk_create(FollowUp(workshop=held, official=o, text="x") for o in officials[: len(cities)])

    return make


def test_the_pages_take_as_many_queries_for_a_thousand_as_for_three(crowd, held, manager, signed_in):
    browser = signed_in(manager)
    pages = ["workshop_attendance", "workshop_contributions", "workshop_after", "workshop_feedback", "workshop"]

    def queries():
        counts = []
        for name in pages:
            browser.get(address(name, held))
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address(name, held)).status_code == 200
            counts.append(len(captured))
        return counts

    crowd(range(3))
    few = queries()
    crowd(range(3, 1000))
    assert queries() == few
    assert max(few) <= 25
