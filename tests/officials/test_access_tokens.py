"""Tokens on /settings/tokens/, and what programs read with them."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from exchange.services import ask_question
from officials.models import AccessToken
from officials.services import end_post, make_token
from officials.services.tokens import MOST_TOKENS
from tests.conftest import make_official, make_staff

pytestmark = pytest.mark.django_db
TOKENS = reverse("settings_tokens")


@pytest.fixture
def reads(client):
    """What a program gets to read with this token."""
    return lambda path, token, **headers: client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}", **headers})


def test_a_token_is_told_once_and_reads_as_its_owner(signed_in, member, network, reads):
    browser = signed_in(member)
    token = re.search(r'value="(c40net_[^"]+)"', browser.post(TOKENS, {"name": "Dashboard", "days": 90}).text)[1]
    assert [row["slug"] for row in reads("networks", token).json()["results"]] == [network.slug]
    page = browser.get(TOKENS).text
    assert "Dashboard" in page
    assert token not in page
    assert AccessToken.objects.get().last_used_on == timezone.now().date()


def test_one_that_was_ended_reads_nothing(signed_in, member, reads):
    token = make_token(name="Old", days=30, by=member)
    signed_in(member).post(reverse("settings_token_end", args=[AccessToken.objects.get().pk]))
    assert reads("networks", token).status_code == 401


def test_nobody_ends_the_token_of_somebody_else(signed_in, member, lead):
    make_token(name="Mine", days=30, by=member)
    assert signed_in(lead).post(reverse("settings_token_end", args=[AccessToken.objects.get().pk])).status_code == 404


def test_it_ends_by_itself(member, reads, time_machine):
    token = make_token(name="For a month", days=30, by=member)
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert reads("networks", token).status_code == 401


def test_it_ends_with_its_owners_post(member, administrator, reads):
    token = make_token(name="Dashboard", days=30, by=member)
    end_post(official=member.official, by=administrator)
    assert reads("networks", token).status_code == 401


def test_staff_without_a_second_step_read_nothing(reads):
    staff = make_staff("Stella Staff")
    token = make_token(name="Dashboard", days=30, by=staff)
    assert reads("networks", token).status_code == 200
    Authenticator.objects.filter(user=staff).delete()
    assert reads("networks", token).status_code == 401


def test_nobody_has_more_than_they_can_keep_in_mind(signed_in, member):
    for number in range(MOST_TOKENS):
        make_token(name=str(number), days=30, by=member)
    assert "as many tokens as one person may have" in signed_in(member).post(TOKENS, {"name": "One more", "days": 30}).text


@pytest.mark.parametrize("path", ["questions", "people", "networks", "cities", "stories"])
def test_more_rows_take_no_more_queries(path, member, network, reads, django_assert_max_num_queries, rows_of):
    token = make_token(name="Dashboard", days=30, by=member)
    assert reads("networks", token).status_code == 200
    with django_assert_max_num_queries(8):
        few = len(reads(path, token).json()["results"])
    rows_of(path)
    with django_assert_max_num_queries(8):
        assert len(reads(path, token).json()["results"]) >= few


@pytest.fixture
def rows_of(member, network, jakarta):
    def more(path):
        for number in range(12):
            if path == "questions":
                ask_question(
                    network=network, title=f"Question {number}", text="", tags=[], label="network", named_cities=[], uploads=[], by=member
                )
            elif path == "people":
                make_official(f"Person {number}", jakarta)

    return more


def test_a_list_goes_on_where_its_page_ended(member, network, reads, rows_of):
    rows_of("questions")
    token, titles, path = make_token(name="Dashboard", days=30, by=member), [], "questions?page_size=5"
    while path:
        page = reads(path, token).json()
        titles += [row["title"] for row in page["results"]]
        path = page["next"] and page["next"].partition("/api/v1/")[2]
    assert titles == [f"Question {number}" for number in range(12)]


def test_definitions_are_in_the_language_that_is_asked_for(member, reads):
    token = make_token(name="Dashboard", days=30, by=member)
    english, spanish = (reads("reach/figures", token, **{"Accept-Language": code}).json()[0]["name"] for code in ("en", "es"))
    assert english != spanish


def test_the_page_of_what_there_is_names_every_list(client):
    page = client.get("/api/v1/docs").text
    for path in ("/api/v1/cities", "/api/v1/questions/{pk}/replies", "/api/v1/reach/figures/{key}"):
        assert path in page
