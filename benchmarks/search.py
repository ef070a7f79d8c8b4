"""The page of the search over a million questions and replies, beside 200 ms and beside one ranked full-text query over the same posts.

The mix has a word that is nearly everywhere, some that are often and some that are seldom, words together, a phrase, what is left out
and the beginning of a word. The limit asks for the same words with PostgreSQL's own means: without who may see what, without other kinds
of things, without a page.
"""

import random
from collections.abc import Iterator
from statistics import median

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.results import Row, seconds
from cities.models import City
from networks.models import Area, Network, Seat
from officials.models import Official, Staff, User

POSTS, REPLIES_OF_EACH, NETWORKS = 1_000_000, 4, 100
WORDS, PARAGRAPHS, WORDS_OF_EACH = 20_000, 20_000, 30
OF_MEMBER = (2, 10, 30, 60)
TIMES, MOST_SECONDS, GOAL = 5, 0.2, 3
SYLLABLES = ["ba", "co", "de", "fi", "ga", "lo", "mi", "nu", "pa", "ro", "sa", "te", "vi", "zu", "lan", "ter", "mon", "ris", "pel", "dor"]
# A million posts would take most of an hour: the words of each are put together from those of its two paragraphs, as PostgreSQL made them.
LOADED_BY_US = """
    SET session_replication_role = replica;
    ALTER TABLE exchange_question ALTER searched DROP EXPRESSION;
    ALTER TABLE exchange_reply ALTER searched DROP EXPRESSION;
    DROP INDEX questions_searched, replies_searched;
    CREATE TEMP TABLE bench_words AS
        SELECT n, words, search_words('en', left(words, 80), '{}', '', '{}') AS of_title,
            search_words('en', '', '{}', words, '{}') AS of_text
        FROM bench_paragraphs;
    CREATE UNIQUE INDEX ON bench_words (n);
    ANALYZE bench_words, bench_networks;
"""
AS_EVER = """
    SET session_replication_role = origin;
    CREATE INDEX questions_searched ON exchange_question USING gin (searched);
    CREATE INDEX replies_searched ON exchange_reply USING gin (searched);
"""
# What stands between the words in English, so that the language is known.
SMALL = ["the", "of", "and", "to", "in", "for", "is", "we"]
QUESTIONS = """
    INSERT INTO exchange_question
        (author_id, official_id, network_id, title, text, tags, label, posted_at, last_posted_at, hidden_reason, searched)
    SELECT %(author)s, %(official)s, of.network, left(one.words, 80), one.words || ' ' || other.words, '{}', label, at, at, '',
        one.of_title || one.of_text || other.of_text || array_to_tsvector(ARRAY['@in:' || of.network, '@label:' || label])
    FROM generate_series(1, %(count)s) AS series (number)
    CROSS JOIN LATERAL (SELECT now() - (%(count)s - number) * interval '1 minute' AS at) AS dated
    CROSS JOIN LATERAL (
        SELECT CASE WHEN number %% 100 < 85 THEN 'network' WHEN number %% 100 < 93 THEN 'public'
            WHEN number %% 100 < 98 THEN 'chatham' ELSE 'cities' END AS label
    ) AS labelled
    JOIN bench_networks AS of ON of.n = number %% %(shares)s
    JOIN bench_words AS one ON one.n = (number * 7919::bigint) %% %(paragraphs)s
    JOIN bench_words AS other ON other.n = (number * 104729::bigint + 17) %% %(paragraphs)s
"""
REPLIES = """
    INSERT INTO exchange_reply (question_id, network_id, author_id, official_id, text, label, posted_at, hidden_reason, searched)
    SELECT question.id, question.network_id, author_id, official_id, one.words || ' ' || other.words, label, posted_at, '',
        one.of_text || other.of_text || array_to_tsvector(ARRAY['@in:' || question.network_id, '@label:' || label])
    FROM exchange_question AS question CROSS JOIN generate_series(1, %(each)s) AS k
    JOIN bench_words AS one ON one.n = (question.id * 1299709::bigint + k * 31) %% %(paragraphs)s
    JOIN bench_words AS other ON other.n = (question.id * 15485863::bigint + k * 101) %% %(paragraphs)s
"""
RANKED = """
    SELECT id FROM (SELECT id, searched FROM exchange_question UNION ALL SELECT id, searched FROM exchange_reply) AS posts,
        websearch_to_tsquery('english', %s) AS asked
    WHERE searched @@ asked ORDER BY ts_rank(searched, asked) DESC LIMIT 20
"""


