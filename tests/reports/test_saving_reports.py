"""A choice with a name: made by hand, or by the clock for named administrators."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from reports import services
from reports.models import Export, SavedReport
from reports.queries import Choice, next_time
from tests.conftest import make_staff

CHOICE = {"what": "members", "format": "csv"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def second(db):
    return make_staff("Bea Administrator", is_administrator=True)


@pytest.fixture
def monthly(administrator, second) -> SavedReport:
    choice = Choice(what="members", period="last-month")
    saved = services.save_report(name="For the board", choice=choice, schedule="monthly", readers=[administrator, second], by=administrator)
    SavedReport.objects.update(next_at=at("2026-12-01 06:00"))
    return saved


@pytest.mark.parametrize(
    ("schedule", "after", "then"),
    [
        ("monthly", "2026-11-26 10:00", "2026-12-01 06:00"),
        ("monthly", "2026-12-01 05:59", "2026-12-01 06:00"),
        ("monthly", "2026-12-01 06:00", "2027-01-01 06:00"),
        ("quarterly", "2026-11-26 10:00", "2027-01-01 06:00"),
        ("quarterly", "2027-01-01 06:00", "2027-04-01 06:00"),
        ("yearly", "2026-11-26 10:00", "2027-01-01 06:00"),
        ("yearly", "2027-01-01 06:00", "2028-01-01 06:00"),
        ("working_day", "2027-04-30 10:00", "2027-05-03 06:00"),
        ("working_day", "2026-12-31 10:00", "2027-01-04 06:00"),
        ("working_day", "2027-05-02 10:00", "2027-05-03 06:00"),
    ],
)
def test_when_it_is_made_next(schedule, after, then):
    assert next_time(schedule, after=at(after)) == at(then)


def test_a_choice_is_saved_with_a_name(signed_in, administrator, second):
    browser = signed_in(administrator)
    page = browser.post(reverse("report_save"), CHOICE).content.decode()
    assert 'name="what" value="members"' in page
    assert not SavedReport.objects.exists()
    answer = browser.post(reverse("report_save"), {**CHOICE, "name": "Who is here", "schedule": "quarterly", "readers": [second.pk]})
    saved = SavedReport.objects.get()
    assert answer.url == saved.get_absolute_url()
    assert (saved.name, saved.choice["what"], saved.schedule, list(saved.readers.all())) == (
        "Who is here",
        "members",
        "quarterly",
        [second],
    )
    assert saved.next_at


def test_a_wrong_choice_goes_back_to_where_it_was_made(signed_in, administrator):
    wrong = {**CHOICE, "period": "between", "since": "2026-02-02", "until": "2026-01-01"}
    page = signed_in(administrator).get(reverse("report_save"), wrong, follow=True).content.decode()
    assert "The last day is before the first." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "FOR the board"}, "There is one of this name already."),
        ({"name": "Other", "schedule": "monthly"}, "Say who gets it"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_wrong_word_is_said_beside_it_and_nothing_is_saved(fields, words, signed_in, administrator, monthly):
    assert words in signed_in(administrator).post(reverse("report_save"), {**CHOICE, **fields}).content.decode()
    assert SavedReport.objects.count() == 1


def test_only_administrators_can_get_it(signed_in, administrator, manager, monthly):
    page = signed_in(administrator).get(monthly.get_absolute_url()).content.decode()
    assert str(manager) not in page
    fields = {"name": "For the board", "schedule": "monthly", "readers": [manager.pk]}
    signed_in(administrator).post(monthly.get_absolute_url(), fields)
    assert manager not in monthly.readers.all()


def test_it_is_changed_and_discarded(signed_in, second, monthly):
    browser = signed_in(second)
    browser.post(monthly.get_absolute_url(), {"name": "For us", "schedule": "", "readers": []})
    monthly.refresh_from_db()
    assert (monthly.name, monthly.next_at) == ("For us", None)
    export = services.make_saved_report(saved=monthly, by=second)
    browser.post(reverse("saved_report_discard", args=[monthly.pk]))
    assert not SavedReport.objects.exists()
    assert Export.objects.get() == export
    verbs = Activity.objects.filter(verb__startswith="report.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [Verb.REPORT_SAVED, Verb.REPORT_CHANGED, Verb.REPORT_DISCARDED]


def test_when_it_is_due_it_is_made_once_for_its_readers(monthly, administrator, second):
    services.make_due_reports(now=at("2026-12-01 05:59"))
    assert not Export.objects.exists()
    for _twice in range(2):
        services.make_due_reports(now=at("2026-12-01 06:03"))
    export = Export.objects.get()
    assert (export.asked_by, export.saved, export.due_at) == (administrator, monthly, at("2026-12-01 06:00"))
    assert {delivery.user for delivery in export.deliveries.all()} == {administrator, second}
    assert SavedReport.objects.get().next_at == at("2027-01-01 06:00")


def test_what_was_missed_is_made_later_each_of_its_own_month(monthly):
    for _sweep in range(3):
        services.make_due_reports(now=at("2027-01-07 12:00"))
    periods = [str(Choice.from_json(export.choice).days(export.day)) for export in Export.objects.order_by("pk")]
    assert periods == ["2026-11-01 to 2026-11-30", "2026-12-01 to 2026-12-31"]
    assert SavedReport.objects.get().next_at == at("2027-02-01 06:00")


def test_who_is_no_administrator_any_more_gets_none(monthly, administrator, second):
    administrator.staff_terms.update(is_administrator=False)
    services.make_due_reports(now=at("2026-12-01 06:03"))
    export = Export.objects.get()
    assert (export.asked_by, [delivery.user for delivery in export.deliveries.all()]) == (second, [second])
    second.staff_terms.update(is_administrator=False)
    services.make_due_reports(now=at("2027-01-01 06:03"))
    assert Export.objects.count() == 1
