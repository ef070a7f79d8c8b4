"""Questions: asked, edited, moved, closed, and what helped."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from exchange.models import IN_CONFIDENCE, Attachment, Follow, Question, Reply
from exchange.services.errors import ClosedError, InConfidenceError, NotTheirsError
from exchange.services.posts import attach, change_label, check_label, detach, keep_revision, record_post
from networks.models import Network
from notices.services import owe
from officials.models import User

ASKED = Verb.QUESTION_ASKED, Verb.QUESTION_ASKED_BY_STAFF, Verb.QUESTION_ASKED_UNNAMED


@transaction.atomic
def ask_question(
    *,
    network: Network,
    title: str,
    text: str,
    tags: list[str],
    label: str,
    named_cities: Iterable[City],
    by: User,
    uploads: Iterable[UploadedFile] = (),
) -> Question:
    """Put a question to a network. Who asks follows it."""
    if not network.is_open:
        raise ClosedError
    question = Question(network=network, author=by, official=by.official, title=title, text=text, tags=tags, label=label)
    cities = check_label(question, label, named_cities)
    question.save()
    question.named_cities.set(cities)
    attach(question, uploads, by=by)
    Follow.objects.create(question=question, user=by)
    record_post(ASKED, question, by=by)
    return question


@transaction.atomic
def edit_question(
    *, question: Question, title: str, text: str, tags: list[str], label: str, named_cities: Iterable[City], by: User,
    uploads: Iterable[UploadedFile] = (), take_off: Iterable[Attachment] = (),
) -> None:  # fmt: skip
    """By its author. What it said before is kept."""
    question = _locked(question)
    if by != question.author:
        raise NotTheirsError
    cities = check_label(question, label, named_cities)
    keep_revision(question, by=by)
    change_label(question, label, cities, by=by)
    question.title, question.text, question.tags, question.edited_at = title, text, tags, timezone.now()
    question.save(update_fields=["title", "text", "tags", "label", "edited_at"])
    detach(question, take_off)
    attach(question, uploads, by=by)
    record(Verb.QUESTION_EDITED, by=None if question.hides_author else by, subject=question, network=question.network)


@transaction.atomic
def move_question(*, question: Question, network: Network, by: User) -> None:
    """To the network or working group where it belongs. Those who follow it and cannot read it there follow it no more."""
    question = _locked(question)
    if question.label in IN_CONFIDENCE:
        raise InConfidenceError
    if not network.is_open:
        raise ClosedError
    question.network = network
    question.save(update_fields=["network"])
    still = [
        follow.pk for follow in question.follows.select_related("user") if Question.objects.visible_to(follow.user).filter(pk=question.pk)
    ]
    question.follows.exclude(pk__in=still).delete()
    record(Verb.QUESTION_MOVED, by=by, subject=question, network=network)


@transaction.atomic
def close_question(*, question: Question, by: User) -> None:
    """No more replies: it is answered, or out of date."""
    if Question.objects.filter(pk=question.pk, closed_at=None).update(closed_at=timezone.now(), closed_by=by):
        record(Verb.QUESTION_CLOSED, by=_unless_unnamed(question, by), subject=question, network=question.network)


@transaction.atomic
def reopen_question(*, question: Question, by: User) -> None:
    if Question.objects.filter(pk=question.pk, closed_at__isnull=False).update(closed_at=None, closed_by=None):
        record(Verb.QUESTION_REOPENED, by=_unless_unnamed(question, by), subject=question, network=question.network)


@transaction.atomic
def accept_reply(*, reply: Reply, by: User) -> None:
    """Who asked says that this one helped; saying it of another takes it off the first."""
    question = _locked(reply.question)
    if by != question.author:
        raise NotTheirsError
    question.accepted = None if question.accepted_id == reply.pk else reply
    question.save(update_fields=["accepted"])
    if question.accepted:
        record(Verb.REPLY_ACCEPTED, by=None, subject=question, network=question.network, reply=reply.pk)
        if reply.author != by:
            owe("exchange.accepted", to=[reply.author], subject=question, network=question.network, key=str(reply.pk))


@transaction.atomic
def follow(*, question: Question, by: User) -> None:
    Follow.objects.get_or_create(question=question, user=by)


@transaction.atomic
def unfollow(*, question: Question, by: User) -> None:
    question.follows.filter(user=by).delete()


def _unless_unnamed(question: Question, by: User) -> User | None:
    return None if question.hides_author and by == question.author else by


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update(of=["self"]).select_related("network", "author", "official__city").get(pk=question.pk)
