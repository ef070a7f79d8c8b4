from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from officials.models import User
from partnerships.models import Agreement
from search.queries import marked
from tests.conftest import give_seat, make_city, make_network, make_official
from tests.partnerships.conftest import make_agreement
from workshops.models import Workshop


@pytest.fixture
def workshop(network):
    starts = timezone.now() + timedelta(days=3)
    text = "Night. " * 80 + "Trams before dawn, and **depôts** at dusk."
    ends = starts + timedelta(hours=1)
    return Workshop.objects.create(network=network, title="Trams of Jakarta", text=text, starts_at=starts, ends_at=ends, status="announced")


def found(browser, **asked) -> dict[str, list[str]]:
    finds = browser.get(reverse("search"), asked).context["finds"]
    return {of_kind.kind.key: [str(row.title) for row in of_kind.rows] for of_kind in finds}


def test_one_box_finds_every_kind_whatever_the_accents_and_the_case(signed_in, member, network, workshop):
    User.objects.filter(pk=member.pk).update(expertise=["trams in Jákarta"])
    make_network("Jakarta Basin", area="Water")
    assert found(signed_in(member), q="JÁKARTA") == {
        "networks": ["<mark>Jakarta</mark> Basin"],
        "people": ["Melati Member"],
        "cities": ["<mark>Jakarta</mark>"],
        "workshops": ["Trams of <mark>Jakarta</mark>"],
    }


def test_nobody_finds_what_they_may_not_see(signed_in, member, outsider, manager, workshop):
    assert "workshops" not in found(signed_in(outsider), q="trams")
    assert "workshops" not in found(signed_in(None), q="trams")
    assert "people" not in found(signed_in(outsider), q="melati")
    Workshop.objects.update(status="draft")
    assert found(signed_in(member), q="trams") == {}
    assert found(signed_in(manager), q="trams") == {"workshops": ["<mark>Trams</mark> of Jakarta"]}


def test_an_agreement_is_found_by_its_title_scope_partner_and_network_by_those_who_see_it(signed_in, member, outsider, manager, network):
    agreement = make_agreement(network, "Shared engineers", scope="Two engineers for **depots**.", status="open")
    everywhere = signed_in(member).get(reverse("search"), {"q": "shared depot sample public"})
    (agreements,) = everywhere.context["finds"]
    assert (agreements.count, agreements.rows[0].url) == (1, agreement.get_absolute_url())
    assert "Two engineers for <mark>depots</mark> ." in agreements.rows[0].snippet
    assert found(signed_in(outsider), q="shared") == found(signed_in(None), q="shared") == {}
    Agreement.objects.update(status="draft")
    assert found(signed_in(member), q="shared") == {}
    assert found(signed_in(manager), q="shared") == {"agreements": ["<mark>Shared</mark> engineers"]}


def test_it_shows_the_words_where_they_stand(signed_in, member, workshop):
    page = signed_in(member).get(reverse("search"), {"q": "depot"}).text
    assert "Trams before dawn, and <mark>depôts</mark> at dusk." in page
    assert marked("<b>Trams</b>", "tram") == "&lt;b&gt;<mark>Trams</mark>&lt;/b&gt;"


def test_what_begins_so_comes_first_and_the_rest_is_a_link_away(signed_in, oslo):
    for name in ("Lower Sund", "Sunderland", *(f"Port Sund {n}" for n in range(60))):
        make_city(name)
    browser = signed_in(None)
    page = browser.get(reverse("search"), {"q": "sund"})
    assert str(page.context["finds"][0].rows[0].title) == "<mark>Sunderland</mark>"
    assert "See all 62" in page.text
    assert len(found(browser, q="sund", kind="cities")["cities"]) == 50
    assert len(found(browser, q="sund", kind="cities", page="2")["cities"]) == 12


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "%%%", "́", "🚌", "x" * 500])
def test_words_that_find_nothing_are_answered_in_words(signed_in, member, asked):
    page = signed_in(member).get(reverse("search"), {"q": asked})
    assert page.context["finds"] == []


def test_a_search_asks_the_same_number_of_questions_for_many(signed_in, member, network, django_assert_max_num_queries):
    browser, counts = signed_in(member), []
    for number in (1, 30):
        for n in range(number):
            give_seat(make_official(f"Sund {number} {n}", make_city(f"Sund {number} {n}")), network)
            starts = timezone.now() + timedelta(days=n)
            Workshop.objects.create(
                network=network, title=f"Sund {n}", starts_at=starts, ends_at=starts + timedelta(hours=1), status="announced"
            )
            make_agreement(network, f"Sund {n}", status="open")
        with django_assert_max_num_queries(40) as asked:
            assert set(found(browser, q="sund")) == {"people", "cities", "workshops", "agreements"}
        counts.append(len(asked))
    assert counts[0] == counts[1]
