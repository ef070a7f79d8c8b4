from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.workshops.conftest import as_session
from workshops.models import WorkshopSession


def agenda(workshop):
    return reverse("workshop_agenda", args=[workshop.pk])


def session_page(session):
    return reverse("workshop_session", args=[session.workshop_id, session.pk])


def add(workshop, **fields):
    return WorkshopSession.objects.create(workshop=workshop, **{"starts_at": workshop.starts_at, "title": "Welcome", **fields})


def test_a_session_is_added_and_members_read_it(signed_in, manager, member, workshop):
    answer = signed_in(manager).post(agenda(workshop), as_session(workshop, text="With **slides**."))
    assert answer.url == session_page(workshop.sessions.get())
    page = signed_in(member).get(workshop.get_absolute_url()).content.decode()
    assert "What we got wrong" in page
    assert "<strong>slides</strong>" in page


def test_the_next_session_starts_when_the_last_one_ends(signed_in, manager, workshop):
    session = add(workshop, length=45)
    form = signed_in(manager).get(agenda(workshop)).context["form"]
    assert form.initial["starts_at"] == session.ends_at.astimezone(workshop.time_zone).replace(tzinfo=None)


def test_a_session_lies_within_its_workshop(signed_in, manager, workshop):
    for wrong in ({"length": "91"}, {"starts_at": (workshop.starts_at - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")}):
        page = signed_in(manager).post(agenda(workshop), as_session(workshop, **wrong))
        assert "outside the workshop" in page.context["form"].errors["starts_at"][0]
    assert not workshop.sessions.exists()


def test_a_session_is_changed_and_taken_off(signed_in, manager, workshop):
    session = add(workshop)
    signed_in(manager).post(session_page(session), as_session(workshop, title="Well met"))
    assert workshop.sessions.get().title == "Well met"
    signed_in(manager).post(reverse("workshop_session_remove", args=[workshop.pk, session.pk]))
    assert not workshop.sessions.exists()


def test_an_official_or_a_guest_speaks_once(signed_in, manager, member, workshop):
    session, browser = add(workshop), signed_in(manager)
    for _ in range(2):
        browser.post(session_page(session), {"add_speaker": "1", "speaker-official": member.official.pk})
        browser.post(session_page(session), {"add_speaker": "1", "speaker-name": "Gus Guest", "speaker-organisation": "Metrobus"})
    assert [str(speaker) for speaker in session.speakers.all()] == ["Melati Member", "Gus Guest"]
    browser.post(reverse("speaker_remove", args=[workshop.pk, session.pk, session.speakers.get(name="Gus Guest").pk]))
    assert [str(speaker) for speaker in session.speakers.all()] == ["Melati Member"]


def test_only_members_of_its_networks_speak_as_officials(signed_in, manager, outsider, workshop):
    session = add(workshop)
    page = signed_in(manager).post(session_page(session), {"add_speaker": "1", "speaker-official": outsider.official.pk})
    assert "official" in page.context["speaker_form"].errors
    page = signed_in(manager).post(session_page(session), {"add_speaker": "1"})
    assert "Choose an official" in page.content.decode()


def test_a_paper_of_a_session_is_read_by_members_only(signed_in, manager, member, outsider, workshop):
    session = add(workshop)
    paper = SimpleUploadedFile("paper.txt", b"Read me.")
    signed_in(manager).post(
        session_page(session), {"add_material": "1", "material-title": "To read", "material-upload": paper, "material-label": "network"}
    )
    address = reverse("workshop_material", args=[workshop.pk, session.materials.get().pk])
    assert address in signed_in(member).get(workshop.get_absolute_url()).content.decode()
    assert signed_in(member).get(address).content == b"Read me."
    assert signed_in(outsider).get(address).status_code == 404
