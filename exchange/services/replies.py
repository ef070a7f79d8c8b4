"""Replies: given, edited, found useful."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from exchange.models import Attachment, Follow, Label, Question, Reply, Useful
from exchange.services.errors import ClosedError, NotTheirsError
from exchange.services.posts import attach, change_label, check_label, detach, keep_revision, record_post
from notices.services import owe
from officials.models import User

REPLIED = Verb.REPLIED, Verb.REPLIED_BY_STAFF, Verb.REPLIED_UNNAMED


@transaction.atomic
def reply_to(
    *, question: Question, text: str, label: str, named_cities: Iterable[City], by: User, uploads: Iterable[UploadedFile] = ()
) -> Reply:
    """Answer a question. Who follows it, and may read the reply, is told."""
    question = Question.objects.select_for_update(of=["self"]).select_related("network", "official__city").get(pk=question.pk)
    if question.closed_at or question.hidden_at or not question.network.is_open:
        raise ClosedError
    reply = Reply(question=question, author=by, official=by.official, text=text, label=label)
    cities = check_label(reply, label, named_cities)
    reply.save()
    reply.named_cities.set(cities)
    attach(reply, uploads, by=by)
    question.last_posted_at = reply.posted_at
    if question.answered_at is None and _counts_as_answer(reply):
        question.answered_at = reply.posted_at
    question.save(update_fields=["last_posted_at", "answered_at"])
    record_post(REPLIED, reply, by=by)
    followers: Iterable[User] = User.objects.filter(pk__in=question.follows.exclude(user=by).values("user"), is_active=True)
    if label == Label.CITIES:
        followers = [user for user in followers if Reply.objects.visible_to(user).filter(pk=reply.pk).exists()]
    owe("exchange.replied", to=followers, subject=question, network=question.network, reply=reply.pk)
    Follow.objects.get_or_create(question=question, user=by)
    return reply


@transaction.atomic
def edit_reply(
    *, reply: Reply, text: str, label: str, named_cities: Iterable[City], by: User, uploads: Iterable[UploadedFile] = (),
    take_off: Iterable[Attachment] = (),
) -> None:  # fmt: skip
    """By its author. What it said before is kept."""
    reply = Reply.objects.select_for_update(of=["self"]).select_related("question__network", "author").get(pk=reply.pk)
    if by != reply.author:
        raise NotTheirsError
    cities = check_label(reply, label, named_cities)
    keep_revision(reply, by=by)
    change_label(reply, label, cities, by=by)
    reply.text, reply.edited_at = text, timezone.now()
    reply.save(update_fields=["text", "label", "edited_at"])
    detach(reply, take_off)
    attach(reply, uploads, by=by)
    record(Verb.REPLY_EDITED, by=None if reply.hides_author else by, subject=reply.question, network=reply.question.network)


@transaction.atomic
def say_useful(*, reply: Reply, by: User) -> None:
    """Or take it back."""
    if by == reply.author:
        raise NotTheirsError
    if reply.useful.filter(user=by).delete()[0]:
        return
    try:
        with transaction.atomic():
            Useful.objects.create(reply=reply, user=by)
    except IntegrityError:
        return
    record(Verb.REPLY_USEFUL, by=None, subject=reply.question, network=reply.question.network, reply=reply.pk)


@transaction.atomic
def drop_doubles() -> None:
    """Of somebody whose two entries became one: what both said counts once, and nobody finds their own words useful."""
    Useful.objects.filter(Q(user__merged_into__isnull=False) | Q(reply__author=F("user"))).delete()
    Follow.objects.filter(user__merged_into__isnull=False).delete()


def _counts_as_answer(reply: Reply) -> bool:
    """From another city; and whatever would tell, by not counting, of which city somebody is whom nobody may know."""
    asker = reply.question.official
    if reply.hides_author:
        return True
    return reply.official is not None and (reply.question.hides_author or asker is None or asker.city_id != reply.official.city_id)
