"""The annual report of a network as a PDF: what stands in it, for whom, and that it can always be drawn."""

import json
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from actions.models import Readers
from exchange.models import Question
from exchange.services import accept_introduction, introduce
from networks.services import leave_network
from notices.models import Notice
from notices.tasks import mail_notice
from officials.models import today
from reach.queries.pictures import drawing
from reach.services import compute_snapshots
from reports.models import Export, SavedReport
from reports.queries import Choice, annual_report
from reports.queries.annual_report import Facts
from reports.services import ask_export, make_due_reports
from reports.tasks import make_export
from tests.actions.conftest import make_action, make_practice
from tests.conftest import give_seat, make_network, make_official
from tests.partnerships.conftest import make_agreement, make_partner
from tests.reports.conftest import worked
from tests.workshops.conftest import in_days, make_workshop

THIS_YEAR = today().year


def words_of(network, user, year=THIS_YEAR):
    return annual_report.words(Facts(network, year, user))


def text_of(*given):
    return json.dumps(words_of(*given), ensure_ascii=False)


def test_it_tells_what_the_network_did_in_the_year(network, member, manager, jakarta):
    compute_snapshots(days=[today()])
    held = make_workshop(network, "Depot charging", starts_at=in_days(-1), ends_at=in_days(-1) + timedelta(hours=1))
    make_workshop(network, "Not yet", starts_at=in_days(7), ends_at=in_days(7) + timedelta(hours=1))
    action = make_action(jakarta, "Electric buses", practice=make_practice(network))
    action.stage_changes.create(stage="under_way", happened_on=today())
    make_agreement(network, "Shared depot engineers", status="active", active_since=in_days(-2))
    found = words_of(network, member)
    assert [row[1] for row in found["workshops"]["rows"]] == ([held.title] if held.starts_at.year == THIS_YEAR else [])
    assert found["actions"]["rows"][0][:3] == ["Jakarta", "Electric buses", "Under way"]
    assert found["agreements"]["rows"][0][0] == ["Shared depot engineers", "Sample Institute"]
    assert found["members"]["regions"][0]["cities"][0]["name"] == "Jakarta"
    assert found["reasons"][0]["heading"] == "Multiplier"


def test_nobody_is_named_and_nothing_in_confidence_is_told(network, member, lead, jakarta, manager):
    compute_snapshots(days=[today()])
    practice = make_practice(network)
    for title, fields in {"Ours alone": {"readers": Readers.CITY}, "A draft": {"published": False}}.items():
        make_action(jakarta, title, practice=practice, **fields).stage_changes.create(stage="idea", happened_on=today())
    Question.objects.create(
        network=network, author=member, official=member.official, title="Who pays?", text="In confidence.", label="cities"
    )
    make_workshop(network, "Not announced", status="draft", starts_at=in_days(-1), ends_at=in_days(-1) + timedelta(hours=1))
    make_agreement(network, "Being written")
    # Nor to those who may read them on their own pages: what is passed on is the same for all.
    for reader in (member, lead, manager):
        text = text_of(network, reader)
        for kept in (
            "Ours alone",
            "A draft",
            "Who pays?",
            "Being written",
            "Not announced",
            member.full_name,
            lead.full_name,
            manager.full_name,
        ):
            assert kept not in text


def test_a_past_year_tells_its_own_last_day(network, member):
    last = THIS_YEAR - 1
    network.started_on = date(last, 1, 1)
    network.save()
    compute_snapshots(days=[date(last, 12, 31), today()])
    assert annual_report.years(network) == [THIS_YEAR, last]
    found = words_of(network, member, last)
    assert str(last) in found["as_of"]
    officials = [told["in_short"]["numbers"][2]["number"] for told in (found, words_of(network, member))]
    assert officials == ["0", "1"]


@pytest.mark.parametrize(("language", "says"), [("es", " y 1 "), ("fr", " et 1 "), ("pt", " e 1 ")])
def test_it_speaks_the_language_of_its_reader(network, member, manager, language, says):
    compute_snapshots(days=[today()])
    with override(language):
        found = words_of(network, member)
    assert found["language"] == language
    assert says in found["reasons"][0]["made_of"]


def test_the_file_is_the_same_each_time_and_made_for_screen_readers(network, member):
    first = annual_report.pdf(network=network, year=THIS_YEAR, user=member)
    cache.clear()
    assert annual_report.pdf(network=network, year=THIS_YEAR, user=member) == first
    assert b"pdfuaid:part" in first


def test_an_empty_network_with_a_long_name_in_another_script_has_one_too(manager, administrator):
    network = make_network("Łódź *Netz* #1 $x$ " * 5)
    network.purpose = "شبكة المدن " * 60
    content = annual_report.pdf(network=network, year=THIS_YEAR, user=administrator)
    assert content.startswith(b"%PDF")


def asks_for_it(browser, network, year=THIS_YEAR) -> Export:
    answer = browser.post(reverse("annual_report", args=[network.slug, year]))
    export = Export.objects.newest_first()[0]
    assert answer.url == export.get_absolute_url()
    return export


