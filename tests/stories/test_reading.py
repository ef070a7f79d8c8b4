import re
from datetime import timedelta
from xml.dom import minidom

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cities.models import Region
from officials.models import today
from reach.models import Snapshot, SnapshotFigure, SnapshotScope
from reach.services import compute_snapshots
from stories.queries import page_of
from stories.services import agree, ask_consent, begin_edition, cite, publish, write_text
from tests.conftest import make_city, make_network
from tests.stories.conftest import WORDS, make_story


def test_the_list_is_narrowed_by_words_reason_area_region_and_language(signed_in, published, lead, network, jakarta, manager):
    other = make_story(network, jakarta, manager, lead=lead, title="Cool roofs", body="Água fria.")
    for query, found in [
        ({"q": "night BUSES"}, [published]), ({"q": "agua"}, [other]), ({"q": "jakarta"}, [published, other]), ({"reason": "trust"}, []),
        ({"area": network.area.slug}, [published, other]), ({"region": "europe"}, []), ({"language": "fr"}, []), ({"language": "en"}, [published, other]),
        ({"region": "no-such"}, [published, other]),
    ]:  # fmt: skip
        page = signed_in(None).get(reverse("stories"), query).content.decode()
        assert {story for story in (published, other) if story.get_absolute_url() in page} == set(found), query


def test_the_list_makes_the_same_queries_for_one_story_and_for_many(signed_in, published, lead, network, jakarta, manager):
    client = signed_in(None)

    def queries():
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("stories"))
        return len(made)

    few = queries()
    for number in range(8):
        make_story(network, make_city(f"City {number}"), manager, lead=lead, title=f"Story {number}")
    assert queries() == few


def test_a_story_is_read_in_the_readers_language_where_it_is_in_it(signed_in, published, lead, manager):
    edition = begin_edition(story=published)
    write_text(edition=edition, language="fr", title="Jakarta double ses bus", summary="Elle a demandé.", body="Ils ont répondu.")
    edition.refresh_from_db()
    ask_consent(edition=edition, by=manager)
    agree(edition=edition, as_of=edition.changed_at, by=lead)
    publish(edition=edition, by=manager)
    url = published.get_absolute_url()
    visitor = signed_in(None)
    assert "Jakarta double ses bus" in visitor.get(url, headers={"accept-language": "fr"}).content.decode()
    english = visitor.get(url, headers={"accept-language": "es"}).content.decode()
    assert WORDS["title"] in english
    assert 'hreflang="fr"' in english
    assert "Jakarta double ses bus" in visitor.get(url, {"in": "fr"}).content.decode()


def test_what_is_passed_on_carries_a_title_a_summary_and_a_picture(signed_in, published):
    page = signed_in(None).get(published.get_absolute_url()).content.decode()
    for said in (
        'property="og:title" content="Jakarta doubles its night buses"',
        'content="article"',
        "It asked its peers.",
        'property="og:image:alt" content="A bus at night"',
    ):
        assert said in page
    assert '<script src="http' not in page


