"""What should not stand there: reported, taken off, put back."""

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from exchange.models import PostReport, Question, Reply
from exchange.services.errors import AnsweredMeanwhileError
from exchange.services.posts import of, question_of
from notices.services import owe
from officials.models import User


@transaction.atomic
def report_post(*, post: Question | Reply, reason: str, by: User) -> PostReport:
    report = PostReport.objects.create(**of(post), reporter=by, reason=reason)
    question = question_of(post)
    record(Verb.POST_REPORTED, by=by, subject=question, network=question.network)
    return report


@transaction.atomic
def hide_post(*, post: Question | Reply, reason: str, by: User) -> None:
    """Off the page, for all but its author and those who run the network. What was reported about it is settled with that."""
    question = question_of(post)
    hidden = type(post).objects.filter(pk=post.pk, hidden_at=None)
    if not hidden.update(hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason):
        raise AnsweredMeanwhileError
    _settle(post, by=by)
    record(Verb.POST_HIDDEN, by=by, subject=question, network=question.network)
    owe("exchange.hidden", to=[post.author], subject=question, network=question.network, reply=post.pk if isinstance(post, Reply) else None)


@transaction.atomic
def restore_post(*, post: Question | Reply, by: User) -> None:
    question = question_of(post)
    hidden = type(post).objects.filter(pk=post.pk, hidden_at__isnull=False)
    if not hidden.update(hidden_at=None, hidden_by=None, hidden_reason=""):
        raise AnsweredMeanwhileError
    record(Verb.POST_RESTORED, by=by, subject=question, network=question.network)


@transaction.atomic
def dismiss_reports(*, post: Question | Reply, by: User) -> None:
    """Nothing is wrong with it."""
    if not _settle(post, by=by):
        raise AnsweredMeanwhileError
    question = question_of(post)
    record(Verb.REPORT_DISMISSED, by=by, subject=question, network=question.network)


def _settle(post: Question | Reply, *, by: User) -> int:
    return post.reports.filter(decided_at=None).update(decided_at=timezone.now(), decided_by=by)
