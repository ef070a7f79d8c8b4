import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.models import Question
from exchange.services import ask_question, move_question, reply_to, share_resource
from officials.models import User
from partnerships.models import Agreement
from search.queries import Narrowing, find, finding
from search.queries.finding import MOST
from tests.conftest import give_seat, make_city, make_network, make_official
from tests.partnerships.conftest import make_agreement
from tests.stories.conftest import make_story
from workshops.models import Workshop


@pytest.fixture
def workshop(network):
    starts = timezone.now() + timedelta(days=3)
    text = "Night. " * 80 + "Trams before dawn, and **depôts** at dusk."
    ends = starts + timedelta(hours=1)
    return Workshop.objects.create(network=network, title="Trams of Jakarta", text=text, starts_at=starts, ends_at=ends, status="announced")


@pytest.fixture
def ask(member, network):
    """Makes questions of the member's: ask("Trams at night")."""

    def make(title, **fields):
        return ask_question(
            **{"network": network, "title": title, "text": "", "tags": [], "label": "network", "named_cities": [], "by": member, **fields}
        )

    return make


def found(browser, **asked) -> dict[str, list[str]]:
    finds = browser.get(reverse("search"), asked).context["finds"]
    return {of_kind.key: [str(row.title) for row in of_kind.rows] for of_kind in finds.kinds}


def titles(words, user, **more) -> list[str]:
    return [unmarked(row.title) for of_kind in find(words, user=user, **more).kinds for row in of_kind.rows]


def unmarked(text) -> str:
    return re.sub("</?mark>", "", text)


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
    (agreements,) = everywhere.context["finds"].kinds
    assert (agreements.count, agreements.rows[0].url) == (1, agreement.get_absolute_url())
    assert "Two engineers for <mark>depots</mark> ." in agreements.rows[0].snippet
    assert found(signed_in(outsider), q="shared") == found(signed_in(None), q="shared") == {}
    Agreement.objects.update(status="draft")
    assert found(signed_in(member), q="shared") == {}
    assert found(signed_in(manager), q="shared") == {"agreements": ["<mark>Shared</mark> engineers"]}


def test_it_shows_the_words_where_they_stand_and_no_markup_of_others(signed_in, member, workshop):
    Workshop.objects.update(title="<b>Trams</b>")
    page = signed_in(member).get(reverse("search"), {"q": "depots trams"}).text
    assert "<mark>Trams</mark> before dawn, and <mark>depôts</mark> at dusk." in page.replace("Night. ", "")
    assert "&lt;b&gt;<mark>Trams</mark>&lt;/b&gt;" in page


def test_what_begins_so_comes_first_and_the_rest_is_a_link_away(signed_in, oslo):
    for name in ("Lower Sund", "Sunderland", *(f"Port Sund {n}" for n in range(60))):
        make_city(name)
    browser = signed_in(None)
    page = browser.get(reverse("search"), {"q": "sund"})
    assert str(page.context["finds"].kinds[0].rows[0].title) == "<mark>Sunderland</mark>"
    assert "See all 62" in page.text
    assert len(found(browser, q="sund", kind="cities")["cities"]) == 20
    assert len(found(browser, q="sund", kind="cities", page="4")["cities"]) == 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("", "How it looks"), ("   ", "How it looks"), ("\x00", "How it looks"), ("%%%", "no word in that"), ("́", "no word in that"),
        ("🚌", "no word in that"), ("x" * 10_000, "That is a lot of words"), ("& | ! <-> :*", "no word in that"), ('"', "no word in that"),
        ("-trams", "A minus leaves words out"), ('"unbalanced trams', "Nothing that you may see"), ("'); DROP TABLE", "Only DROP"),
        ("or or or", "Nothing that you may see"), ("a " * 5000, "That is a lot of words"), ("<script>", "Nothing that you may see"),
    ],
)  # fmt: skip
def test_words_that_find_nothing_are_answered_in_words(signed_in, member, asked, says):
    page = signed_in(member).get(reverse("search"), {"q": asked})
    assert page.context["finds"].kinds == []
    assert says in page.text


