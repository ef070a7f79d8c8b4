"""Cities are asked, sign, decline and leave; the quorum decides."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Seat
from notices.models import Notice
from officials.models import today
from partnerships.models import Agreement, AgreementDocument, Party, ShareCalculation
from partnerships.services import (
    ChangedMeanwhileError,
    CityIsPartyError,
    FiguresMissingError,
    NotInNetworkError,
    TermIsOverError,
    TooFewCitiesError,
    change_party,
    decline,
    invite_city,
    leave,
    open_agreement,
    remove_party,
    sign,
)
from tests.conftest import make_city
from tests.partnerships.conftest import make_agreement, make_party, party_of, signs


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=f"partnerships.{kind}").values_list("user__full_name", flat=True))


def page_of(browser, agreement) -> str:
    return " ".join(browser.get(agreement.get_absolute_url()).content.decode().split())


def test_opening_asks_the_leads_and_says_what_each_would_pay(agreement, leads):
    assert agreement.status == "open"
    assert told("invited") == {user.full_name for user in leads}
    assert sum(agreement.parties.values_list("cost_pooled", flat=True)) == Decimal(100_000)
    assert Activity.objects.filter(verb=Verb.AGREEMENT_OPENED).count() == 1


def test_four_of_five_signed_shows_one_to_go_and_the_fifth_makes_it_active(agreement, leads, signed_in):
    signs(agreement, *leads[:4])
    assert agreement.status == "open"
    page = page_of(signed_in(leads[4]), agreement)
    assert "Accra, Bogota, Cairo and Dakar joined: 4 of 5 signed, one to go" in page
    assert told("one_to_go") == {leads[4].full_name}
    signs(agreement, leads[4])
    assert agreement.is_active
    assert agreement.active_since
    assert told("active") == {user.full_name for user in leads} | {"Mara Manager"}
    assert Activity.objects.filter(verb=Verb.AGREEMENT_ACTIVE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_who_sign_at_the_same_moment_make_it_active_once(agreement, leads):
    def signs_now(user) -> None:
        try:
            for _ in range(2):
                with contextlib.suppress(ChangedMeanwhileError):
                    sign(party=party_of(agreement, user), authority="Mayor", signed_by=user.official, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as at_once:
        list(at_once.map(signs_now, leads))
    agreement.refresh_from_db()
    assert (agreement.status, agreement.parties.signed().count()) == ("active", 5)
    assert Activity.objects.filter(verb=Verb.AGREEMENT_ACTIVE).count() == 1
    assert Activity.objects.filter(verb=Verb.AGREEMENT_SIGNED).count() == 5
    assert Notice.objects.filter(kind="partnerships.active", user=leads[0]).count() == 1


def test_a_city_that_leaves_below_the_quorum_tells_everyone_and_the_others_share(agreement, leads, manager):
    signs(agreement, *leads)
    before = list(ShareCalculation.objects.values())
    left = leave(party=party_of(agreement, leads[4]), reason="No money.", by=leads[4])
    assert left.status == "open"
    assert told("left") == {user.full_name for user in leads} | {"Mara Manager"}
    assert Activity.objects.filter(verb=Verb.AGREEMENT_BELOW_QUORUM).count() == 1
    shares = dict(agreement.parties.current().values_list("city__name", "cost_pooled"))
    assert shares == dict.fromkeys(["Accra", "Bogota", "Cairo", "Dakar"], Decimal(25_000))
    assert agreement.parties.get(status="left").cost_pooled is None
    assert list(ShareCalculation.objects.order_by("made_at", "pk").values())[: len(before)] == before[::-1]


def test_a_city_that_leaves_above_the_quorum_leaves_it_active(agreement, leads):
    Agreement.objects.filter(pk=agreement.pk).update(quorum=3)
    signs(agreement, *leads[:4])
    assert leave(party=party_of(agreement, leads[0]), reason="x", by=leads[0]).status == "active"
    assert not Activity.objects.filter(verb=Verb.AGREEMENT_BELOW_QUORUM).exists()


def test_below_the_quorum_another_signature_makes_it_active_again(agreement, leads, manager):
    signs(agreement, *leads)
    leave(party=party_of(agreement, leads[4]), reason="x", by=leads[4])
    invite_city(agreement=agreement, city=leads[4].official.city, by=manager)
    signs(agreement, leads[4])
    assert agreement.is_active
    assert list(Party.objects.filter(city=leads[4].official.city).order_by("pk").values_list("status", flat=True)) == ["left", "signed"]


def test_once_active_those_who_signed_share_the_cost(agreement, leads):
    Agreement.objects.filter(pk=agreement.pk).update(quorum=2)
    signs(agreement, *leads[:2])
    assert set(agreement.parties.signed().values_list("cost_pooled", flat=True)) == {Decimal(50_000)}
    assert set(agreement.parties.invited().values_list("cost_pooled", flat=True)) == {None}
    signs(agreement, leads[2])
    assert sum(agreement.parties.signed().values_list("cost_pooled", flat=True)) == Decimal(100_000)


def test_declining_says_why_to_the_managers_and_the_others_share(agreement, leads):
    decline(party=party_of(agreement, leads[0]), reason="Not now.", by=leads[0])
    assert told("declined") == {"Mara Manager"}
    assert set(agreement.parties.current().values_list("cost_pooled", flat=True)) == {Decimal(25_000)}


def test_nobody_signs_twice_declines_after_signing_or_leaves_before(agreement, leads):
    party = party_of(agreement, leads[0])
    with pytest.raises(ChangedMeanwhileError):
        leave(party=party, reason="x", by=leads[0])
    signs(agreement, leads[0])
    for again in (lambda: sign(party=party, authority="x", by=leads[0]), lambda: decline(party=party, reason="x", by=leads[0])):
        with pytest.raises(ChangedMeanwhileError):
            again()


def test_the_manager_notes_a_signature_on_paper_with_its_page(agreement, leads, manager, signed_in):
    party = party_of(agreement, leads[0])
    page = SimpleUploadedFile("signed.pdf", b"%PDF-1.4 signed")
    address = reverse("agreement_sign", args=[agreement.pk, party.pk])
    asked = {"authority": "Council decision 9", "signed_on": "2026-01-02", "signed_by": leads[0].official.pk, "paper": page}
    assert signed_in(manager).post(address, asked).status_code == 302
    party.refresh_from_db()
    assert (party.status, party.authority, str(party.signed_on), party.signed_by.user) == (
        "signed",
        "Council decision 9",
        "2026-01-02",
        leads[0],
    )
    document = AgreementDocument.objects.get()
    assert (party.paper, document.readers) == (document, "cities")
    assert signed_in(leads[1]).get(document.get_absolute_url()).status_code == 200


def test_a_lead_signs_for_their_own_city_only(agreement, leads, signed_in):
    other = party_of(agreement, leads[1])
    address = reverse("agreement_sign", args=[agreement.pk, other.pk])
    assert signed_in(leads[0]).post(address, {"authority": "x", "sure": "on"}).status_code == 403


def test_a_lead_without_a_seat_sees_and_signs_what_their_city_is_asked_to(agreement, leads, signed_in):
    Seat.objects.filter(official__user=leads[0]).delete()
    browser = signed_in(leads[0])
    assert browser.get(agreement.get_absolute_url()).status_code == 200
    address = reverse("agreement_sign", args=[agreement.pk, party_of(agreement, leads[0]).pk])
    assert browser.post(address, {"authority": "Mayor", "sure": "on"}).status_code == 302
    assert browser.get(reverse("network_agreements", args=[agreement.network.slug])).status_code == 404


def test_rules_of_opening(network, manager, leads):
    drafted = make_agreement(network, quorum=2, shares_method="capacity", capacity_means="buses")
    with pytest.raises(TooFewCitiesError):
        open_agreement(agreement=drafted, by=manager, today=today())
    for user in leads[:2]:
        make_party(drafted, user.official.city)
    with pytest.raises(FiguresMissingError, match="Accra, Bogota"):
        open_agreement(agreement=drafted, by=manager, today=today())
    drafted.parties.update(capacity=1)
    with pytest.raises(TermIsOverError):
        open_agreement(agreement=drafted, by=manager, today=drafted.ends_on + timedelta(days=1))
    open_agreement(agreement=drafted, by=manager, today=today())
    with pytest.raises(ChangedMeanwhileError):
        open_agreement(agreement=drafted, by=manager, today=today())


def test_only_cities_of_the_network_are_asked_and_each_once(agreement, manager, leads):
    with pytest.raises(NotInNetworkError):
        invite_city(agreement=agreement, city=make_city("Faro"), by=manager)
    with pytest.raises(CityIsPartyError):
        invite_city(agreement=agreement, city=leads[0].official.city, by=manager)


def test_once_it_is_open_no_city_is_taken_off(agreement, manager, leads):
    with pytest.raises(ChangedMeanwhileError):
        remove_party(party=party_of(agreement, leads[0]), by=manager)


def test_shares_follow_a_citys_figures_and_nothing_is_written_where_nothing_changes(agreement, manager, leads):
    Agreement.objects.filter(pk=agreement.pk).update(shares_method="shapley")
    party = party_of(agreement, leads[0])
    change_party(party=party, cost_alone=Decimal(80_000), by=manager)
    shares = dict(agreement.parties.values_list("city__name", "cost_pooled"))
    assert shares["Accra"] == max(shares.values())
    assert sum(shares.values()) == Decimal(100_000)
    count = agreement.calculations.count()
    change_party(party=party, puts_in="Staff", by=manager)
    assert agreement.calculations.count() == count
