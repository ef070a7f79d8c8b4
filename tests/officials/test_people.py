"""The directory of people: who sees whom, and how they are found."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from networks.models import Network, Seat
from officials import queries
from officials.models import User, working_languages
from tests.conftest import give_seat, make_city, make_network, make_official, make_user


def seen_by(user) -> set[str]:
    """One by one and as the list of all has them."""
    seen = {(person.full_name, person.pk) for person in User.objects.visible_to(user)}
    if user.is_authenticated:
        assert list(User.objects.names_visible_to(user)) == sorted(seen)
    return {name for name, _pk in seen}


def found(browser, **asked) -> list[str]:
    return [person.full_name for person in browser.get(reverse("people"), asked).context["page"]]


def say(user, **fields) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


def test_people_see_those_of_their_city_and_of_their_networks(member, lead, outsider, network, oslo):
    peer = make_official("Per Peer", oslo)
    assert seen_by(member) == {"Melati Member", "Lestari Lead"}
    assert seen_by(peer) == {"Per Peer", "Odd Outsider"}
    give_seat(peer, network)
    assert seen_by(User.objects.get(pk=member.pk)) == {"Melati Member", "Lestari Lead", "Per Peer"}


def test_staff_see_everybody_and_visitors_nobody(member, outsider, manager, client):
    assert seen_by(manager) == {"Melati Member", "Odd Outsider", "Mara Manager"}
    assert client.get(reverse("people")).status_code == 302
    assert seen_by(type("Anonymous", (), {"is_authenticated": False})) == set()


def test_who_waits_for_somebody_to_vouch_sees_themself_and_is_seen_by_nobody(member, jakarta, network, signed_in):
    nia = make_official("Nia New", jakarta, verified_at=None)
    give_seat(nia, network)
    assert seen_by(nia) == {"Nia New"}
    assert seen_by(member) == {"Melati Member"}
    assert signed_in(nia).get(reverse("person", args=[member.pk])).status_code == 404


@pytest.mark.parametrize("change", ["left the network", "left the city", "inactive", "erased", "merged"])
def test_who_is_gone_is_seen_no_more(member, network, oslo, change):
    peer = make_official("Per Peer", oslo)
    seat = give_seat(peer, network)
    if change == "left the network":
        Seat.objects.filter(pk=seat.pk).update(status="left", ended_at=timezone.now())
    elif change == "left the city":
        peer.posts.update(ended_on=timezone.now().date())
    else:
        say(peer, **{"inactive": {"is_active": False}, "erased": {"erased_at": timezone.now()}, "merged": {"merged_into": member}}[change])
    assert seen_by(member) == {"Melati Member"}


def test_a_former_member_sees_the_others_no_more(member, network, oslo):
    peer = make_official("Per Peer", oslo)
    seat = give_seat(peer, network)
    Seat.objects.filter(pk=seat.pk).update(status="left", ended_at=timezone.now())
    assert seen_by(User.objects.get(pk=peer.pk)) == {"Per Peer"}


@pytest.mark.parametrize(
    "words",
    ["joao", "JOÃO sao", "avila", "depot", "DÉPÔTS", "ticket", "electric bus", "tende", "night", "João-Luís", "'joao", "joao & !x | (y"],
)
def test_people_are_found_by_words_without_case_and_accents(signed_in, manager, member, oslo, words):
    joao = make_official("João-Luís São Ávila", oslo)
    say(joao, expertise=["bus depots", "Électric buses"], offers="Ten years of ticketing", seeks="Tenders for night service, y")
    expected = [] if words == "joao & !x | (y" else ["João-Luís São Ávila"]
    assert found(signed_in(manager), q=words) == expected


@pytest.mark.parametrize("words", ["zzz", "_", "%", "\\", "😀", "\u202e", ":*", "' OR 1=1 --", "x" * 101, "\x00"])
def test_no_words_break_the_search(signed_in, manager, words):
    assert signed_in(manager).get(reverse("people"), {"q": words, "city": words, "language": words, "network": words}).status_code == 200


def test_people_are_found_by_city_language_and_network(signed_in, member, lead, network, oslo):
    peer = make_official("Per Peer", oslo)
    give_seat(peer, network)
    say(peer, speaks=["en", "pt"])
    browser = signed_in(member)
    assert found(browser) == ["Lestari Lead", "Melati Member", "Per Peer"]
    assert found(browser, city="oslo") == ["Per Peer"]
    assert found(browser, language="pt") == ["Per Peer"]
    assert found(browser, network=network.slug, city="jakarta") == ["Lestari Lead", "Melati Member"]


def test_every_language_in_which_a_city_works_may_be_chosen(db):
    assert [code for code, _name in working_languages()] == ["en", "fr", "pt", "es"]
    for number, languages in enumerate([["no", "en"], ["sv", "en"], ["no", "en"], ["sv"], []]):
        make_city(f"City {number}", languages=languages)
    assert [code for code, _name in working_languages()] == ["en", "fr", "no", "pt", "es", "sv"]


def test_a_network_that_is_not_shared_is_no_filter(signed_in, member, other_network):
    page = signed_in(member).get(reverse("people"), {"network": other_network.slug})
    assert other_network.slug not in dict(page.context["filter"].fields["network"].choices)
    assert [person.full_name for person in page.context["page"]] == ["Melati Member"]


def test_a_profile_shows_what_the_person_says_and_the_networks_in_common(signed_in, member, lead, network):
    elsewhere = make_network("Secret Matters", is_listed=False)
    give_seat(lead, elsewhere)
    say(lead, about="Runs the depots.", expertise=["depots"], speaks=["id"], offers="Data", seeks="Money")
    page = signed_in(member).get(reverse("person", args=[lead.pk])).text
    for words in ("Runs the depots.", "depots", "Indonesian", "Data", "Money", "Public Transport", "City lead"):
        assert words in page
    assert "Secret Matters" not in page


def test_an_address_is_shown_where_the_person_allows_it(signed_in, member, lead, manager):
    for reader, shown in ((member, False), (manager, False), (lead, True)):
        assert (lead.email in signed_in(reader).get(reverse("person", args=[lead.pk])).text.partition("<main")[2]) is shown
    say(lead, shows_email=True)
    assert lead.email in signed_in(member).get(reverse("person", args=[lead.pk])).text


def test_what_people_say_is_escaped(signed_in, member, lead):
    say(lead, about="<script>alert(1)</script>", expertise=["<b>bold</b>"])
    page = signed_in(member).get(reverse("person", args=[lead.pk])).text
    assert "<script>alert" not in page
    assert "<b>bold" not in page


def test_members_of_a_network_are_linked_to_their_profiles(signed_in, member, lead, network):
    page = signed_in(member).get(reverse("network_members", args=[network.slug])).text
    assert reverse("person", args=[lead.pk]) in page


def test_the_index_serves_the_search(manager):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = User.objects.matching("joao").explain()
    assert "people_by_words" in plan


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_people(signed_in, member, network, django_assert_max_num_queries):
    browser, city, counts = signed_in(member), make_city("Bigcity"), []
    for start, end in ((0, 3), (3, 150)):
        for number in range(start, end):
            give_seat(make_official(f"Number {number:03}", city), network)
        with django_assert_max_num_queries(20) as asked:
            assert browser.get(reverse("people")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Network.objects.count() == 1


def test_a_person_says_what_others_find_them_by(signed_in, member):
    said = {
        "full_name": "Melati Member", "language": "en", "time_zone": "Asia/Jakarta", "about": "Plans.", "expertise": " depots,  bus  lanes,depots,",
        "offers": "Data", "seeks": "Money", "speaks": ["en", "fr"], "shows_email": "on",
    }  # fmt: skip
    assert signed_in(member).post(reverse("settings"), said).status_code == 302
    member.refresh_from_db()
    assert (member.about, member.expertise, member.speaks, member.shows_email) == ("Plans.", ["depots", "bus lanes"], ["en", "fr"], True)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("expertise", "x" * 61),
        ("expertise", ",".join(map(str, range(30)))),
        ("speaks", "klingon"),
        ("about", "x" * 1001),
        ("about", "\x00"),
    ],
)
def test_too_much_is_refused_next_to_the_field(signed_in, member, field, text):
    page = signed_in(member).post(reverse("settings"), {"full_name": "M", "language": "en", "time_zone": "UTC", field: text})
    assert list(page.context["form"].errors) == [field]


def test_somebody_without_a_place_sees_themself(db):
    assert seen_by(make_user("Nowhere Man")) == {"Nowhere Man"}


def test_officials_choose_whether_they_hear_of_peers(signed_in, member, manager):
    assert member.hears_of_peers
    signed_in(member).post(reverse("settings"), {"full_name": "Melati Member", "language": "en", "time_zone": "UTC"})
    member.refresh_from_db()
    assert not member.hears_of_peers
    assert "hears_of_peers" not in signed_in(manager).get(reverse("settings")).context["form"].fields


def test_of_very_many_people_the_first_thousand_stand_there(signed_in, manager, monkeypatch, oslo):
    for number in range(6):
        make_official(f"Ab {number}", oslo)
    monkeypatch.setattr(queries, "MOST", 5)
    page = signed_in(manager).get(reverse("people"), {"q": "ab"})
    assert [person.full_name for person in page.context["page"]] == [f"Ab {number}" for number in range(5)]
    assert "Another word narrows it down." in page.text


def test_a_city_is_found_by_its_address_or_by_words_of_its_name(signed_in, manager):
    for name in ("Sao Paulo", "Sao Paulo West"):
        make_official(f"From {name}", make_city(name))
    browser = signed_in(manager)
    assert found(browser, city="sao-paulo") == found(browser, city="São Paulo") == ["From Sao Paulo"]
    assert found(browser, city="paulo") == ["From Sao Paulo", "From Sao Paulo West"]
