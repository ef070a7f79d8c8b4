"""Questions and replies as a reader may see them: under the Chatham House rule without who wrote them, or for which city."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core import paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from access.querysets import prepared, the_one
from exchange.models import Attachment, PostReport, Question, Reply, Resource
from exchange.queries.suggestions import could_answer, what_they_know
from exchange.querysets import QuestionQuerySet
from networks.models import Network
from officials.models import User

ON_A_PAGE = 30
COULD_ANSWER = 5
# What a line of a list shows of a question: its text, and what else is known of its author, may be long.
LINE = [
    "author__full_name", "author__erased_at", "official__user__full_name", "official__user__erased_at", "official__city__name",
    "official__city__slug", "network__slug", "title", "label", "tags", "posted_at", "answered_at", "closed_at", "hidden_at",
]  # fmt: skip
MOST_REPORTED = 50
MOST_OF_MINE = 20


@dataclass(frozen=True)
class Shown:
    """A question, a reply or a resource, with its author only where the reader may learn who it is."""

    post: Any
    author: User | None
    city: Any
    is_mine: bool
    is_staff: bool
    useful_count: int = 0
    is_useful_to_me: bool = False

    @property
    def reply_count(self) -> int:
        return getattr(self.post, "reply_count", 0)

    @property
    def asks_me(self) -> bool:
        return getattr(self.post, "asks_me", False)

    @property
    def attachments(self) -> list[Attachment]:
        """For its page; a list of posts shows none."""
        return [] if isinstance(self.post, Resource) else list(self.post.attachments.all())


def shown(posts: Iterable[Question | Reply | Resource], *, user: Any) -> list[Shown]:
    """These posts for this reader; one query, however many there are."""
    run = set(Network.objects.run_by(user).values_list("pk", flat=True))
    return [_shown(post, user, run) for post in posts]


def _shown(post: Question | Reply | Resource, user: Any, run: set[int]) -> Shown:
    network_id = post.question.network_id if isinstance(post, Reply) else post.network_id
    is_mine = user.is_authenticated and post.author_id == user.pk
    may_know = user.is_authenticated and (is_mine or network_id in run or not post.hides_author)
    # Who is outside learns of which city it is, never who.
    city = post.official.city if post.official and (may_know or not post.hides_author) else None
    more: dict[str, Any] = {}
    if isinstance(post, Reply):
        found = list(post.useful.all())
        more = {"useful_count": len(found), "is_useful_to_me": any(one.user_id == user.pk for one in found)}
    return Shown(post, _writer(post) if may_know else None, city, is_mine, post.official_id is None and may_know, **more)


def _writer(post: Question | Reply | Resource) -> User:
    """Whose two entries were merged since, under the one that is left."""
    return post.official.user if post.official else post.author


def listed(questions: QuestionQuerySet, *, user: Any) -> QuestionQuerySet:
    """Of those that this reader sees: with names, and reply_count, the replies that they may read."""
    replies = Reply.objects.under_what_is_read_by(user).filter(question=OuterRef("pk"))
    count = Subquery(replies.order_by().values("question").annotate(n=Count("pk")).values("n"))
    return questions.with_names().annotate(reply_count=Coalesce(count, 0))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class ListPage:
    """A page of a network's questions, and those that the reader could answer."""

    page: paginator.Page
    questions: list[Shown]
    could_answer: list[Shown]


def questions_in(network: int, *, user: Any) -> QuestionQuerySet:
    """That this reader sees there, the latest first."""
    return Question.objects.visible_to(user).in_network(network).latest_first()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class AllQuestions:
    """The ids of a network's questions, as a paginator takes them: how many there are, and those of a page."""

    network: int
    user: Any

    def count(self) -> int:
        return the_one(_count(self.user, self.network))  # type: ignore[no-any-return]

    def __getitem__(self, rows: slice) -> list[int]:
        if rows.start:
            return list(questions_in(self.network, user=self.user).values_list("pk", flat=True)[rows])
        return _first_ids(self.user, self.network)


@prepared
def _count(user: Any, network: int) -> Any:
    return Question.objects.visible_to(user).in_network(network).values(all=Value(1)).values_list(Count("pk"), flat=True)


@prepared
def _first_ids(user: Any, network: int) -> Any:
    return questions_in(network, user=user).values_list("pk", flat=True)[:ON_A_PAGE]


