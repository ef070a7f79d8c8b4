"""What a worker makes: once, whole, for those it is for, and not for long."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from notices.models import Notice
from notices.tasks import mail_notice
from reports import services
from reports.models import Export, ExportPart
from reports.queries import files
from reports.tasks import exports as work
from tests.conftest import make_staff
from tests.reports.conftest import asked, made, worked


def link_of(export, user) -> str:
    return export.deliveries.get(user=user).get_absolute_url()


def downloaded(browser, address) -> bytes:
    return b"".join(browser.get(address).streaming_content)


@pytest.fixture
def second(db):
    return make_staff("Bea Administrator", is_administrator=True)


def test_the_file_is_whole_and_what_its_page_says(signed_in, administrator, member, lead, monkeypatch):
    monkeypatch.setattr(work, "PART", 100)
    export = made(administrator, format="csv")
    content = downloaded(signed_in(administrator), link_of(export, administrator))
    assert (export.status, export.rows, export.size, export.sha256) == ("done", 2, len(content), sha256(content).hexdigest())
    assert export.parts.count() > 2
    page = signed_in(administrator).get(export.get_absolute_url()).content.decode()
    assert export.sha256 in page
    assert link_of(export, administrator) in page


def test_who_gets_it_is_told_by_mail_with_a_link_of_their_own(signed_in, administrator, second, member):
    second.language = "es"
    second.save()
    export = made(administrator, readers=[administrator, second])
    for notice in Notice.objects.filter(kind="reports.ready"):
        mail_notice(notice.pk)
    mails = {sent.to[0]: sent.body for sent in mail.outbox}
    assert set(mails) == {administrator.email, second.email}
    assert link_of(export, second) in mails[second.email]
    assert link_of(export, second) not in mails[administrator.email]


def test_a_link_opens_for_nobody_else(signed_in, administrator, second, manager, member):
    export = made(administrator)
    link = link_of(export, administrator)
    assert [signed_in(user).get(link).status_code for user in (second, manager, member)] == [404, 404, 404]
    page = signed_in(second).get(export.get_absolute_url()).content.decode()
    assert "for those who are named below" in page
    administrator.staff.is_administrator = False
    administrator.staff.save()
    assert signed_in(administrator).get(link).status_code == 403


def test_a_download_is_written_down(signed_in, administrator, member):
    export = made(administrator)
    downloaded(signed_in(administrator), link_of(export, administrator))
    assert export.deliveries.get().downloaded_at
    lines = Activity.objects.filter(verb__in=[Verb.REPORT_EXPORTED, Verb.EXPORT_DOWNLOADED]).order_by("pk")
    assert [(line.verb, line.actor, line.subject_label) for line in lines] == [
        (verb, administrator, export.file_name) for verb in (Verb.REPORT_EXPORTED, Verb.EXPORT_DOWNLOADED)
    ]


def test_what_waits_for_somebody_stands_on_the_first_page_until_they_have_it(signed_in, administrator, second, member):
    browser, export = signed_in(administrator), asked(administrator)
    assert "Waits for its turn" in browser.get(reverse("reports")).content.decode()
    link = link_of(worked(export), administrator)
    assert link in browser.get(reverse("reports")).content.decode()
    assert "For you" not in signed_in(second).get(reverse("reports")).content.decode()
    downloaded(browser, link)
    assert link not in browser.get(reverse("reports")).content.decode()


def test_after_a_week_the_file_is_gone_and_the_line_stays(signed_in, administrator, member):
    export = made(administrator)
    Export.objects.update(expires_at=timezone.now() - timedelta(hours=2))
    answer = signed_in(administrator).get(link_of(export, administrator))
    assert (answer.status_code, "kept for a week" in answer.content.decode()) == (410, True)
    services.forget_files()
    assert not ExportPart.objects.exists()
    assert export.sha256[:12] in signed_in(administrator).get(reverse("exports")).content.decode()


def test_asked_for_twice_while_it_is_open_it_is_one(administrator, second):
    first = asked(administrator)
    assert asked(administrator) == first
    assert asked(administrator, format="xlsx") != first
    assert asked(second) != first
    worked(first)
    assert asked(administrator) != first


def test_what_was_cancelled_is_not_made(signed_in, administrator, second, member):
    export = asked(administrator)
    assert signed_in(second).post(reverse("export_cancel", args=[export.pk])).status_code == 302
    assert worked(export).status == "cancelled"
    assert not ExportPart.objects.exists()
    with pytest.raises(services.NotOpenError):
        services.cancel_export(export=export, by=administrator)


def test_what_is_cancelled_at_the_last_moment_is_not_delivered(administrator, member, monkeypatch):
    export = asked(administrator)
    deliver = work._deliver

    def cancelled_meanwhile(*args):
        services.cancel_export(export=export, by=administrator)
        deliver(*args)

    monkeypatch.setattr(work, "_deliver", cancelled_meanwhile)
    assert worked(export).status == "cancelled"
    assert not ExportPart.objects.exists()
    assert not Notice.objects.exists()


def test_what_a_worker_has_is_not_taken_from_it_until_its_lease_ends(administrator, member):
    export = asked(administrator)
    soon = timezone.now() + timedelta(minutes=1)
    Export.objects.update(status="making", claim="another", leased_until=soon)
    assert worked(export).claim == "another"
    Export.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert worked(export).status == "done"


def test_while_it_is_made_its_page_says_how_far_it_is_and_how_long_it_will_be(signed_in, administrator):
    export, now = asked(administrator), timezone.now()
    Export.objects.update(
        status="making", claim="x", leased_until=now, started_at=now - timedelta(minutes=10, seconds=1), done=1000, total=4000
    )
    page = signed_in(administrator).get(export.get_absolute_url()).content.decode()
    assert "1,000 of 4,000 rows, about 30\xa0minutes to go" in page
    assert 'value="1000" max="4000"' in page


@pytest.mark.parametrize(
    ("problem", "words"),
    [("lost", "its worker was lost each time"), ("too_long", "Excel holds 1,048,576 rows"), ("not_allowed", "may not export any more")],
)
def test_a_failed_one_says_why(problem, words, signed_in, administrator, second, member, lead, monkeypatch):
    export = asked(administrator, format="xlsx", readers=[administrator, second])
    if problem == "lost":
        Export.objects.update(tries=work.TRIES)
    elif problem == "too_long":
        monkeypatch.setattr(files, "XLSX_ROWS", 1)
    else:
        administrator.staff_terms.update(is_administrator=False)
    assert (worked(export).status, export.problem) == ("failed", problem)
    assert words in signed_in(second).get(export.get_absolute_url()).content.decode()
    mail_notice(Notice.objects.get(kind="reports.failed", user=second).pk)
    assert words in mail.outbox[-1].body


def test_an_error_of_ours_fails_it_and_is_not_swallowed(administrator, member):
    export = asked(administrator)
    Export.objects.update(choice={**export.choice, "what": "nothing that we know"})
    with pytest.raises(KeyError):
        worked(export)
    export.refresh_from_db()
    assert (export.status, export.problem) == ("failed", "ours")


def test_it_can_be_made_again(signed_in, administrator, second, member):
    export = made(administrator)
    answer = signed_in(second).post(reverse("export_again", args=[export.pk]))
    again = Export.objects.newest_first()[0]
    assert (answer.url, again.asked_by, again.choice) == (again.get_absolute_url(), second, export.choice)


def test_eleven_and_twenty_six_past_exports_take_as_many_queries(signed_in, administrator, member, network, django_assert_max_num_queries):
    browser, counts = signed_in(administrator), []
    first = made(administrator)
    browser.get(reverse("exports"))
    for number in (10, 15):
        Export.objects.bulk_create(
            Export(asked_by=administrator, choice=first.choice, file_name="x.csv", status="cancelled") for _ in range(number)
        )
        with django_assert_max_num_queries(20) as queries:
            browser.get(reverse("exports"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