@pytest.mark.parametrize(
    ("asked", "titles_found"),
    [
        ("depot", {"Depots in two storeys", "Charging at the depot"}),
        ("depots charging", {"Charging at the depot"}),
        ('"two storeys"', {"Depots in two storeys"}),
        ('"storeys two"', set()),
        ("depot -storey", {"Charging at the depot"}),
        ('depot -"two storeys"', {"Charging at the depot"}),
        ("storeys or charging", {"Depots in two storeys", "Charging at the depot"}),
        ("the depot in", {"Depots in two storeys", "Charging at the depot"}),
        ("charg", {"Charging at the depot"}),
        ("charg ", {"Charging at the depot"}),
        ("dep charging", set()),
    ],
)
def test_words_phrases_and_what_is_left_out(asked, titles_found, ask, member):
    ask("Depots in two storeys", text="Who has built one for the buses of the city?")
    ask("Charging at the depot", text="Which one is the best of all that you have tried?")
    assert set(titles(asked, member)) == titles_found


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("¿Quién ha pagado los autobuses eléctricos de la ciudad?", ["autobús electrico", "AUTOBUSES", "quien pagado ciudades"]),
        ("Como vocês medem as emissões das obras da cidade?", ["emissao", "emissões", "medem cidades"]),
        ("Comment financer les vélos dans la ville et pour qui ?", ["velo", "VÉLOS", "financer villes"]),
        ("Wie bezahlt ihr die Straßen und die Busse für die Stadt?", ["strasse", "stadt"]),
        ("Как город работает с автобусами и трамваями?", ["автобусами", "трамвай"]),  # noqa: RUF001
    ],
)
def test_a_word_finds_its_forms_in_the_language_of_what_is_written(title, asked, ask, member):
    ask(title)
    for words in asked:
        assert titles(words, member) == [title], words


def test_a_language_is_a_guess_and_what_is_not_clear_stays_as_it_is_written(ask, member):
    ask("¿Quién ha pagado los autobuses eléctricos de la ciudad?")
    ask("BRT Transmilenio")
    assert titles("autobuses", member, narrowing=Narrowing(language="es"))
    assert not titles("autobuses", member, narrowing=Narrowing(language="en"))
    assert titles("brt transmilenio", member)
    assert not titles("the transmilenio", member)
    assert not titles("transmilenio", member, narrowing=Narrowing(language="es"))


def test_a_title_goes_before_a_text(ask, member):
    ask("Charging", text="In two storeys")
    ask("Storeys", text="For charging")
    assert titles("storeys ", member) == ["Storeys", "Charging"]


def test_a_reply_is_found_with_its_question(ask, member, lead):
    question = ask("Who has tried it?", text="Anybody?")
    reply_to(question=question, text="We put **trolleybuses** there.", label="network", named_cities=[], by=lead)
    (questions,) = find("trolleybus", user=member).kinds
    (row,) = questions.rows
    assert (questions.count, row.title, row.where) == (1, "Who has tried it?", "In a reply:")
    assert row.url.endswith(f"#reply-{question.replies.get().pk}")
    assert row.snippet == "We put <mark>trolleybuses</mark> there."


def test_a_name_counts_beside_the_words(workshop, member, network, jakarta, oslo):
    Workshop.objects.update(title="Trams", text="", host_city=oslo)
    make_network("Oslo fjord", is_listed=False)
    assert titles("oslo tram", member) == titles("public transport tram", member) == ["Trams"]
    assert titles("jakarta tram", member) == []


def test_a_resource_is_found_by_words_of_its_own_by_those_whom_its_label_lets(member, lead, outsider, network, jakarta):
    said = {"title": "Tender", "text": "Bays for **trolleybuses**", "used_for": "The depot of Sunter", "kind": "tender", "language": "en"}
    share_resource(network=network, label="network", named_cities=[], by=member, link="https://depot.example", city=jakarta, **said)
    for words in ("tender", "trolleybus", "sunter", "jakarta tender"):
        assert titles(words, lead) == ["Tender"], words
        assert titles(words, outsider) == [], words


def test_a_story_is_found_by_words_of_its_own_and_by_its_city_and_network(signed_in, manager, lead, outsider, network, jakarta, oslo):
    make_story(network, jakarta, manager, state="draft", title="Unfinished night buses")
    make_story(network, jakarta, manager, lead=lead, title="Night buses", summary="Twice as many.", body="They **answered**.")
    for words in ("night bus", "twice", "answer", "jakarta buses", "public transport buses", "answered jakarta"):
        assert found(signed_in(None), q=words, kind="stories").get("stories"), words
        assert [unmarked(title) for title in found(signed_in(outsider), q=words)["stories"]] == ["Night buses"], words
    assert titles("oslo buses", outsider) == titles("unfinished", outsider) == []