def list_page(ids: Any, network: int, number: str | None, *, user: Any) -> ListPage:
    """Page `number` of those with these ids. Names and replies are looked up for the ones on it alone."""
    page = paginator.Paginator(ids, ON_A_PAGE).get_page(number)
    on_page = list(page.object_list)
    asks_me = asked_of(user, network)
    row_of = {question.pk: question for question in _rows(user, [*on_page, *asks_me])}
    questions = [row_of[pk] for pk in on_page if pk in row_of]
    everything = shown([*questions, *_asked_for(asks_me, row_of)], user=user)
    return ListPage(page, everything[: len(questions)], everything[len(questions) :])


def lines_to_answer(network: int | None, *, user: Any) -> list[Shown]:
    """The same of those that the reader could answer alone, in one network or in all of theirs."""
    asks_me = asked_of(user, network)
    if not asks_me:
        return []
    return shown(_asked_for(asks_me, {question.pk: question for question in _rows(user, list(asks_me))}), user=user)


def asked_of(user: Any, network: int | None) -> dict[int, bool]:
    """Which questions the reader could answer, and whether they were asked to."""
    return dict(_could_answer(user, network, what_they_know(user))) if user.official else {}


@prepared
def _could_answer(user: Any, network: int | None, words: list[str]) -> Any:
    seen = Question.objects.visible_to(user)
    questions = seen.in_network(network) if network else seen.filter(network__in=Network.objects.joined_by(user))
    known = Cast(Value(words), ArrayField(TextField()))
    return could_answer(user, questions, known).values_list("pk", "asks_me")[:COULD_ANSWER]


@prepared
def _rows(user: Any, ids: list[int]) -> Any:
    return listed(Question.objects.filter(pk__in=ids), user=user).only(*LINE)


def _asked_for(asks_me: dict[int, bool], row_of: dict[int, Any]) -> list[Any]:
    questions = [copy(row_of[pk]) for pk in asks_me if pk in row_of]
    for question in questions:
        question.asks_me = asks_me[question.pk]
    return questions


@dataclass(frozen=True)
class Page:
    """All that a question's page shows to a reader."""

    question: Shown
    replies: list[Shown]
    follows: bool
    named_cities: list[Any]
    reports: list[PostReport]


def page_of(question: Question, *, user: Any) -> Page:
    """The reply that helped first, then in the order in which they came; the same number of queries for any number of replies."""
    replies = list(_with_all(Reply.objects.visible_to(user).filter(question=question).oldest_first()).prefetch_related("useful"))
    replies.sort(key=lambda reply: reply.pk != question.accepted_id)
    for reply in replies:
        reply.question = question
    everything = shown([question, *replies], user=user)
    runs = user.is_authenticated and Network.objects.run_by(user).filter(pk=question.network_id).exists()
    return Page(
        everything[0],
        everything[1:],
        user.is_authenticated and question.follows.filter(user=user).exists(),
        list(question.named_cities.order_by("name")),
        list(reports_of(Q(question=question) | Q(reply__question=question))) if runs else [],
    )


@dataclass(frozen=True)
class MySide:
    """What somebody was answered, and what they answered others; the latest first."""

    answered_to_me: list[Shown]
    my_answers: list[Shown]


def my_side(user: User) -> MySide:
    """The same number of queries for any number of replies."""
    seen = Reply.objects.visible_to(user).select_related("question__network")
    replies = _with_all(seen).prefetch_related("useful").order_by("-posted_at", "-pk")
    to_me = replies.filter(question__author=user).exclude(author=user)[:MOST_OF_MINE]
    by_me = replies.filter(author=user).exclude(question__author=user)[:MOST_OF_MINE]
    return MySide(shown(to_me, user=user), shown(by_me, user=user))


def _with_all(posts: Any) -> Any:
    return posts.with_names().prefetch_related("attachments__file")


def reports_of(posts: Q) -> QuerySet[PostReport]:
    """That wait for a word, the oldest first."""
    waiting = PostReport.objects.filter(posts, decided_at=None)
    return waiting.select_related("reporter", "question", "reply__question", "resource").order_by("reported_at", "pk")


def reported(user: Any) -> list[PostReport]:
    """What waits for a word of those who run a network."""
    run = Network.objects.run_by(user).values("pk")
    of_these = Q(question__network__in=run) | Q(reply__question__network__in=run) | Q(resource__network__in=run)
    return list(reports_of(of_these)[:MOST_REPORTED])
