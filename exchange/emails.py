"""The mails of the exchange. What only some may read, or nobody may put a name to, is not in a mail: it lies in mailboxes for years."""

from exchange.models import IN_CONFIDENCE, Question, Reply
from exchange.queries import shown
from notices.models import Notice
from officials.services import mail_to


def send(notice: Notice) -> None:
    """Nothing where the reader may no longer read what it is about."""
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
    mail_to(notice.user, template, context)


def _as_seen(reply: Reply, notice: Notice) -> object:
    return shown([reply], user=notice.user)[0]
