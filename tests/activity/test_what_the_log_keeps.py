"""The activity log: append-only, without a person's name in it."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from activity.models import Activity
from activity.services import record
from activity.verbs import Verb
from networks.services import create_network, invite_official, request_seat, revoke_invitation
from officials.services import add_official


@pytest.fixture
def line(member, network, manager) -> Activity:
    with transaction.atomic():
        record(Verb.SEAT_STARTED, by=manager, subject=member.official, network=network, official=member.official)
    return Activity.objects.get()


def test_a_line_is_neither_changed_nor_deleted_by_the_application(line):
    line.verb = Verb.SEAT_LEFT
    for attempt in (line.save, line.delete, Activity.objects.all().delete, lambda: Activity.objects.update(actor=None)):
        with pytest.raises(DatabaseError, match="the activity log is append-only"), transaction.atomic():
            attempt()
    assert Activity.objects.get().verb == Verb.SEAT_STARTED


@pytest.mark.parametrize("statement", ["UPDATE activity_activity SET happened_at = now()", "DELETE FROM activity_activity"])
@pytest.mark.usefixtures("line")
def test_nor_by_hand_in_the_database(statement):
    with pytest.raises(DatabaseError, match="the activity log is append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_has_a_past_is_not_deleted_and_django_says_so(line):
    for thing in (line.actor, line.official, line.network, line.official.user):
        with pytest.raises(ProtectedError):
            thing.delete()


@pytest.mark.usefixtures("administrator")
def test_no_name_of_a_person_enters_the_log(network, jakarta, outsider, manager):
    request_seat(network=network, official=outsider.official, offers="", seeks="", by=outsider)
    invitation = invite_official(network=network, email="new@jakarta.example", full_name="Nina Newcomer", city=jakarta, by=manager)
    revoke_invitation(invitation=invitation, by=manager)
    add_official(email="new@jakarta.example", full_name="Nina Newcomer", city=jakarta, language="en", by=manager)
    create_network(name="Zero Waste", slug="zero-waste", area=network.area, purpose="Less.", by=manager)
    rows = Activity.objects.order_by("pk").values_list("verb", "subject_label", "person__full_name")
    assert list(rows) == [
        (Verb.SEAT_REQUESTED, "", "Odd Outsider"),
        (Verb.INVITATION_SENT, "", None),
        (Verb.INVITATION_REVOKED, "", None),
        (Verb.OFFICIAL_ADDED, "", "Nina Newcomer"),
        (Verb.NETWORK_CREATED, "Zero Waste", None),
        (Verb.STEWARDSHIP_STARTED, "", "Mara Manager"),
    ]
    assert [str(line) for line in Activity.objects.order_by("pk")] == [
        "Odd Outsider of Oslo asked to join Public Transport",
        "Mara Manager invited an official of Jakarta to Public Transport",
        "Mara Manager took back the invitation of an official of Jakarta to Public Transport",
        "Nina Newcomer joined c40net for Jakarta",
        "Zero Waste began",
        "Mara Manager now runs Zero Waste",
    ]


def test_a_line_about_somebody_who_was_erased_reads_well(line, member):
    member.full_name, member.erased_at = "", timezone.now()
    member.save()
    assert str(Activity.objects.get()) == "former official of Jakarta joined Public Transport"
