"""An agreement's term by the clock, who reads what of it, its documents, its use, rates, and the mails."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from notices.models import Notice
from officials.models import today
from officials.services import merge_cities
from partnerships import emails
from partnerships.models import Agreement, AgreementDocument, ExchangeRate, Partner
from partnerships.queries import money, scale_over_all, seen_agreements
from partnerships.services import (
    ChangedMeanwhileError,
    MoreThanLeftError,
    add_document,
    draw_down,
    end_agreement,
    end_what_is_over,
    extend_agreement,
    leave,
    remind_of_ends,
)
from tests.conftest import make_city
from tests.partnerships.conftest import make_agreement, make_partner, make_party, make_rate, party_of, signs

YESTERDAY = timedelta(days=1)


def content(answer) -> str:
    return " ".join(answer.content.decode().split())


def page_of(browser, agreement) -> str:
    return content(browser.get(agreement.get_absolute_url()))


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=f"partnerships.{kind}").values_list("user__full_name", flat=True))


def test_after_its_last_day_an_active_agreement_has_ended_and_an_open_one_lapsed(agreement, network, leads):
    waits = make_agreement(network, "Waits", status="open")
    signs(agreement, *leads)
    end_what_is_over(today=agreement.ends_on)
    assert set(Agreement.objects.values_list("status", flat=True)) == {"active", "open"}
    for _ in range(2):
        end_what_is_over(today=agreement.ends_on + YESTERDAY)
    assert [Agreement.objects.get(pk=pk).status for pk in (agreement.pk, waits.pk)] == ["ended", "lapsed"]
    assert Activity.objects.filter(verb__in=[Verb.AGREEMENT_ENDED, Verb.AGREEMENT_LAPSED]).count() == 2
    assert told("over") >= {user.full_name for user in leads}


def test_ninety_days_before_the_end_those_who_can_extend_it_hear_once_for_each_last_day(agreement, leads, manager):
    signs(agreement, *leads)
    soon = agreement.ends_on - timedelta(days=90)
    remind_of_ends(today=soon - YESTERDAY)
    assert told("ending") == set()
    for _ in range(2):
        remind_of_ends(today=soon)
    assert Notice.objects.filter(kind="partnerships.ending").count() == 6
    extend_agreement(agreement=agreement, ends_on=agreement.ends_on + timedelta(days=10), by=manager)
    remind_of_ends(today=soon + timedelta(days=10))
    assert Notice.objects.filter(kind="partnerships.ending").count() == 12


def test_what_is_over_is_neither_extended_nor_ended_again(agreement, manager):
    end_agreement(agreement=agreement, reason="Done.", by=manager)
    with pytest.raises(ChangedMeanwhileError):
        end_agreement(agreement=agreement, reason="Done.", by=manager)
    with pytest.raises(ChangedMeanwhileError):
        extend_agreement(agreement=agreement, ends_on=agreement.ends_on + YESTERDAY, by=manager)


def test_what_each_city_pays_is_read_by_its_cities_and_staff_and_nobody_else(agreement, leads, member, manager, signed_in):
    signs(agreement, *leads)
    for reader, reads in ((leads[0], True), (manager, True), (member, False)):
        browser = signed_in(reader)
        page = page_of(browser, agreement)
        assert ("US$46,000" in page, "US$20,000</b>" in page) == (False, reads)
        assert ("US$35,000" in page) == reads, "what Bogota would pay alone"
        for name in ("agreement_shares", "agreement_drawdowns"):
            assert browser.get(reverse(name, args=[agreement.pk])).status_code == (200 if reads else 404)


def test_who_left_reads_no_amounts_any_more(agreement, leads, signed_in):
    signs(agreement, *leads)
    leave(party=party_of(agreement, leads[0]), reason="x", by=leads[0])
    assert signed_in(leads[0]).get(reverse("agreement_shares", args=[agreement.pk])).status_code == 404


def test_a_draft_is_seen_by_who_runs_the_network_alone(network, member, manager, other_manager, signed_in):
    draft = make_agreement(network, "Secret draft")
    listed = reverse("network_agreements", args=[network.slug])
    for reader, sees in ((manager, True), (other_manager, False), (member, False)):
        assert ("Secret draft" in content(signed_in(reader).get(listed))) == sees
        assert signed_in(reader).get(draft.get_absolute_url()).status_code == (200 if sees else 404)


def test_a_partners_contact_is_for_staff(agreement, leads, manager, signed_in):
    Partner.objects.update(contact="desk@partner.example")
    assert "desk@partner.example" in page_of(signed_in(manager), agreement)
    assert "desk@partner.example" not in page_of(signed_in(leads[0]), agreement)


@pytest.mark.parametrize(("readers", "of_city", "of_network"), [("network", 200, 200), ("cities", 200, 404), ("staff", 404, 404)])
def test_documents_are_read_by_those_they_are_for(readers, of_city, of_network, agreement, leads, member, manager, outsider, signed_in):
    add_document(agreement=agreement, title="Text", file=SimpleUploadedFile("a.txt", b"text"), readers=readers, by=manager)
    address = AgreementDocument.objects.get().get_absolute_url()
    readers_of = {manager: 200, leads[0]: of_city, member: of_network, outsider: 404}
    assert {reader: signed_in(reader).get(address).status_code for reader in readers_of} == readers_of


def test_no_more_is_used_than_it_is_worth_and_only_while_it_is_active(agreement, leads, manager):
    asked = {"agreement": agreement, "drawn_on": today(), "note": "Kick-off", "by": manager}
    with pytest.raises(ChangedMeanwhileError):
        draw_down(amount=Decimal(1), **asked)
    signs(agreement, *leads)
    draw_down(amount=Decimal(499_999), **asked)
    with pytest.raises(MoreThanLeftError) as error:
        draw_down(amount=Decimal("1.01"), **asked)
    assert error.value.left == 1


def test_amounts_are_in_dollars_at_the_rate_of_the_day_the_term_began(network, manager, signed_in):
    made = make_agreement(network, currency="EUR")
    make_rate("EUR", made.starts_on - timedelta(days=3), "1.10")
    make_rate("EUR", made.starts_on + YESTERDAY, "9")
    page = page_of(signed_in(manager), made)
    assert "€500,000" in page
    assert "about US$550,000" in page


def test_without_a_rate_an_agreement_is_left_out_and_said_to_be(agreement, network, leads, manager):
    signs(agreement, *leads)
    other = make_agreement(network, currency="EUR", status="active", active_since=agreement.active_since)
    make_party(other, leads[0].official.city, status="signed", cost_pooled=10)
    over_all = scale_over_all(seen_agreements(manager))
    assert (over_all.agreements, over_all.without_rate, over_all.cities) == (1, 1, 5)
    assert over_all.scale.value_per_city == 100_000
    assert (over_all.scale.pooled_per_city, over_all.scale.alone_per_city) == (20_000, 40_000)
    assert over_all.scale.saving_part == Decimal("0.5")


def test_rates_are_pasted_checked_line_by_line_and_known_ones_stay(signed_in, manager, db):
    browser, address = signed_in(manager), reverse("manage_rates")
    make_rate("EUR", "2026-01-02", "1.1")
    wrong = content(browser.post(address, {"lines": "EUR;2026-01-03;1.2;ECB\nXXX;2026-01-03;1;x\nIDR;soon;1;x\nIDR;2026-01-03;-1;x\nIDR"}))
    assert ExchangeRate.objects.count() == 1
    assert all(f"Line {number}" in wrong for number in (2, 3, 4, 5))
    browser.post(address, {"lines": "EUR;2026-01-02;9;ECB\nidr;2026-01-02;0,0000612;BI"})
    assert dict(ExchangeRate.objects.values_list("currency", "usd")) == {"EUR": Decimal("1.1"), "IDR": Decimal("0.0000612")}


def test_a_currency_has_its_decimals_and_exists(signed_in, manager, network, agreement):
    address = reverse("agreement_create", args=[network.slug])
    right = {
        "title": "x", "partner": agreement.partner.pk, "scope": "x", "starts_on": "2026-01-01", "ends_on": "2027-01-01", "quorum": "2",
        "currency": "JPY", "value": "100.5", "value_for": "x", "cost": "10", "alone_means": "x", "shares_method": "equal", "discount": "30",
    }  # fmt: skip
    assert "JPY has no decimals." in content(signed_in(manager).post(address, right))
    assert "No currency in use has this code." in content(signed_in(manager).post(address, {**right, "currency": "DEM"}))
    assert Agreement.objects.count() == 1


def test_money_is_written_as_the_reader_writes_it(settings):
    assert [money(Decimal(1_250_000), "USD"), money(Decimal("12.5"), "EUR")] == ["US$1,250,000", "€12.50"]


@pytest.mark.parametrize("kind", [kind.name for topic in emails.TOPICS for kind in topic.kinds])
def test_each_mail_says_what_happened_and_goes_to_who_still_sees_it(kind, agreement, leads, outsider):
    told_of = {"city": leads[1].official.city_id, "signed": 4, "quorum": 5, "falls": True}
    for reader in (leads[0], outsider):
        notice = Notice(user=reader, kind=kind, subject=agreement, network=agreement.network, details=told_of)
        emails.send_notice(notice)
    [message] = mail.outbox
    assert message.to == [leads[0].email]
    assert "Shared depot engineers" in message.subject
    assert f"/agreements/{agreement.pk}/" in message.body
    assert "  " not in message.subject


def test_of_a_citys_two_entries_in_one_agreement_one_counts(agreement, leads, administrator):
    signs(agreement, *leads[:2])
    first, second = leads[0].official.city, leads[1].official.city
    merge_cities(survivor=first, duplicate=second, by=administrator)
    assert Agreement.objects.with_counts().get(pk=agreement.pk).signed_count == 1
    assert agreement.parties.current().count() == 4


def queries(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "name", ["network_agreements", "manage_partnerships", "agreement", "agreement_shares", "home", "manage", "network"]
)
def test_pages_take_as_many_queries_for_many_agreements_and_cities_as_for_few(name, agreement, network, manager, leads, signed_in):
    browser = signed_in(manager)
    of_agreement, of_network = [agreement.pk], [network.slug]
    args = {"agreement": of_agreement, "agreement_shares": of_agreement, "network_agreements": of_network, "network": of_network}.get(
        name, []
    )

    def add(numbers) -> None:
        for number in numbers:
            city = make_city(f"City {number}")
            make_party(agreement, city, status="signed", cost_pooled=5, signed_by=leads[0].official)
            for status in ("draft", "open", "active", "ended"):
                made = make_agreement(network, f"{status} {number}", status=status, active_since=agreement.opened_at, currency="EUR")
                make_party(made, city, status="signed", cost_pooled=5)
            Agreement.objects.filter(status="active").update(ends_on=today() + timedelta(days=20))
            agreement.calculations.create(because="left", method="equal", cost=1, discount=30).shares.create(city=city, weight=1, amount=1)

    add(range(2))
    few = queries(browser, reverse(name, args=args))
    add(range(2, 14))
    assert queries(browser, reverse(name, args=args)) == few


def test_a_partner_is_there_once_whatever_the_case_of_its_name(signed_in, manager):
    make_partner("Sample Institute")
    page = signed_in(manager).post(reverse("manage_partners"), {"name": "SAMPLE institute", "kind": "company", "helps_with": "Depots"})
    assert page.context["form"].errors == {"name": ["A partner of this name is there already."]}
    assert Partner.objects.count() == 1
