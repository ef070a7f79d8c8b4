"""Who was online, from the lists that meeting programs give."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from files.queries import UnreadableFileError
from tests.conftest import give_seat, make_official
from tests.workshops.conftest import make_workshop
from workshops.models import Registration
from workshops.queries import attendees, matched
from workshops.services import Online, keep_online, undo_check_in

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456,Depots,11/03/2026 01:58:00 PM,11/03/2026 03:31:00 PM,host@x.example,93,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Melati Member,MELATI.MEMBER@c40net.test,11/03/2026 02:00:00 PM,11/03/2026 02:40:00 PM,40,No
Melati Member,melati.member@c40net.test,11/03/2026 02:30:00 PM,11/03/2026 03:00:00 PM,30,No
Lestari Led,,11/03/2026 02:55:00 PM,11/03/2026 03:00:00 PM,5,Yes
Zoë Nobody,zoe@nowhere.example,11/03/2026 02:00:00 PM,11/03/2026 03:30:00 PM,90,Yes
"""
TEAMS = """1. Summary\r
Meeting title\tDepots\r
\r
2. Participants\r
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r
Melati Member (Guest)\t11/3/26, 2:00:00 PM\t11/3/26, 3:30:00 PM\t1h 10m 2s\tmelati.member@c40net.test\t\tPresenter\r
\r
3. In-Meeting Activities\r
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r
Melati Member (Guest)\t11/3/26, 2:00:00 PM\t11/3/26, 2:40:00 PM\t40m\tmelati.member@c40net.test\tPresenter\r
Melati Member (Guest)\t11/3/26, 3:00:00 PM\t11/3/26, 3:30:00 PM\t30m 2s\tmelati.member@c40net.test\tPresenter\r
"""


@pytest.fixture
def held(network):
    """On 3 November 2026 from 14:00 to 15:30 UTC."""
    return make_workshop(network, starts_at=datetime(2026, 11, 3, 14, tzinfo=UTC))


def minutes(text, workshop) -> dict[str, int]:
    return {one.name: one.minutes for one in attendees(text if isinstance(text, bytes) else text.encode(), workshop)}


def test_rows_of_one_person_add_up_and_what_overlaps_counts_once(held):
    assert minutes(ZOOM, held) == {"Lestari Led": 5, "Melati Member": 60, "Zoë Nobody": 90}


def test_the_list_of_teams_is_read_with_all_its_joins(held):
    assert minutes(TEAMS.encode("utf-16"), held) == {"Melati Member": 70}


@pytest.mark.parametrize(
    ("text", "length"),
    [("95", 95), ("1h 35m 10s", 95), ("01:35:00", 95), ("1 hr 35 min", 95), ("95,4", 95), ("", 0), ("soon", 0), ("-5", 0)],
)
def test_a_length_is_read_however_it_is_written(text, length, held):
    assert minutes(f"Name;Minutes\nAna Alves;{text}\n", held) == {"Ana Alves": length}


def test_an_ambiguous_day_is_the_one_near_the_workshop(held):
    text = "Name;Join time;Leave time\nAna Alves;03/11/2026 14:05;03/11/2026 15:00\n"
    (one,) = attendees(text.encode(), held)
    assert (one.minutes, one.joined) == (55, datetime(2026, 11, 3, 14, 5, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "Name\nAna\n", "a;b\nc;d\n", "Name;Minutes\n", "Name;Minutes\n;5\n"])
def test_a_file_that_is_no_such_list_says_so(text, held):
    with pytest.raises(UnreadableFileError):
        attendees(text.encode(), held)


def test_people_are_found_by_address_then_by_name_and_near_names_are_asked_about(held, member, lead, jakarta):
    give_seat(make_official("José Núñez", jakarta), held.network)
    found = {m.attendee.name: m for m in matched(attendees((ZOOM + "NUNEZ; Jose,,,,20,No\nJose Nunez,,,,20,No\n").encode(), held), held)}
    assert found["Melati Member"].official == member.official
    assert found["Jose Nunez"].official.user.full_name == "José Núñez"
    assert (found["Lestari Led"].official, found["Lestari Led"].near) == (None, (lead.official,))
    assert (found["Zoë Nobody"].official, found["Zoë Nobody"].near) == (None, ())


def test_a_list_is_looked_through_doubts_are_asked_and_it_is_kept(held, member, lead, manager, signed_in):
    registered = Registration.objects.create(workshop=held, official=member.official, status="registered")
    browser = signed_in(manager)
    for _ in range(2):
        preview = browser.post(
            reverse("workshop_online", args=[held.pk]), {"file": SimpleUploadedFile("zoom.csv", ZOOM.encode()), "at_least": "5"}
        )
        assert "Lestari Lead, Jakarta?" in preview.content.decode()
        number = [match.attendee.name for match in preview.context["found"]].index("Lestari Led")
        sent = {"seen": preview.context["seen"], f"who-{number}": lead.official.pk}
        assert browser.post(reverse("workshop_online_commit", args=[held.pk]), sent).url == reverse("workshop_attendance", args=[held.pk])
    registered.refresh_from_db()
    walked_in = held.registrations.get(official=lead.official)
    assert (registered.minutes_online, registered.attended_at) == (60, held.starts_at)
    assert (walked_in.minutes_online, walked_in.is_walk_in) == (5, True)
    assert Activity.objects.filter(verb=Verb.ATTENDED).count() == 2


def test_a_list_says_more_than_a_correction_before_it(held, member, manager):
    registered = Registration.objects.create(workshop=held, official=member.official, status="registered", attended_at=held.starts_at)
    undo_check_in(registration=registered, by=manager)
    keep_online(workshop=held, seen=[Online(member.official, 55)], at_least=10, by=manager)
    registered.refresh_from_db()
    assert registered.attended_at == held.starts_at


def test_who_was_there_too_short_did_not_attend(held, member, manager, signed_in):
    registered = Registration.objects.create(workshop=held, official=member.official, status="registered")
    browser = signed_in(manager)
    text = b"Name;Minutes\nMelati Member;9\n"
    preview = browser.post(reverse("workshop_online", args=[held.pk]), {"file": SimpleUploadedFile("a.csv", text), "at_least": "10"})
    browser.post(reverse("workshop_online_commit", args=[held.pk]), {"seen": preview.context["seen"]})
    registered.refresh_from_db()
    assert (registered.minutes_online, registered.attended_at) == (9, None)
    assert not Activity.objects.filter(verb=Verb.ATTENDED).exists()


def test_what_was_not_shown_is_not_kept(held, other_network, manager, signed_in):
    answer = signed_in(manager).post(reverse("workshop_online_commit", args=[held.pk]), {"seen": "eyJwZW9wbGUiOltdfQ:x:y"}, follow=True)
    assert "looked through too long ago" in answer.content.decode()
