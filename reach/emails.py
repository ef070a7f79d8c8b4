"""The mail that reach owes: once a quarter, three statements to answer."""

from django.utils.translation import gettext_lazy as _

from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from officials.models import today
from reach.models import PulseRound


def send(notice: Notice) -> None:
    """If its reader may still answer, and has not."""
    asked = PulseRound.objects.waiting_for(notice.user, today()).filter(pk=notice.subject_id).first()
    if asked:
        tell_by_mail(notice, "pulse_opened", {"asked": asked})


TOPICS = [
    Topic(
        "reach.pulse",
        _("Three statements about a network, once a quarter"),
        [Kind("reach.pulse_opened", _("How do you find it there?"), send)],
    )
]
