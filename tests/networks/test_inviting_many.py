from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Invitation
from networks.queries import Verdict, plan_invitations
from networks.services import invite_official
from networks.tasks import mail_invitation
from tests.conftest import make_city, make_network

LINES = """Ines Invited <Ines@Jakarta.example>, Jakarta
Juan Many; juan@sao.example; Sao Paulo
"Kim, Karl",karl@oslo.example,"Oslo, Norway"
Melati Member; melati.member@c40net.test; Jakarta
Late Lena; lena@oslo.example; Oslo
Twice; INES@jakarta.example; Jakarta
Bad Address; nowhere; Oslo
Near; near@x.example; Osol
Gone; gone@x.example; Atlantis
Elsewhere; odd.outsider@c40net.test; Jakarta
Staff; mara.manager@c40net.test; Jakarta
; nameless@oslo.example; Oslo
what is this"""


@pytest.fixture
def page(network):
    return reverse("invitations_many", args=[network.slug])


@pytest.fixture
def world(member, outsider, manager, network, oslo):
    make_city("São Paulo")
    make_city("Atlantis", left_on="2020-01-01")
    invite_official(network=network, email="lena@oslo.example", full_name="Late Lena", city=oslo, by=manager)


def lines_of(response):
    return [(line.number, line.verdict) for line in response.context["lines"]]


def test_a_manager_sees_what_would_come_of_each_line_and_nobody_is_invited_yet(signed_in, manager, world, page):
    response = signed_in(manager).post(page, {"lines": LINES})
    v = Verdict
    assert [verdict for _, verdict in lines_of(response)] == [
        v.INVITE, v.INVITE, v.INVITE, v.MEMBER, v.INVITED, v.TWICE, v.BAD_ADDRESS, v.NO_CITY, v.FORMER_CITY,
        v.ELSEWHERE, v.ELSEWHERE, v.BAD_NAME, v.NOT_READ,
    ]  # fmt: skip
    words = response.content.decode()
    assert "Did you mean Oslo?" in " ".join(words.split())
    assert "Invite 3 officials" in words
    assert Invitation.objects.count() == 1


def test_the_lines_that_are_right_are_invited_and_the_others_stay_to_be_mended(
    signed_in, manager, world, page, network, django_capture_on_commit_callbacks
):
    browser = signed_in(manager)
    shown = browser.post(page, {"lines": LINES}).context["shown"]
    response = browser.post(page, {"lines": LINES, "shown": shown, "invite": "1"})
    assert "3 invitations are on their way" in response.content.decode()
    assert [line.email for line in response.context["lines"]] == [
        "nowhere", "near@x.example", "gone@x.example", "odd.outsider@c40net.test", "mara.manager@c40net.test", "nameless@oslo.example", "",
    ]  # fmt: skip
    made = network.invitations.order_by("pk").values_list("email", "full_name", "city__name", "invited_by")[1:]
    assert list(made) == [
        ("ines@jakarta.example", "Ines Invited", "Jakarta", manager.pk),
        ("juan@sao.example", "Juan Many", "São Paulo", manager.pk),
        ("karl@oslo.example", "Kim, Karl", "Oslo", manager.pk),
    ]
    assert Activity.objects.filter(verb=Verb.INVITATION_SENT).count() == 4


def test_mended_lines_are_looked_at_once_more_before_anybody_is_invited(signed_in, manager, world, page):
    browser = signed_in(manager)
    shown = browser.post(page, {"lines": "Near; near@x.example; Osol"}).context["shown"]
    mended = {"lines": "Near; near@x.example; Oslo", "shown": shown, "invite": "1"}
    response = browser.post(page, mended)
    assert "Look once more" in response.content.decode()
    assert Invitation.objects.count() == 1
    assert browser.post(page, {**mended, "shown": response.context["shown"]}).url == reverse(
        "network_invitations", args=["public-transport"]
    )
    assert Invitation.objects.count() == 2


def test_inviting_the_same_lines_twice_invites_once(signed_in, manager, world, page):
    browser = signed_in(manager)
    lines = {"lines": "A; a@x.example; Oslo", "invite": "1"}
    lines["shown"] = browser.post(page, {"lines": lines["lines"]}).context["shown"]
    browser.post(page, lines)
    assert "0 invitations are on their way" in browser.post(page, lines, follow=True).content.decode()
    assert Invitation.objects.filter(email="a@x.example").count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_a_spreadsheet_program_is_read_whatever_its_encoding_and_columns(signed_in, manager, world, page, encoding):
    content = "City;E-mail;Name\r\nSão Paulo;a@x.example;João\r\n".encode(encoding)
    response = signed_in(manager).post(page, {"file": SimpleUploadedFile("people.csv", content)})
    (line,) = response.context["lines"]
    assert (line.full_name, line.city.name, line.verdict) == ("João", "São Paulo", Verdict.INVITE)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"lines": " "}, "Paste at least one line"),
        ({"lines": "x\n" * 501}, "more than 500 lines"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04\x00\x00")}, "no text file"),
        ({"file": SimpleUploadedFile("x.csv", b"x" * 200_001)}, "too large"),
    ],
    ids=["nothing", "many", "binary", "large"],
)
def test_what_is_no_list_is_refused_next_to_the_field(signed_in, manager, page, fields, message):
    for file in fields.values():
        if hasattr(file, "seek"):
            file.seek(0)
    assert message in str(signed_in(manager).post(page, fields).context["form"].errors)


