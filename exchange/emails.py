"""The mails of the exchange. What only some may read, or nobody may put a name to, is not in a mail: it lies in mailboxes for years."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchange.models import IN_CONFIDENCE, Introduction, Question, Reply, Resource, ResourceUse
from exchange.queries import shown
from notices.models import Kind, Notice, Thing, Topic
from notices.services import tell_by_mail
from officials.models import User


def send(notice: Notice) -> None:
    """Nothing where the reader may no longer read what it is about."""
    if notice.subject_type.model == Resource._meta.model_name:
        _send_resource(notice)
        return
    (_send_introduction if notice.kind in ABOUT_INTRODUCTIONS else _send_post)(notice)


def _send_introduction(notice: Notice) -> None:
    """To one of the two, as long as it is still so. Their addresses are in none but the one that says that both accepted."""
    found = Introduction.objects.of_person(notice.user).with_people().filter(pk=notice.subject_id).first()
    if found is None or not ABOUT_INTRODUCTIONS[notice.kind](found, notice.user):
        return
    kind = notice.kind.partition(".")[2]
    path = reverse("introduction_outcome", args=[found.pk]) if kind == "introduction_outcome" else found.get_absolute_url()
    tell_by_mail(notice, "introduction", {"introduction": found, "other": found.other_than(notice.user), "kind": kind, "path": path})


def _waits_for(introduction: Introduction, user: User) -> bool:
    return introduction.is_open and not introduction.accepted_by(user)


# Which mail there is about an introduction, and when it still holds.
ABOUT_INTRODUCTIONS: dict[str, Callable[[Introduction, User], bool]] = {
    "exchange.introduced": _waits_for,
    "exchange.introduction_reminder": _waits_for,
    "exchange.in_touch": lambda introduction, _user: introduction.is_agreed and not _is_gone(introduction),
    "exchange.introduction_ended": lambda introduction, _user: not introduction.is_open and not introduction.is_agreed,
    "exchange.introduction_outcome": lambda introduction, user: (
        introduction.is_agreed and not introduction.outcomes.filter(official__user=user).exists()
    ),
}


def _is_gone(introduction: Introduction) -> bool:
    """One of them has closed their account meanwhile."""
    return not (introduction.seeker.user.is_active and introduction.giver.user.is_active)


def _send_post(notice: Notice) -> None:
    question = Question.objects.visible_to(notice.user).select_related("network").filter(pk=notice.subject_id).first()
    if question is None:
        return
    reply_id = notice.details.get("reply")
    reply = Reply.objects.visible_to(notice.user).with_names().filter(pk=reply_id).first() if reply_id else None
    if notice.kind == "exchange.replied" and reply is None:
        return
    is_open = question.label not in IN_CONFIDENCE and (reply is None or reply.label not in IN_CONFIDENCE)
    template = notice.kind.replace(".", "_")
    context = {"question": question, "is_open": is_open, "reply": _as_seen(reply, notice) if reply and is_open else None}
    tell_by_mail(notice, template, context)


def _as_seen(reply: Reply, notice: Notice) -> object:
    return shown([reply], user=notice.user)[0]


def _send_resource(notice: Notice) -> None:
    resource = Resource.objects.visible_to(notice.user).select_related("network").filter(pk=notice.subject_id).first()
    use = ResourceUse.objects.select_related("city").filter(pk=notice.details.get("use")).first()
    if resource is None or (notice.kind == "exchange.resource_used" and use is None):
        return
    # The mail that something was taken off the page is one for all that is written.
    context = {"resource": resource, "question": resource, "use": use, "is_open": resource.label not in IN_CONFIDENCE}
    tell_by_mail(notice, notice.kind.replace(".", "_"), context)


def _outcome(notice: Notice) -> str:
    return reverse("introduction_outcome", args=[notice.subject_id])


def _reply(notice: Notice) -> str:
    return f"{reverse('question', args=[notice.subject_id])}#reply-{notice.details['reply']}"


def _the_reply(notice: Notice) -> Thing:
    return Reply, notice.details["reply"]


TOPICS = [
    Topic(
        "exchange.replies",
        _("Replies to questions that you follow"),
        [
            Kind("exchange.replied", _("A new reply"), send, leads_to=_reply, also=_the_reply),
            Kind("exchange.accepted", _("Your reply helped"), send),
        ],
    ),
    Topic("exchange.asked", _("Questions that somebody asks you to answer"), [Kind("exchange.asked", _("You are asked to answer"), send)]),
    Topic(
        "exchange.introductions",
        _("Introductions to somebody whom you should know"),
        [
            Kind("exchange.introduced", _("Somebody whom you should know"), send),
            Kind("exchange.introduction_reminder", _("An introduction still waits for your answer"), send),
            Kind("exchange.in_touch", _("You are in touch"), send),
            Kind("exchange.introduction_ended", _("An introduction did not come about"), send),
            Kind("exchange.introduction_outcome", _("What came of your introduction?"), send, leads_to=_outcome),
        ],
    ),
    Topic(
        "exchange.resources",
        _("Resources that your city shared or used"),
        [
            Kind("exchange.resource_used", _("A city used what you shared"), send),
            Kind("exchange.resource_version", _("A new version of what your city used"), send),
        ],
    ),
    Topic(
        "exchange.moderation",
        _("What you wrote was taken off a page"),
        [Kind("exchange.hidden", _("What you wrote was taken off the page"), send, must=True)],
    ),
]
