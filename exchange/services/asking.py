"""Asking somebody in person for an answer, not too often."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from exchange.models import LATELY, MOST_ASKED, Asked, Introduction, Question
from exchange.services.errors import AskedOftenError, CannotAnswerError
from notices.services import owe
from officials.models import Official, User


@transaction.atomic
def ask_for_answer(*, question: Question, official: Official, by: User) -> Asked:
    official = Official.objects.select_for_update(of=["self"]).select_related("user", "city").get(pk=official.pk)
    if times_asked(official) >= MOST_ASKED:
        raise AskedOftenError
    if (
        official.user == question.author
        or question.closed_at
        or not Question.objects.visible_to(official.user).filter(pk=question.pk).exists()
    ):
        raise CannotAnswerError
    try:
        with transaction.atomic():
            asked = Asked.objects.create(question=question, official=official, asked_by=by)
    except IntegrityError as error:
        raise CannotAnswerError from error
    record(Verb.ASKED_FOR_ANSWER, by=None if question.hides_author else by, subject=question, network=question.network, official=official)
    owe("exchange.asked", to=[official.user], subject=question, network=question.network, key="asked")
    return asked


def times_asked(official: Official) -> int:
    """How often they were asked for something in person lately: for an answer, or to meet who seeks what they know."""
    since = timezone.now() - LATELY
    introduced = Introduction.objects.filter(giver=official, made_at__gte=since).exclude(status="withdrawn")
    return Asked.objects.filter(official=official, asked_at__gte=since).count() + introduced.count()
