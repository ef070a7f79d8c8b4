"""What should not stand there: reported, taken off, put back."""

from django.db import transaction
from django.utils import timezone

from activity.services import record
from activity.verbs import Verb
from exchange.models import PostReport, Question, Reply, Resource
from exchange.services.errors import AnsweredMeanwhileError
from exchange.services.posts import of, subject_of
from notices.services import owe
from officials.models import User


@transaction.atomic
def report_post(*, post: Question | Reply | Resource, reason: str, by: User) -> PostReport:
    report = PostReport.objects.create(**of(post), reporter=by, reason=reason)
    subject = subject_of(post)
    record(_verb(post, Verb.POST_REPORTED, Verb.RESOURCE_REPORTED), by=by, subject=subject, network=subject.network)
    return report


@transaction.atomic
def hide_post(*, post: Question | Reply | Resource, reason: str, by: User) -> None:
    """Off the page, for all but its author and those who run the network. What was reported about it is settled with that."""
    subject = subject_of(post)
    hidden = type(post).objects.filter(pk=post.pk, hidden_at=None)
    if not hidden.update(hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason):
        raise AnsweredMeanwhileError
    _settle(post, by=by)
    record(_verb(post, Verb.POST_HIDDEN, Verb.RESOURCE_HIDDEN), by=by, subject=subject, network=subject.network)
    owe("exchange.hidden", to=[post.author], subject=subject, network=subject.network, reply=post.pk if isinstance(post, Reply) else None)


@transaction.atomic
def restore_post(*, post: Question | Reply | Resource, by: User) -> None:
    subject = subject_of(post)
    hidden = type(post).objects.filter(pk=post.pk, hidden_at__isnull=False)
    if not hidden.update(hidden_at=None, hidden_by=None, hidden_reason=""):
        raise AnsweredMeanwhileError
    record(_verb(post, Verb.POST_RESTORED, Verb.RESOURCE_RESTORED), by=by, subject=subject, network=subject.network)


@transaction.atomic
def dismiss_reports(*, post: Question | Reply | Resource, by: User) -> None:
    """Nothing is wrong with it."""
    if not _settle(post, by=by):
        raise AnsweredMeanwhileError
    subject = subject_of(post)
    record(_verb(post, Verb.REPORT_DISMISSED, Verb.RESOURCE_REPORT_DISMISSED), by=by, subject=subject, network=subject.network)


def _verb(post: Question | Reply | Resource, of_post: Verb, of_resource: Verb) -> Verb:
    return of_resource if isinstance(post, Resource) else of_post


def _settle(post: Question | Reply | Resource, *, by: User) -> int:
    return post.reports.filter(decided_at=None).update(decided_at=timezone.now(), decided_by=by)
