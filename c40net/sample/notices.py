"""Of what the people of the sample world were told. All of it is mailed already; what is new is not read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from c40net.sample.clock import Clock
from c40net.sample.people import is_account
from exchange.models import Asked, Follow, Label, Question, Reply
from networks.models import Seat
from notices.models import Notice
from workshops.models import Workshop

# What is older everybody has read.
NEW = timedelta(days=4)


def tell(clock: Clock) -> None:
    """What was replied and asked, and to the accounts what meets."""
    told = [*Notice.objects.all(), *_replied(), *_asked(), *_announced(clock)]
    # Anew, in the order in which they were told.
    Notice.objects.all().delete()
    for notice in told:
        notice.pk = None
    Notice.objects.bulk_create(sorted(told, key=lambda notice: notice.created_at), batch_size=1000)
    # The last to be told of have not been opened yet.
    Notice.objects.filter(created_at__lt=clock.now - NEW).update(read_at=F("created_at") + timedelta(hours=3))


def _replied() -> Iterator[Notice]:
    """What is for named cities only was told to who asked."""
    of_questions = ContentType.objects.get_for_model(Question)
    follows = Follow.objects.select_related("question", "user").order_by("pk")
    followers: dict[int, list[Follow]] = {}
    for follow in follows:
        followers.setdefault(follow.question_id, []).append(follow)
    for reply in Reply.objects.filter(hidden_at=None).select_related("question").order_by("pk"):
        for follow in followers.get(reply.question_id, []):
            reads = reply.label != Label.CITIES or follow.user_id == reply.question.author_id
            if follow.user_id != reply.author_id and follow.since <= reply.posted_at and reads:
                yield Notice(
                    user=follow.user, kind="exchange.replied", network_id=reply.question.network_id, subject_type=of_questions,
                    subject_id=reply.question_id, details={"reply": reply.pk}, **_mailed(reply.posted_at),
                )  # fmt: skip


def _asked() -> Iterator[Notice]:
    of_questions = ContentType.objects.get_for_model(Question)
    for asked in Asked.objects.select_related("question", "official").order_by("pk"):
        yield Notice(
            user_id=asked.official.user_id, kind="exchange.asked", network_id=asked.question.network_id, subject_type=of_questions,
            subject_id=asked.question_id, key="asked", **_mailed(asked.asked_at),
        )  # fmt: skip


def _announced(clock: Clock) -> Iterator[Notice]:
    of_workshops = ContentType.objects.get_for_model(Workshop)
    networks: dict[int, list[Workshop]] = {}
    for workshop in Workshop.objects.announced().filter(starts_at__gt=clock.now).order_by("pk"):
        networks.setdefault(workshop.network_id, []).append(workshop)
    for seat in Seat.objects.active().filter(network__in=networks).select_related("official__user").order_by("pk"):
        for number, workshop in enumerate(networks[seat.network_id] if is_account(seat.official) else []):
            yield Notice(
                user_id=seat.official.user_id, kind="workshops.announced", network_id=seat.network_id, subject_type=of_workshops,
                subject_id=workshop.pk, key="announced", **_mailed(clock.days_ago(1 + number)),
            )  # fmt: skip


def _mailed(at: datetime) -> dict[str, datetime]:
    return {"created_at": at, "due_at": at, "mailed_at": at}
