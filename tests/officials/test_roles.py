"""Administrators say who is staff, who is administrator and who runs which network, and the past stays as it was."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import Activity
from activity.verbs import Verb
from networks.models import Network, Stewardship
from officials.models import Staff, User
from officials.services import LastAdministratorError, change_administrator, end_staff
from tests.conftest import make_staff

LONG_AGO = date(2015, 3, 1)


@pytest.fixture
def today():
    return timezone.now().date()


def verbs() -> list[str]:
    return list(Activity.objects.exclude(verb__startswith="session.").order_by("pk").values_list("verb", flat=True))


def test_somebody_new_joins_the_secretariat_and_signs_in_with_a_code(signed_in, administrator):
    said = {"full_name": "Nora New", "email": "Nora@C40net.test", "is_administrator": "on"}
    assert signed_in(administrator).post(reverse("manage_people"), said).status_code == 302
    nora = User.objects.get(email="nora@c40net.test")
    assert (nora.is_administrator, nora.has_usable_password()) == (True, False)
    assert verbs() == [Verb.STAFF_STARTED, Verb.ADMINISTRATOR_NAMED]


def test_a_former_official_may_join_the_secretariat(signed_in, administrator, member):
    member.posts.update(ended_on=timezone.now().date())
    User.objects.filter(pk=member.pk).update(is_active=False)
    signed_in(administrator).post(reverse("manage_people"), {"full_name": "Melati Member", "email": member.email})
    member.refresh_from_db()
    assert (member.is_active, member.staff_terms.count()) == (True, 1)


@pytest.mark.parametrize("who", ["member", "manager"])
def test_nobody_works_twice(signed_in, administrator, who, request):
    person = request.getfixturevalue(who)
    page = signed_in(administrator).post(reverse("manage_people"), {"full_name": "X", "email": person.email})
    assert "email" in page.context["form"].errors
    assert person.staff_terms.count() == (who == "manager")


def test_who_becomes_administrator_keeps_their_networks_and_their_past(signed_in, administrator, manager, network, today):
    Staff.objects.filter(user=manager).update(started_on=LONG_AGO)
    Stewardship.objects.update(started_on=LONG_AGO)
    signed_in(administrator).post(reverse("staff_administrator", args=[manager.staff.pk]))
    terms = list(manager.staff_terms.order_by("pk").values_list("is_administrator", "started_on", "ended_on"))
    assert terms == [(False, LONG_AGO, today), (True, today, None)]
    assert list(Stewardship.objects.order_by("pk").values_list("network", "started_on", "ended_on")) == [
        (network.pk, LONG_AGO, today), (network.pk, today, None),
    ]  # fmt: skip
    assert network in Network.objects.filter(stewardships__in=User.objects.get(pk=manager.pk).staff.stewardships.current())
    assert verbs() == [Verb.ADMINISTRATOR_NAMED]


def test_a_change_of_mind_on_the_same_day_leaves_one_term(administrator, manager):
    staff = change_administrator(staff=manager.staff, is_administrator=True, by=administrator)
    change_administrator(staff=staff, is_administrator=False, by=administrator)
    assert list(manager.staff_terms.values_list("is_administrator", "ended_on")) == [(False, None)]


def test_who_leaves_the_secretariat_runs_nothing_and_opens_nothing(signed_in, administrator, manager, network, today):
    Staff.objects.filter(user=manager).update(started_on=LONG_AGO)
    browser = signed_in(manager)
    assert browser.get(reverse("manage")).status_code == 200
    assert network.name in signed_in(administrator).get(reverse("staff_end", args=[manager.staff.pk])).text
    signed_in(administrator).post(reverse("staff_end", args=[manager.staff.pk]))
    assert browser.get(reverse("manage")).status_code == 403
    assert list(manager.staff_terms.values_list("started_on", "ended_on")) == [(LONG_AGO, today)]
    assert not Stewardship.objects.current().exists()
    assert verbs() == [Verb.STEWARDSHIP_ENDED, Verb.STAFF_ENDED]


def test_the_last_administrator_stays(signed_in, administrator):
    browser, staff = signed_in(administrator), administrator.staff
    for name in ("staff_end", "staff_administrator"):
        assert "is the last administrator" in browser.post(reverse(name, args=[staff.pk]), follow=True).text
    for change in (
        lambda: end_staff(staff=staff, by=administrator),
        lambda: change_administrator(staff=staff, is_administrator=False, by=administrator),
    ):
        with pytest.raises(LastAdministratorError):
            change()
    assert administrator.staff_terms.get().is_administrator
    assert verbs() == []


def test_the_last_but_one_administrator_may_go_and_loses_the_page_at_once(signed_in, administrator):
    make_staff("Abe Administrator", is_administrator=True)
    browser = signed_in(administrator)
    assert browser.post(reverse("staff_administrator", args=[administrator.staff.pk])).url == reverse("home")
    assert browser.get(reverse("manage_people")).status_code == 403


def test_the_page_tells_who_is_what_and_who_was(signed_in, administrator, manager, lead):
    gone = make_staff("Gwen Gone", started_on=LONG_AGO, ended_on=LONG_AGO + timedelta(days=90))
    page = signed_in(administrator).get(reverse("manage_people"))
    assert [term.user for term in page.context["staff"]] == [administrator, manager]
    assert [term.user for term in page.context["past"]] == [gone]
    assert [official.user for official in page.context["leads"]] == [lead]


def test_an_administrator_hands_a_network_to_somebody_and_back(signed_in, administrator, manager, other_manager, network, today):
    browser, address = signed_in(administrator), reverse("network_stewards", args=[network.slug])
    browser.post(address, {"staff": other_manager.staff.pk})
    assert signed_in(other_manager).get(reverse("network_seats", args=[network.slug])).status_code == 200
    stewardship = network.stewardships.get(staff=other_manager.staff)
    browser.post(reverse("stewardship_end", args=[network.slug, stewardship.pk]))
    stewardship.refresh_from_db()
    assert stewardship.ended_on == today
    assert signed_in(other_manager).get(reverse("network_seats", args=[network.slug])).status_code == 403
    assert verbs() == [Verb.STEWARDSHIP_STARTED, Verb.STEWARDSHIP_ENDED]
    assert browser.post(reverse("stewardship_end", args=[network.slug, stewardship.pk])).status_code == 404


def test_a_network_is_not_handed_to_somebody_twice(signed_in, administrator, manager, network):
    page = signed_in(administrator).post(reverse("network_stewards", args=[network.slug]), {"staff": manager.staff.pk})
    assert "This person runs the network already." in page.text


def test_the_page_asks_the_same_number_of_questions_for_any_number_of_people(
    signed_in, administrator, jakarta, django_assert_max_num_queries
):
    browser, counts = signed_in(administrator), []
    for start, end in ((0, 3), (3, 60)):
        for number in range(start, end):
            make_staff(f"Number {number:03}")
        with django_assert_max_num_queries(20) as asked:
            browser.get(reverse("manage_people"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("text", ["", "\x00", "x" * 300, "<script>", "=1+1", "\u202e"])
def test_strange_words_are_refused_next_to_the_field(signed_in, administrator, text):
    page = signed_in(administrator).post(reverse("manage_people"), {"full_name": text, "email": text})
    assert "email" in page.context["form"].errors
    assert User.objects.count() == 1
