"""What the networks of the sample world ask each other: the words are in questions.csv, who says them is drawn."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from activity.models import Activity
from activity.services import activity
from activity.verbs import Verb
from c40net.sample.clock import Clock
from c40net.sample.people import is_account
from c40net.sample.places import Stewards
from cities.models import City
from exchange.models import IN_CONFIDENCE, Asked, Follow, Label, Question, Reply, Useful
from networks.models import Network, Seat
from officials.models import Official

DATA = Path(__file__).parent.parent / "data" / "questions.csv"
# How many days ago each of a network's questions was asked, and under which label; by turns the last of four waits or is closed.
ASKED = ((230, Label.NETWORK), (120, Label.CHATHAM), (64, Label.CITIES), (8, Label.NETWORK), (31, Label.PUBLIC), (3, Label.NETWORK))
WAITS, OPEN_TO_ALL, FRESH = 3, 2, 5
# What a network asks besides, it asked every two weeks, under these by turns, once enough cities were there.
LATEST, EVERY, ENOUGH = 17, 14, 4
LABELS = (Label.NETWORK, Label.NETWORK, Label.CHATHAM, Label.NETWORK, Label.PUBLIC, Label.NETWORK, Label.CITIES)
# Every third of those that old was closed.
OLD = 120
# Under which of them the secretariat writes too, by turns.
STAFF_REPLIES = {
    0: "Three more cities asked us the same this year, so we put it on the agenda of the next workshop.",
    3: "Nobody has tried it yet, as far as we know. We asked around: **two cities** begin this autumn and will write here.",
    4: "The slides and the costs of the last workshop answer a part of it:\n\n- what it cost each year, with and without staff\n"
    "- whom to ask in the cities that presented\n\nWrite to us if you need the spreadsheets.",
}


@dataclass
class Exchange:
    clock: Clock
    stewards: Stewards
    questions: list[Question] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    useful: list[Useful] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


def exchange(clock: Clock, networks: list[Network], seats: list[Seat], stewards: Stewards) -> list[Activity]:
    """Returns what the log has of it."""
    of_network: dict[str, list[dict[str, str]]] = defaultdict(list)
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_network[row["network"]].append(row)
    made = Exchange(clock, stewards)
    for number, network in enumerate(networks):
        members = _members(clock, network, seats)
        if len({official.city for official in members}) > len(ASKED):
            for place, row in enumerate(of_network[network.slug][: len(ASKED)]):
                _ask(made, network, list(members), row, place, is_even=number % 2 == 0)
            for place, row in enumerate(of_network[network.slug][len(ASKED) :]):
                _ask_before(made, network, members, row, place)
    _save(made)
    return _lines(made)


def _members(clock: Clock, network: Network, seats: list[Seat]) -> dict[Official, datetime]:
    """Those who sit there, and since when, in an order drawn by chance; the accounts first."""
    there = [seat for seat in seats if seat.network == network and seat.status == Seat.Status.ACTIVE]
    clock.rng.shuffle(there)
    return {seat.official: seat.started_at or clock.now for seat in sorted(there, key=lambda seat: not is_account(seat.official))}


def _ask(made: Exchange, network: Network, members: list[Official], row: dict[str, str], place: int, *, is_even: bool) -> None:
    clock, (days, label) = made.clock, ASKED[place]
    if place == OPEN_TO_ALL and is_even:
        label = Label.PUBLIC
    waits = place == FRESH or (place == WAITS and (is_even or is_account(members[0])))
    # What waits was asked by somebody else than the accounts, so that they could answer it.
    asker = next(o for o in members[place:] if not (waits and is_account(o)))
    at = clock.moment(clock.days_ago(days + 2), clock.days_ago(days), asker.city.time_zone)
    question = _question_of(made, network, asker, row, label, at)
    others = [official for official in members if official.city != asker.city]
    if place in STAFF_REPLIES and is_even == (place != OPEN_TO_ALL + 2):
        _reply_as_staff(made, question, STAFF_REPLIES[place])
    if waits:
        made.asked += [Asked(question=question, official=o, asked_by=asker.user, asked_at=at) for o in others if is_account(o)]
        return
    _answer(made, question, row, others[place:])
    _found_useful(made, question, others)
    if place == WAITS:
        question.closed_at, question.closed_by = clock.days_ago(2), asker.user


def _ask_before(made: Exchange, network: Network, members: dict[Official, datetime], row: dict[str, str], number: int) -> None:
    """Asked and answered by who sat there by then, each in turn; cities that asked least ask first."""
    clock, days = made.clock, LATEST + EVERY * number
    there = [official for official, since in members.items() if since < clock.days_ago(days + 2) and not is_account(official)]
    if len({official.city for official in there}) < ENOUGH:
        return
    turn = 5 * number % len(there)
    there = there[turn:] + there[:turn]
    has_asked = Counter(question.official.city for question in made.questions if question.network == network and question.official)
    asker = min(there, key=lambda official: has_asked[official.city])
    at = clock.moment(clock.days_ago(days + 2), clock.days_ago(days), asker.city.time_zone)
    question = _question_of(made, network, asker, row, LABELS[number % len(LABELS)], at)
    others = [official for official in there if official.city != asker.city]
    _answer(made, question, row, others)
    _found_useful(made, question, others)
    if question.answered_at and days > OLD and number % 3 == 0:
        question.closed_at, question.closed_by = question.last_posted_at + timedelta(days=20), asker.user


def _question_of(made: Exchange, network: Network, asker: Official, row: dict[str, str], label: Label, at: datetime) -> Question:
    question = Question(
        network=network, author=asker.user, official=asker, title=row["question"], text=row["text"], tags=row["tags"].split(";"),
        label=label, posted_at=at, last_posted_at=at,
    )  # fmt: skip
    made.questions.append(question)
    return question


def _answer(made: Exchange, question: Question, row: dict[str, str], others: list[Official]) -> None:
    words = [text for text in (row["reply"], row["another"]) if text]
    for text, official in zip(words, _apart(others), strict=False):
        _reply(made, question, official, text)


def _apart(officials: list[Official]) -> list[Official]:
    """One of each city."""
    return list({official.city: official for official in reversed(officials)}.values())[::-1]


def _reply(made: Exchange, question: Question, official: Official, text: str) -> None:
    clock, after = made.clock, question.last_posted_at
    at = clock.moment(after + timedelta(hours=3), min(after + timedelta(days=6), clock.days_ago(0.1)), official.city.time_zone)
    reply = Reply(question=question, author=official.user, official=official, text=text, label=question.label, posted_at=at)
    question.last_posted_at, question.answered_at = at, question.answered_at or at
    made.replies.append(reply)
    helped = clock.rng.random() < 0.7  # noqa: PLR2004
    is_first = len([one for one in made.replies if one.question is question and one.official]) == 1
    # Whoever signs in as a sample account finds at home what helped them, at whatever hour the world was made.
    if is_first and (helped or (question.official and is_account(question.official))):
        made.useful.append(Useful(reply=reply, user=question.author, said_at=_soon(made, at)))


def _found_useful(made: Exchange, question: Question, others: list[Official]) -> None:
    """By some of those who read it."""
    for reply in [reply for reply in made.replies if reply.question is question and reply.official]:
        readers = made.clock.rng.sample(others, min(made.clock.rng.randint(0, 4), len(others)))
        made.useful += [Useful(reply=reply, user=o.user, said_at=_soon(made, reply.posted_at)) for o in readers if o != reply.official]


def _reply_as_staff(made: Exchange, question: Question, text: str) -> None:
    """It is no answer of another city: how long a question waits goes on."""
    at = min(question.posted_at + timedelta(days=8), made.clock.days_ago(0.2))
    if user := made.stewards.at(question.network, at):
        made.replies.append(Reply(question=question, author=user, official=None, text=text, label=question.label, posted_at=at))


def _soon(made: Exchange, at: datetime) -> datetime:
    return min(at + timedelta(hours=20), made.clock.now)


def _save(made: Exchange) -> None:
    for reply in made.replies:
        reply.question.last_posted_at = max(reply.question.last_posted_at, reply.posted_at)
    Question.objects.bulk_create(made.questions)
    Reply.objects.bulk_create(made.replies)
    Useful.objects.bulk_create(made.useful)
    Asked.objects.bulk_create(made.asked)
    posts: list[Question | Reply] = [*made.questions, *made.replies]
    follows = {(post.author_id, _question(post).pk): post for post in posts}
    Follow.objects.bulk_create(Follow(user_id=user, question_id=pk, since=post.posted_at) for (user, pk), post in follows.items())
    for useful in _helped(made):
        useful.reply.question.accepted = useful.reply
    Question.objects.bulk_update([useful.reply.question for useful in _helped(made)], ["accepted"])
    # A question for named cities is for those that answered; their replies are for the city that asked.
    cities = [reply for reply in made.replies if reply.label == Label.CITIES]
    of_questions, of_replies = Question.named_cities.through, Reply.named_cities.through
    of_questions.objects.bulk_create(of_questions(question=reply.question, city=_city(reply)) for reply in cities)
    of_replies.objects.bulk_create(of_replies(reply=reply, city=_city(reply.question)) for reply in cities)


def _helped(made: Exchange) -> list[Useful]:
    """As who asked says."""
    return [useful for useful in made.useful if useful.user == useful.reply.question.author]


def _question(post: Question | Reply) -> Question:
    return post.question if isinstance(post, Reply) else post


def _city(post: Question | Reply) -> City:
    assert post.official  # nobody else speaks here
    return post.official.city


def _lines(made: Exchange) -> list[Activity]:
    """As the services write them: what was said in confidence is told without who said it."""
    lines = [
        *(_said(post, Verb.QUESTION_ASKED, Verb.QUESTION_ASKED_UNNAMED) for post in made.questions),
        *(_said(post, Verb.REPLIED, Verb.REPLIED_UNNAMED) for post in made.replies),
    ]
    helped = _helped(made)
    for useful in made.useful:
        question = useful.reply.question
        of: dict[str, Any] = {"by": None, "subject": question, "network": question.network, "at": useful.said_at, "reply": useful.reply.pk}
        lines += [activity(Verb.REPLY_USEFUL, **of)] + [activity(Verb.REPLY_ACCEPTED, **of)] * (useful in helped)
    lines += [
        activity(Verb.QUESTION_CLOSED, by=None if q.hides_author else q.closed_by, subject=q, network=q.network, at=q.closed_at)
        for q in made.questions
        if q.closed_at
    ]
    lines += [
        activity(Verb.ASKED_FOR_ANSWER, by=a.asked_by, subject=a.question, network=a.question.network, official=a.official, at=a.asked_at)
        for a in made.asked
    ]
    return lines


def _said(post: Question | Reply, named: Verb, unnamed: Verb) -> Activity:
    question = _question(post)
    if post.label in IN_CONFIDENCE:
        return activity(unnamed, by=None, subject=question, network=question.network, at=post.posted_at)
    if post.official is None:
        return activity(Verb.REPLIED_BY_STAFF, by=post.author, subject=question, network=question.network, at=post.posted_at)
    return activity(named, by=post.author, subject=question, network=question.network, official=post.official, at=post.posted_at)
