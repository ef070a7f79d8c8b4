"""What questions and replies have in common: their label, what was attached, how they were before."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from activity.services import record
from activity.verbs import Verb
from cities.models import City
from exchange.models import IN_CONFIDENCE, WIDTH, Attachment, Label, Question, Reply, Revision
from exchange.services.errors import NamedBeforeError, NoCitiesNamedError, WiderLabelError
from files.services import keep
from officials.models import User


def question_of(post: Question | Reply) -> Question:
    return post.question if isinstance(post, Reply) else post


def check_label(post: Question | Reply, label: str, cities: Iterable[City]) -> list[City]:
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


def of(post: Question | Reply) -> dict[str, Any]:
    """How what belongs to a post points to it."""
    return {"reply": post} if isinstance(post, Reply) else {"question": post}


def keep_revision(post: Question | Reply, *, by: User) -> None:
    title = post.title if isinstance(post, Question) else ""
    Revision.objects.create(**of(post), title=title, text=post.text, label=post.label, replaced_by=by)


def change_label(post: Question | Reply, label: str, cities: list[City], *, by: User) -> None:
    """By its author, and written down."""
    if label == Label.CHATHAM and post.label in {Label.NETWORK, Label.PUBLIC}:
        raise NamedBeforeError
    wider = WIDTH[Label(label)] > WIDTH[Label(post.label)] or _names_more(post, label, cities)
    if label != post.label or wider:
        verb = Verb.LABEL_WIDENED if wider else Verb.LABEL_NARROWED
        question = question_of(post)
        actor = None if Label.CHATHAM in {label, post.label} else by
        record(verb, by=actor, subject=question, network=question.network, before=post.label, after=label)
    post.label = label
    post.named_cities.set(cities)


def _names_more(post: Question | Reply, label: str, cities: list[City]) -> bool:
    return label == post.label == Label.CITIES and bool(set(cities) - set(post.named_cities.all()))


def record_post(verbs: tuple[Verb, Verb, Verb], post: Question | Reply, *, by: User) -> None:
    """By name, as the secretariat, or unnamed: where nobody, or not all of the network, may learn who said it."""
    named, by_staff, unnamed = verbs
    question = question_of(post)
    if post.label in IN_CONFIDENCE:
        record(unnamed, by=None, subject=question, network=question.network)
    elif post.official is None:
        record(by_staff, by=by, subject=question, network=question.network)
    else:
        record(named, by=by, subject=question, network=question.network, official=post.official)
