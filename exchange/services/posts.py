"""What questions and replies have in common: their label, what was attached, how they were before."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from exchange.models import IN_CONFIDENCE, WIDTH, Attachment, Label, Question, Reply, Resource, Revision
from exchange.services.errors import NamedBeforeError, NoCitiesNamedError, WiderLabelError
from files.services import keep
from officials.models import User

# Of a question or reply, and of a resource: opened to more, and to fewer.
RELABELLED = {
    False: (Verb.LABEL_WIDENED, Verb.LABEL_NARROWED),
    True: (Verb.RESOURCE_WIDENED, Verb.RESOURCE_NARROWED),
}


def question_of(post: Question | Reply) -> Question:
    return post.question if isinstance(post, Reply) else post


def subject_of(post: Question | Reply | Resource) -> Question | Resource:
    """What the log and a mail name: a question, also for its replies, or a resource."""
    return post if isinstance(post, Resource) else question_of(post)


def check_label(post: Question | Reply | Resource, label: str, cities: Iterable[City]) -> list[City]:
    """The cities that are named, which is none but under that label."""
    named = list(cities) if label == Label.CITIES else []
    if label == Label.CITIES and not named:
        raise NoCitiesNamedError
    if isinstance(post, Reply) and WIDTH[Label(label)] > WIDTH[Label(post.question.label)]:
        raise WiderLabelError
    return named


def attach(post: Question | Reply, uploads: Iterable[UploadedFile], *, by: User) -> None:
    for upload in uploads:
        Attachment.objects.create(**of(post), file=keep(upload, by=by))


def detach(post: Question | Reply, attachments: Iterable[Attachment]) -> None:
    """Off the page: nobody is sent the files any more."""
    post.attachments.filter(pk__in=[attachment.pk for attachment in attachments]).delete()


def of(post: Question | Reply | Resource) -> dict[str, Any]:
    """How what belongs to a post points to it."""
    if isinstance(post, Resource):
        return {"resource": post}
    return {"reply": post} if isinstance(post, Reply) else {"question": post}


def keep_revision(post: Question | Reply, *, by: User) -> None:
    title = post.title if isinstance(post, Question) else ""
    Revision.objects.create(**of(post), title=title, text=post.text, label=post.label, replaced_by=by)


def change_label(post: Question | Reply | Resource, label: str, cities: list[City], *, by: User) -> None:
    """By its author, and written down."""
    if label == Label.CHATHAM and post.label in {Label.NETWORK, Label.PUBLIC}:
        raise NamedBeforeError
    wider = is_wider(post, label, cities)
    if label != post.label or wider:
        widened, narrowed = RELABELLED[isinstance(post, Resource)]
        subject = subject_of(post)
        actor = None if Label.CHATHAM in {label, post.label} else by
        record(widened if wider else narrowed, by=actor, subject=subject, network=subject.network, before=post.label, after=label)
    post.label = label
    post.named_cities.set(cities)


def is_wider(post: Question | Reply | Resource, label: str, cities: list[City]) -> bool:
    """Whether more would read it."""
    return WIDTH[Label(label)] > WIDTH[Label(post.label)] or _names_more(post, label, cities)


def _names_more(post: Question | Reply | Resource, label: str, cities: list[City]) -> bool:
    return label == post.label == Label.CITIES and bool(set(cities) - set(post.named_cities.all()))


def record_post(verbs: tuple[Verb, Verb, Verb], post: Question | Reply | Resource, *, by: User) -> None:
    """By name, as the secretariat, or unnamed: where nobody, or not all of the network, may learn who said it."""
    named, by_staff, unnamed = verbs
    subject = subject_of(post)
    if post.label in IN_CONFIDENCE:
        record(unnamed, by=None, subject=subject, network=subject.network)
    elif post.official is None:
        record(by_staff, by=by, subject=subject, network=subject.network)
    else:
        record(named, by=by, subject=subject, network=subject.network, official=post.official)