def measure() -> Iterator[Row]:
    vocabulary = _vocabulary()
    readers = _world(vocabulary)
    mix = _mix(vocabulary)
    limit = median(seconds(lambda words=words: _ranked(words)) for words in mix for _ in range(2))
    for who, user in readers.items():
        browser = Client()
        browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        ours = median(seconds(lambda words=words: _page(browser, words)) for words in mix for _ in range(TIMES))  # noqa: B023
        what = f"search of {POSTS:,} posts by {who}, the whole page"
        yield Row(f"{what}, beside 200 ms", ours * 1000, MOST_SECONDS * 1000, "ms", 1)
        yield Row(f"{what}, beside one ranked query", ours * 1000, limit * 1000, "ms", GOAL)


def _page(browser: Client, words: str) -> None:
    assert browser.get(reverse("search"), {"q": words}, SERVER_NAME="localhost").status_code == 200


def _ranked(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RANKED, [words])
        cursor.fetchall()


def _mix(vocabulary: list[str]) -> list[str]:
    common, often, sometimes, seldom = (vocabulary[n] for n in (0, 40, 600, 15_000))
    return [
        common, often, sometimes, seldom, f"{common} {sometimes}", f"{often} {vocabulary[41]}", f'"{common} {vocabulary[1]}"',
        f"{sometimes} -{common}", f"{vocabulary[900][:5]}", f"the {sometimes} of {often}",
    ]  # fmt: skip


def _vocabulary() -> list[str]:
    dice = random.Random(6)  # noqa: S311
    words: dict[str, None] = {}
    while len(words) < WORDS:
        words["".join(dice.choices(SYLLABLES, k=dice.choice([2, 3, 3, 4])))] = None
    return list(words)


def _world(vocabulary: list[str]) -> dict[str, User]:
    area = Area.objects.create(name="Benchmark", slug="benchmark")
    networks = Network.objects.bulk_create(
        Network(name=f"Network {n}", slug=f"network-{n}", area=area, purpose="x") for n in range(NETWORKS)
    )
    city = City.objects.create(
        name="City", slug="city", country="NO", region="europe", latitude=0, longitude=0, population=1, time_zone="UTC"
    )
    author, member, outsider, administrator = (
        User.objects.create_user(f"{n}@benchmark.test", full_name=f"Ben Chmark {n}") for n in range(4)
    )
    now = timezone.now()
    posts = {user: Official.objects.create(user=user, city=city, verified_at=now) for user in (author, member, outsider)}
    Seat.objects.bulk_create(
        Seat(network=networks[n], official=posts[member], status="active", started_at=now, decided_at=now) for n in OF_MEMBER
    )
    Staff.objects.create(user=administrator, is_administrator=True)
    TOTP.activate(administrator, generate_totp_secret())
    _posts(vocabulary, networks, posts[author])
    return {"a member of 4 networks": member, "somebody of none": outsider, "an administrator": administrator}


def _posts(vocabulary: list[str], networks: list[Network], author: Official) -> None:
    """Words as often as they are in writing, by Zipf; networks of unlike sizes."""
    dice = random.Random(7)  # noqa: S311
    weights = [1 / (n + 3) for n in range(len(vocabulary))]
    said = dice.choices(vocabulary, weights, k=PARAGRAPHS * WORDS_OF_EACH)
    shares = [network.pk for n, network in enumerate(networks) for _ in range(max(1, 400 // (n + 5)))]
    count = POSTS // (1 + REPLIES_OF_EACH)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_paragraphs (n int PRIMARY KEY, words text); CREATE TEMP TABLE bench_networks (n int, network int)"
        )
        with cursor.copy("COPY bench_paragraphs FROM STDIN") as copy:
            for n in range(PARAGRAPHS):
                words = said[n * WORDS_OF_EACH : (n + 1) * WORDS_OF_EACH]
                copy.write_row((n, " ".join(f"{word} {dice.choice(SMALL)}" if k % 4 == 0 else word for k, word in enumerate(words))))
        with cursor.copy("COPY bench_networks FROM STDIN") as copy:
            for n, network in enumerate(dice.sample(shares, len(shares))):
                copy.write_row((n, network))
        cursor.execute(LOADED_BY_US)
        sizes = {"author": author.user_id, "official": author.pk, "count": count, "shares": len(shares), "paragraphs": PARAGRAPHS}
        cursor.execute(QUESTIONS, sizes)
        cursor.execute(REPLIES, {"each": REPLIES_OF_EACH, "paragraphs": PARAGRAPHS})
        cursor.execute(AS_EVER)
        cursor.execute("VACUUM ANALYZE exchange_question, exchange_reply, networks_network, networks_seat, officials_official")
