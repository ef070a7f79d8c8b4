"""The city lead and staff vouch for officials; nobody else does."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from cities.models import City
from networks.tasks import mail_standing
from officials.models import Official
from officials.services import AnsweredMeanwhileError, verify_official
from tests.conftest import make_city, make_official, make_user


def waits(name, email, city) -> Official:
    return Official.objects.create(user=make_user(name, email=email), city=city)


@pytest.fixture
def nia(jakarta) -> Official:
    """Signed up for Jakarta, with an address that anybody may have."""
    return waits("Nia New", "nia@gmail.com", jakarta)


def answer(browser, official, decision, **fields):
    return browser.post(reverse("city_officials", args=[official.city.slug]), {"official": official.pk, "decision": decision, **fields})


def test_the_city_lead_sees_who_waits_and_vouches(signed_in, lead, nia):
    browser = signed_in(lead)
    assert "nia@gmail.com" in browser.get(reverse("city_officials", args=["jakarta"])).text
    assert answer(browser, nia, "vouch").status_code == 302
    nia.refresh_from_db()
    assert (nia.is_verified, nia.verification, nia.verified_by) == (True, "city_lead", lead)
    line = Activity.objects.get(verb=Verb.OFFICIAL_VERIFIED)
    assert (line.actor, line.official, line.city, line.subject_label) == (lead, nia, nia.city, "")


def test_declining_needs_a_reason_which_the_person_reads(signed_in, lead, nia):
    browser = signed_in(lead)
    assert "Say why" in answer(browser, nia, "decline").text
    assert answer(browser, nia, "decline", reason="You left in May.").status_code == 302
    nia.refresh_from_db()
    assert (nia.ended_on, nia.is_verified) == (timezone.now().date(), False)
    page = signed_in(nia.user).get(reverse("home")).text
    assert "You left in May." in page
    assert "Nobody vouched that you work for Jakarta" in page


@pytest.mark.parametrize(
    ("decision", "subject"), [("vouch", "You are in c40net for Jakarta"), ("decline", "Nobody vouched that you work for Jakarta")]
)
def test_the_answer_is_mailed_once(signed_in, lead, nia, decision, subject):
    answer(signed_in(lead), nia, decision, reason="You left in May.")
    for _ in range(2):
        for official in Official.objects.answer_unmailed():
            mail_standing(official.pk)
        mail_standing(nia.pk)
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["nia@gmail.com"], subject)
    assert ("You left in May." in message.body) is (decision == "decline")


def test_a_lead_vouches_for_their_own_city_only(signed_in, lead, oslo):
    other = make_official("Ola Other", oslo, verified_at=None).official
    assert answer(signed_in(lead), other, "vouch").status_code == 403
    page = signed_in(lead).post(reverse("city_officials", args=["jakarta"]), {"official": other.pk, "decision": "vouch"})
    assert "Somebody has answered this request meanwhile." in page.text
    other.refresh_from_db()
    assert not other.is_verified


def test_a_lead_for_whom_nobody_vouched_does_not_vouch(signed_in, nia):
    Official.objects.filter(pk=nia.pk).update(is_lead=True)
    assert signed_in(nia.user).get(reverse("city_officials", args=["jakarta"])).status_code == 403


def test_nobody_is_vouched_for_twice(lead, manager, nia):
    verify_official(official=nia, how="city_lead", by=lead)
    with pytest.raises(AnsweredMeanwhileError):
        verify_official(official=nia, how="staff", by=manager)
    nia.refresh_from_db()
    assert nia.verified_by == lead


def test_staff_vouch_from_the_list_of_all_officials(signed_in, manager, nia):
    browser = signed_in(manager)
    assert "1 to vouch for" in browser.get(reverse("manage")).text
    page = browser.get(reverse("manage_officials"), {"standing": "waiting"})
    assert [official.pk for official in page.context["page"]] == [nia.pk]
    browser.post(reverse("manage_officials"), {"official": nia.pk, "decision": "vouch"})
    nia.refresh_from_db()
    assert (nia.verification, nia.verified_by) == ("staff", manager)


def test_staff_find_officials_by_city_network_and_name(signed_in, manager, member, outsider, network):
    browser = signed_in(manager)
    for asked, found in (
        ({"city": "oslo"}, [outsider]), ({"network": network.slug}, [member]), ({"q": "MÉLATI jakarta"}, [member]), ({"q": "nobody"}, []),
        ({"q": member.email.upper()}, [member]),
    ):  # fmt: skip
        assert [official.user for official in browser.get(reverse("manage_officials"), asked).context["page"]] == found


def test_staff_name_and_end_a_city_lead(signed_in, manager, member):
    for is_lead in (True, False):
        signed_in(manager).post(reverse("city_lead", args=[member.official.pk]))
        assert Official.objects.get(user=member).is_lead is is_lead
    happened = Activity.objects.filter(official=member.official).order_by("pk").values_list("verb", flat=True)
    assert list(happened) == [Verb.CITY_LEAD_NAMED, Verb.CITY_LEAD_ENDED]


def test_the_city_lead_is_told_at_home_and_on_the_citys_page(signed_in, lead, member, nia):
    browser = signed_in(lead)
    assert "1 official waits for you to vouch" in browser.get(reverse("home")).text
    assert reverse("city_officials", args=["jakarta"]) in browser.get(reverse("city", args=["jakarta"])).text
    assert reverse("city_officials", args=["jakarta"]) not in signed_in(member).get(reverse("city", args=["jakarta"])).text


def test_who_is_not_believed_cannot_be_lead(signed_in, manager, nia):
    assert signed_in(manager).post(reverse("city_lead", args=[nia.pk])).status_code == 404


def test_a_new_domain_lets_in_who_waits_with_it(signed_in, manager, jakarta):
    wati = waits("Wati Waits", "wati@transport.jakarta.example", jakarta)
    page = signed_in(manager).post(
        reverse("city_email_domains", args=["jakarta"]), {"email_domains": "@Jakarta.Example\nbaja.example"}, follow=True
    )
    assert "1 official was let in by it." in page.text
    wati.refresh_from_db()
    assert (wati.is_verified, wati.verification) == (True, "domain")
    assert City.objects.get(slug="jakarta").email_domains == ["baja.example", "jakarta.example"]


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "com", "not a domain", "x..y", "<b>.example", "jakarta", "\u202eoslo.example", "a" * 254 + ".example", "co.uk\x00"],
)
def test_a_domain_that_is_none_or_anybodys_is_refused(signed_in, manager, jakarta, domain):
    page = signed_in(manager).post(reverse("city_email_domains", args=["jakarta"]), {"email_domains": domain})
    assert "email_domains" in page.context["form"].errors
    jakarta.refresh_from_db()
    assert jakarta.email_domains == []


@pytest.mark.parametrize("name", ["city_officials", "manage_officials"])
def test_lists_ask_the_same_number_of_questions_for_any_number_of_people(signed_in, manager, django_assert_max_num_queries, name):
    city = make_city("Bigcity")
    browser = signed_in(manager)
    address = reverse(name, args=[city.slug] if name == "city_officials" else [])
    counts = []
    for start, end in ((0, 3), (3, 150)):
        for number in range(start, end):
            make_official(f"Number {number:03}", city, verified_at=timezone.now() if number % 2 else None)
        with django_assert_max_num_queries(20) as asked:
            assert browser.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