def test_500_lines_take_as_many_queries_as_3(signed_in, manager, world, page):
    browser, counts = signed_in(manager), []
    for n in (3, 3, 500):
        lines = "\n".join(f"Person {i}; p{n}-{i}-{len(counts)}@x.example; {'Oslo' if i % 2 else 'Sao Paolo'}" for i in range(n))
        shown = browser.post(page, {"lines": lines}).context["shown"]
        with CaptureQueriesContext(connection) as captured:
            browser.post(page, {"lines": lines, "shown": shown, "invite": "1"})
        counts.append(len(captured))
    assert counts[1] == counts[2]
    assert Invitation.objects.filter(email__startswith="p500").count() == 250


def test_a_city_whose_name_two_have_is_asked_about(network, oslo):
    make_city("Oslo (Minnesota)", country="US")
    (line,) = plan_invitations(network=network, text="A; a@x.example; oslo")
    assert (line.verdict, len(line.near)) == (Verdict.NO_CITY, 2)


def test_an_expired_invitation_gives_way(network, manager, oslo, signed_in, page):
    old = invite_official(network=network, email="a@x.example", full_name="A", city=oslo, by=manager)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=1))
    (line,) = plan_invitations(network=network, text="A; A@x.example; Oslo")
    assert line.verdict is Verdict.INVITE
    browser = signed_in(manager)
    lines = {"lines": line.text, "invite": "1"}
    lines["shown"] = browser.post(page, lines).context["shown"]
    browser.post(page, lines)
    states = network.invitations.with_state().order_by("pk").values_list("state", flat=True)
    assert list(states) == ["revoked", "waiting"]


def test_the_overview_counts_the_answers_and_shows_those_of_one_state(signed_in, manager, network, oslo):
    for state in ("accepted", "declined", "revoked", "expires", "waiting"):
        row = invite_official(network=network, email=f"{state}@x.example", full_name=state.title(), city=oslo, by=manager)
        if state != "waiting":
            Invitation.objects.filter(pk=row.pk).update(**{f"{state}_at": timezone.now()})
    browser, page = signed_in(manager), reverse("network_invitations", args=[network.slug])
    response = browser.get(page)
    assert [(state, count) for state, _, count in response.context["states"]] == [
        ("waiting", 1), ("accepted", 1), ("declined", 1), ("expired", 1), ("revoked", 1),
    ]  # fmt: skip
    shown = browser.get(page, {"state": "declined"}).context["page"]
    assert [row.full_name for row in shown] == ["Declined"]
    assert len(browser.get(page, {"state": "nonsense"}).context["page"]) == 5


def test_an_invitation_is_sent_again_with_a_new_month_and_the_same_link(signed_in, manager, network, oslo, mailoutbox):
    row = invite_official(network=network, email="a@x.example", full_name="A", city=oslo, by=manager)
    mail_invitation(row.pk)
    Invitation.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert signed_in(None).post(row.get_absolute_url()).url == row.get_absolute_url(), "it has expired"
    signed_in(manager).post(reverse("invitation_resend", args=[network.slug, row.pk]))
    mail_invitation(row.pk)
    mail_invitation(row.pk)
    assert [row.get_absolute_url() in message.body for message in mailoutbox] == [True, True]
    assert signed_in(None).post(row.get_absolute_url()).url == network.get_absolute_url()
    again = signed_in(manager).post(reverse("invitation_resend", args=[network.slug, row.pk]), follow=True)
    assert "has answered meanwhile" in again.content.decode()
    assert Activity.objects.filter(verb=Verb.INVITATION_SENT_AGAIN).count() == 1


def test_who_is_invited_says_no_without_signing_in_and_the_manager_sees_it(signed_in, manager, network, oslo):
    row = invite_official(network=network, email="a@x.example", full_name="A", city=oslo, by=manager)
    browser = signed_in(None)
    assert "You said no" in browser.post(row.get_absolute_url(), {"decline": "1"}, follow=True).content.decode()
    assert "You said no" in browser.post(row.get_absolute_url(), follow=True).content.decode(), "no is no"
    assert not network.seats.exists()
    assert "Declined" in signed_in(manager).get(reverse("network_invitations", args=[network.slug])).content.decode()
    assert Activity.objects.filter(verb=Verb.INVITATION_DECLINED).count() == 1
    assert invite_official(network=network, email="a@x.example", full_name="A", city=oslo, by=manager).is_open


def test_nobody_resends_or_takes_back_an_invitation_of_a_network_they_do_not_run(signed_in, manager, network, oslo):
    other = make_network("Cool Cities")
    row = invite_official(network=other, email="a@x.example", full_name="A", city=oslo, by=manager)
    for name in ("invitation_resend", "invitation_revoke"):
        assert signed_in(manager).post(reverse(name, args=[network.slug, row.pk])).status_code == 404
        assert signed_in(manager).post(reverse(name, args=[other.slug, row.pk])).status_code == 403