def test_more_than_a_thousand_say_so_and_the_newest_are_put_in_order(signed_in, member, network):
    Question.objects.bulk_create(
        Question(network=network, author=member, official=member.official, title=f"Trams {n}", label="network") for n in range(MOST + 2)
    )
    page = signed_in(member).get(reverse("search"), {"q": "trams"})
    assert (page.context["finds"].count, page.context["finds"].is_more) == (MOST, True)
    assert "See more than 1,000" in page.text
    assert "1,000+" in page.text
    page = signed_in(member).get(reverse("search"), {"q": "trams", "kind": "questions"})
    assert "Only the newest thousand that match are put in order." in page.text
    assert titles('"trams 0"', member) == ["Trams 0"]


@pytest.mark.parametrize("most_walked", [0, finding.MOST_WALKED])
def test_of_many_rows_the_newest_are_found_also_where_the_last_of_them_are_not_like_the_rest(most_walked, member, network, monkeypatch):
    for name, number in {"MOST": 4, "LONG": 5, "SAMPLE": 2, "FEW": 1, "MOST_WALKED": most_walked}.items():
        monkeypatch.setattr(finding, name, number)
    words = ["Trams"] * 6 + ["Buses"] * 4 + ["Trams"] * 2
    Question.objects.bulk_create(
        Question(network=network, author=member, official=member.official, title=f"{word} {n}", label="network")
        for n, word in enumerate(words)
    )
    (questions,) = find("trams", user=member).kinds
    assert (questions.count, questions.is_more) == (4, True)
    assert titles("trams", member) == ["Trams 11", "Trams 10", "Trams 5"]
    assert titles('"trams 0"', member) == ["Trams 0"]


@pytest.mark.parametrize("enough", ["MOST", "ON_A_PAGE"])
def test_where_a_word_itself_is_in_enough_of_many_rows_what_only_begins_so_is_not_looked_for(enough, member, network, monkeypatch):
    for name, number in {enough: 4, "LONG": 5, "SAMPLE": 2, "FEW": 1}.items():
        monkeypatch.setattr(finding, name, number)
    titled = [f"{word} {n}" for word in ("Tram", "Tramline") for n in range(6)]
    Question.objects.bulk_create(
        Question(network=network, author=member, official=member.official, title=title, label="network") for title in titled
    )
    assert titles("tram", member) == ["Tram 5", "Tram 4", "Tram 3"]
    assert titles("traml", member) == ["Tramline 5", "Tramline 4", "Tramline 3"]


def test_it_is_narrowed_to_a_network_and_a_year(ask, member, lead, network, other_network, workshop):
    give_seat(member, other_network)
    ask("Trams at night")
    ask("Trams in summer", network=other_network)
    assert set(titles("tram", member, narrowing=Narrowing(network=other_network))) == {"Trams in summer"}
    assert set(titles("tram", member, narrowing=Narrowing(network=network))) == {"Trams at night", "Trams of Jakarta"}
    assert titles("tram", member, narrowing=Narrowing(year=2001)) == []
    assert titles("melati", member, narrowing=Narrowing(network=other_network)) == ["Melati Member"]


def test_who_sits_in_a_network_is_not_told_to_others(member, manager, outsider, network):
    give_seat(outsider, make_network("Elsewhere"))
    assert titles("melati", manager, narrowing=Narrowing(network=network)) == ["Melati Member"]
    assert titles("odd", outsider, narrowing=Narrowing(network=network)) == []


def test_a_question_that_moves_takes_its_replies_along(ask, member, lead, network, other_network, administrator):
    question = ask("Who has tried it?")
    reply_to(question=question, text="Trolleybuses", label="network", named_cities=[], by=lead)
    move_question(question=question, network=other_network, by=administrator)
    assert titles("trolleybuses", member) == []
    give_seat(member, other_network)
    member = User.objects.get(pk=member.pk)
    assert titles("trolleybuses", member) == ["Who has tried it?"]


def test_a_search_asks_the_same_number_of_questions_for_many(signed_in, member, network, ask, django_assert_max_num_queries):
    browser, counts = signed_in(member), []
    for number in (1, 30):
        for n in range(number):
            give_seat(make_official(f"Sund {number} {n}", make_city(f"Sund {number} {n}")), network)
            starts = timezone.now() + timedelta(days=n)
            Workshop.objects.create(
                network=network, title=f"Sund {n}", starts_at=starts, ends_at=starts + timedelta(hours=1), status="announced"
            )
            make_agreement(network, f"Sund {n}", status="open")
            reply_to(question=ask(f"Sund {n}"), text="Sund", label="network", named_cities=[], by=member)
        with django_assert_max_num_queries(60) as asked:
            assert set(found(browser, q="sund")) == {"people", "cities", "workshops", "agreements", "questions"}
        counts.append(len(asked))
    assert counts[0] == counts[1]