def test_who_is_in_the_network_has_it_drawn_from_its_page_of_figures(network, member, lead, signed_in):
    compute_snapshots(days=[today()])
    desk, address = signed_in(member), reverse("annual_report", args=[network.slug, THIS_YEAR])
    assert address in desk.get(reverse("network_reach", args=[network.slug])).text
    assert desk.get(address).url == reverse("network_reach", args=[network.slug])
    export = asks_for_it(desk, network)
    assert "It begins as soon as a worker is free" in desk.get(export.get_absolute_url()).text
    export = worked(export)
    link = export.deliveries.get().get_absolute_url()
    page = desk.get(export.get_absolute_url()).text
    assert link in page
    assert f'href="{reverse("reports")}"' not in page
    answer = desk.get(link)
    assert answer["Content-Type"] == "application/pdf"
    assert f"c40net-{network.slug}-{THIS_YEAR}.pdf" in answer["Content-Disposition"]
    assert b"".join(answer).startswith(b"%PDF")
    assert desk.post(reverse("annual_report", args=[network.slug, 1999])).status_code == 404
    # Another member asks for their own.
    assert [signed_in(lead).get(address).status_code for address in (link, export.get_absolute_url())] == [404, 403]


def test_who_leaves_the_network_meanwhile_does_not_get_it(network, member, signed_in):
    desk = signed_in(member)
    drawn, waits = worked(asks_for_it(desk, network)), asks_for_it(desk, network)
    leave_network(seat=member.official.seats.get(), by=member)
    assert (worked(waits).status, waits.problem) == ("failed", "not_allowed")
    addresses = [drawn.get_absolute_url(), drawn.deliveries.get().get_absolute_url()]
    assert [desk.get(address).status_code for address in addresses] == [403, 403]
    for notice in Notice.objects.filter(kind__startswith="reports."):
        mail_notice(notice.pk)
    assert not mail.outbox


def test_a_renderer_that_fails_is_told_of_kindly(network, member, signed_in, monkeypatch):
    monkeypatch.setattr(drawing, "RENDERER", Path("/nowhere"))
    desk = signed_in(member)
    export = worked(asks_for_it(desk, network))
    assert (export.status, export.problem) == ("failed", "not_drawn")
    page = desk.get(export.get_absolute_url()).text
    assert "Try again" in page
    assert desk.post(reverse("export_again", args=[export.pk])).status_code == 302


@pytest.mark.parametrize("many", [False, True])
def test_it_asks_the_database_as_often_for_many(network, member, jakarta, many, django_assert_max_num_queries):
    compute_snapshots(days=[today()])
    practice, partner = make_practice(network), make_partner()
    for n in range(12 if many else 1):
        make_workshop(network, f"Workshop {n}", starts_at=in_days(-1), ends_at=in_days(-1) + timedelta(hours=1))
        make_action(jakarta, f"Action {n}", practice=practice).stage_changes.create(stage="idea", happened_on=today())
        make_agreement(network, f"Agreement {n}", status="active", active_since=in_days(-2), partner=partner)
    with django_assert_max_num_queries(26):
        words_of(network, member)


def test_an_administrator_has_a_worker_draw_it_and_finds_it_among_the_exports(network, administrator, signed_in):
    desk = signed_in(administrator)
    answer = desk.post(reverse("annual_report_export"), {"what": "annual-report", "network": network.slug, "year": THIS_YEAR})
    export = Export.objects.get()
    assert answer.url == export.get_absolute_url()
    make_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.file_name, export.networks) == ("done", f"c40net-{network.slug}-{THIS_YEAR}.pdf", [network.name])
    assert "Annual report" in desk.get(answer.url).text
    [delivery] = export.deliveries.all()
    file = desk.get(delivery.get_absolute_url())
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file).startswith(b"%PDF")


@pytest.mark.parametrize("address", ["annual_report_export", "report_save"])
def test_of_a_year_in_which_the_network_was_not_there_is_none(address, network, administrator, signed_in):
    chosen = {"what": "annual-report", "network": network.slug, "year": "last-year"}
    network.started_on = date(THIS_YEAR, 1, 1)
    network.save()
    page = signed_in(administrator).post(f"{reverse(address)}?{urlencode(chosen)}", chosen, follow=True).text
    assert "It was not there in that year." in page
    assert not Export.objects.exists()


def test_it_is_saved_and_made_by_the_clock_of_another_year_each_year(network, administrator, signed_in):
    network.started_on = date(THIS_YEAR - 1, 1, 1)
    network.save()
    compute_snapshots(days=[date(THIS_YEAR - 1, 12, 31), today()])
    chosen = {"what": "annual-report", "network": network.slug, "year": "last-year"}
    desk = signed_in(administrator)
    page = desk.get(reverse("report_save"), chosen).text
    assert "Last year" in page
    answer = desk.post(reverse("report_save"), {**chosen, "name": "For the board", "schedule": "yearly", "readers": [administrator.pk]})
    saved = SavedReport.objects.get()
    assert answer.url == saved.get_absolute_url()
    make_due_reports(now=saved.next_at)
    export = worked(Export.objects.get())
    assert (export.status, export.file_name) == ("done", f"c40net-{network.slug}-{saved.next_at.year - 1}.pdf")
    again = desk.get(Choice.from_json(saved.choice).get_absolute_url()).text
    assert '<option value="last-year" selected>' in again


def test_a_schedule_that_goes_on_after_the_network_says_why_there_is_none(network, administrator):
    network.started_on = date(THIS_YEAR, 1, 1)
    network.save()
    choice = Choice("annual-report", (network.slug,), "last-year", format="pdf")
    export = worked(ask_export(choice=choice, by=administrator))
    assert (export.status, export.problem) == ("failed", "not_there")


def test_who_was_introduced_to_whom_is_in_no_report_also_of_who_may_know(network, manager, member, oslo):
    peer = make_official("Pilar Peer", oslo)
    give_seat(peer, network)
    made = introduce(network=network, seeker=member.official, giver=peer.official, note="Meet.", by=manager)
    for person in (member, peer):
        accept_introduction(introduction=made, by=person)
    facts = Facts(network, THIS_YEAR, manager)
    assert facts.pictures.ties.table.rows
    assert facts.ties.table.rows == []