def test_the_atom_feed_holds_each_story_with_its_words_and_its_day(signed_in, published):
    answer = signed_in(None).get(reverse("stories_feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = minidom.parseString(answer.content)  # noqa: S318 - our own
    (entry,) = feed.getElementsByTagName("entry")
    said = {tag: "".join(node.data for node in entry.getElementsByTagName(tag)[0].childNodes) for tag in ("title", "summary", "published")}
    assert said["title"] == WORDS["title"]
    assert "<strong>answered</strong>" in said["summary"]
    assert said["published"].startswith(f"{published.current.published_at:%Y-%m-%d}")
    assert entry.getElementsByTagName("link")[0].getAttribute("href").endswith(published.get_absolute_url())


def test_a_story_of_an_unlisted_network_is_no_news_for_others(signed_in, jakarta, lead, manager, network):
    hidden = make_network("Hidden", is_listed=False)
    story = make_story(hidden, jakarta, manager, lead=lead)
    assert signed_in(None).get(story.get_absolute_url()).status_code == 404
    assert WORDS["title"] not in signed_in(None).get(reverse("stories_feed")).content.decode()


def test_a_figure_that_a_story_cites_stays_as_it_was_and_leads_to_how_it_was_counted(signed_in, draft, member, lead, manager):
    day = today() - timedelta(days=1)
    compute_snapshots(days=[day, today()])
    page = signed_in(member).get(reverse("story_figures", args=[draft.story.slug])).content.decode()
    figure = SnapshotFigure.objects.get(snapshot__as_of=day, figure="cities-reached", network=None, region="")
    assert f'value="{figure.pk}"' in page
    assert not SnapshotFigure.objects.filter(snapshot__as_of=today(), pk__in=re.findall(r'value="(\d+\.[^"]+)"', page)).exists()
    cite(edition=draft, figures=[figure])
    figure.refresh_from_db()
    draft.refresh_from_db()
    ask_consent(edition=draft, by=member)
    agree(edition=draft, as_of=draft.changed_at, by=lead)
    publish(edition=draft, by=manager)
    page = signed_in(None).get(draft.story.get_absolute_url()).content.decode()
    assert f"{figure.value:.0f}</strong><em>cities reached" in page
    assert f"on={day.isoformat()}" in page


def test_a_snapshot_that_is_cited_cannot_be_taken_away(draft):
    compute_snapshots(days=[today() - timedelta(days=1)])
    cite(edition=draft, figures=SnapshotFigure.objects.filter(network=None, region="")[:1])
    with pytest.raises(Exception, match="protected"):
        Snapshot.objects.all().delete()


def test_what_a_cited_day_tells_of_a_network_cannot_be_taken_away(draft):
    compute_snapshots(days=[today() - timedelta(days=1)])
    cite(edition=draft, figures=SnapshotFigure.objects.of(None).filter(figure="cities-reached"))
    with pytest.raises(ProtectedError):
        SnapshotScope.objects.filter(network=None, region="").delete()


def test_what_cannot_be_cited_is_refused(signed_in, draft, member):
    compute_snapshots(days=[today() - timedelta(days=n) for n in range(3)])
    figures = SnapshotFigure.objects.filter(figure="cities-reached", network=None)
    yesterday = figures.filter(snapshot__as_of=today() - timedelta(days=1))
    mine = yesterday.get(region="")
    others = [
        figures.get(region="", snapshot__as_of=today()).pk,
        figures.get(region="", snapshot__as_of=today() - timedelta(days=2)).pk,
        yesterday.get(region=Region.EUROPE).pk,
        f"{mine.scope_id}.unheard-of",
        str(mine.scope_id),
    ]
    address = reverse("story_figures", args=[draft.story.slug])
    for other in others:
        assert signed_in(member).post(address, {"figures": [mine.pk, other]}).status_code == 200
        assert not draft.citations.exists()
    assert signed_in(member).post(address, {"figures": [mine.pk]}).status_code == 302
    assert [(citation.scope_id, citation.figure) for citation in draft.citations.all()] == [(mine.scope_id, "cities-reached")]


def test_what_is_cited_stays_among_the_choices_and_can_be_left_out(signed_in, draft, member):
    compute_snapshots(days=[today() - timedelta(days=2)])
    old = [row.pk for row in SnapshotFigure.objects.of(None).exclude(value=None)[:2]]
    address = reverse("story_figures", args=[draft.story.slug])
    signed_in(member).post(address, {"figures": old})
    kept = draft.citations.last()
    compute_snapshots(days=[today() - timedelta(days=1)])
    page = signed_in(member).get(address).content.decode()
    assert len(re.findall(r'value="\d+\.[^"]+"[^>]* checked', page)) == draft.citations.count() == 2
    signed_in(member).post(address, {"figures": [kept.told.pk]})
    assert list(draft.citations.all()) == [kept]


def test_a_story_is_read_with_as_many_queries_however_many_figures_it_cites(published, manager):
    compute_snapshots(days=[today() - timedelta(days=1)])
    edition = begin_edition(story=published)
    queries = []
    for count in (1, 20):
        # A network's among them, each time.
        cite(edition=edition, figures=SnapshotFigure.objects.exclude(value=None).order_by("network_id", "figure")[:count])
        with CaptureQueriesContext(connection) as asked:
            assert len(page_of(published, edition, user=manager).figures) == count
        queries.append(len(asked))
    assert queries[0] == queries[1]


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://x.example/a.png)"])
def test_harmful_words_do_no_harm(signed_in, network, jakarta, manager, lead, body):
    story = make_story(network, jakarta, manager, lead=lead, body=body)
    page = signed_in(None).get(story.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "x.example/a.png" not in page
