"""The mails about stories: one template, whose words go by the kind of the notice."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from stories.models import Edition, Story

# What waits for somebody is told only as long as it does.
WAITS = {"asked": Edition.Status.ASKED, "agreed": Edition.Status.AGREED}


def send(notice: Notice) -> None:
    """If its reader may still read the story, and what it says still holds."""
    kind = notice.kind.removeprefix("stories.")
    story = Story.objects.visible_to(notice.user).select_related("city", "network").filter(pk=notice.subject_id).first()
    if story is None:
        return
    # Who began it may not write it any more.
    editions = Edition.objects.visible_to(notice.user).filter(story=story)
    edition = editions.open().first() or editions.filter(story__current=F("pk")).first()
    if edition is None or (kind in WAITS and edition.status != WAITS[kind]):
        return
    tell_by_mail(notice, "story", {"story": story, "edition": edition, "kind": kind})


TOPICS = [
    Topic(
        "stories",
        _("Stories about your city or from networks that you run"),
        [
            Kind("stories.asked", _("Your city is asked to agree to a story"), send),
            Kind("stories.agreed", _("A city agreed to a story"), send),
            Kind("stories.declined", _("A city wants changes in a story"), send),
            Kind("stories.published", _("A story was published"), send),
            Kind("stories.withdrawn", _("A story was withdrawn"), send),
        ],
    ),
]
