"""Questions, replies and introductions as files: what was said in confidence stays so in a file that is passed on."""

import csv

import pytest
from django.urls import reverse

from exchange.services import accept_introduction, ask_question, hide_post, introduce, reply_to, say_outcome
from tests.conftest import give_seat, make_official


@pytest.fixture
def peer(network, oslo):
    user = make_official("Pilar Peer", oslo)
    give_seat(user, network)
    return user


@pytest.fixture
def export(administrator, signed_in):
    def exported(what: str, *networks) -> list[dict]:
        sent = {"what": what, "format": "csv", "networks": [network.slug for network in networks]}
        answer = signed_in(administrator).post(reverse("report_export"), sent)
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(text.splitlines()))

    return exported


@pytest.fixture
def said(network, member, peer, oslo, jakarta):
    def say(label):
        named = {"named_cities": [oslo] if label == "cities" else []}
        question = ask_question(network=network, title="=zqtitle", text="", tags=["zqtag"], label=label, by=member, **named)
        named = {"named_cities": [jakarta] if label == "cities" else []}
        return reply_to(question=question, text="zqreply", label=label, by=peer, **named)

    return say


def test_what_is_in_the_open_is_a_row_with_who_said_it(export, said):
    said("network")
    [question] = export("questions")
    assert question["Question"] == "'=zqtitle"
    assert (question["Official"], question["City"], question["Replies"], question["Tags"]) == ("Melati Member", "Jakarta", "1", "zqtag")
    assert float(question["Hours to the answer"]) == 0
    [reply] = export("replies")
    assert (reply["Reply"], reply["Official"], reply["City"], reply["Secretariat"]) == ("zqreply", "Pilar Peer", "Oslo", "no")


def test_under_the_chatham_house_rule_nobody_and_no_city_is_named(export, said):
    said("chatham")
    rows = [export("questions"), export("replies")]
    for secret in ("Melati", "Pilar", "Jakarta", "Oslo", "Europe"):
        assert secret not in str(rows)
    assert rows[0][0]["Question"] == "'=zqtitle"


def test_the_words_for_named_cities_are_not_in_a_file(export, said):
    said("cities")
    rows = str([export("questions"), export("replies")])
    for secret in ("zqtitle", "zqtag", "zqreply"):
        assert secret not in rows


def test_a_narrower_reply_is_kept_from_the_file_of_its_question_in_the_open(export, said, network, member, peer, jakarta):
    question = said("network").question
    reply_to(question=question, text="zqsecret", label="cities", named_cities=[jakarta], by=peer)
    reply_to(question=question, text="zqunnamed", label="chatham", named_cities=[], by=peer)
    rows = export("replies")
    assert "zqsecret" not in str(rows)
    assert [row["Official"] for row in rows if row["Reply"] == "zqunnamed"] == ["in confidence"]


def test_what_was_taken_off_the_page_or_asked_elsewhere_is_not_in_it(export, said, manager, other_network, member):
    give_seat(member, other_network)
    reply = said("network")
    hide_post(post=reply, reason="Spam", by=manager)
    assert export("replies") == []
    assert export("questions")[0]["Replies"] == "0"
    assert export("questions", other_network) == []


def test_an_introduction_is_a_row_with_its_cities_and_nobody_is_named(export, network, member, peer, manager):
    made = introduce(network=network, seeker=member.official, giver=peer.official, note="zqnote", by=manager)
    for user in (member, peer):
        accept_introduction(introduction=made, by=user)
    say_outcome(introduction=made, met=True, useful=False, text="zqtext", by=member)
    [row] = export("introductions")
    assert (row["City that seeks"], row["City that could help"], row["State"]) == ("Jakarta", "Oslo", "In touch")
    assert (row["Met"], row["Useful"]) == ("yes", "no")
    for secret in ("Melati", "Pilar", "zqnote", "zqtext"):
        assert secret not in str(row)


@pytest.mark.parametrize("what", ["questions", "replies", "introductions"])
def test_excel_gets_them_too_and_they_are_counted_first(administrator, signed_in, said, what):
    said("network")
    browser = signed_in(administrator)
    answer = browser.post(reverse("report_export"), {"what": what, "format": "xlsx"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert browser.post(reverse("report_export"), {"what": what, "format": "csv", "count": "1"}).status_code == 200
