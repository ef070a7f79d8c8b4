"""The mails about agreements: one template, whose words go by the kind of the notice."""

from django.utils.translation import gettext_lazy as _

from cities.models import City
from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from partnerships.models import Agreement

# What waits for a signature is told only as long as it does.
OPEN_ONLY = {"invited", "one_to_go"}


def send_notice(notice: Notice) -> None:
    """If its reader may still see the agreement, and what it says still holds."""
    kind = notice.kind.removeprefix("partnerships.")
    agreement = Agreement.objects.visible_to(notice.user).with_counts().with_place().filter(pk=notice.subject_id).first()
    if agreement is None or (kind in OPEN_ONLY and not agreement.is_under_way):
        return
    city = City.objects.filter(pk=notice.details.get("city")).first()
    tell_by_mail(notice, "agreement", {"agreement": agreement, "kind": kind, "city": city, "told": notice.details})


TOPICS = [
    Topic(
        "partnerships.to_sign",
        _("Agreements that wait for your city’s signature"),
        [
            Kind("partnerships.invited", _("An agreement waits for your signature"), send_notice),
            Kind("partnerships.one_to_go", _("Your signature is the last one that it waits for"), send_notice),
        ],
    ),
    Topic(
        "partnerships.news",
        _("News of your agreements: signed, active, about to end"),
        [
            Kind("partnerships.signed", _("A city has signed"), send_notice),
            Kind("partnerships.active", _("The agreement is active"), send_notice),
            Kind("partnerships.declined", _("A city does not sign"), send_notice),
            Kind("partnerships.left", _("A city has left"), send_notice),
            Kind("partnerships.ending", _("The agreement is about to end"), send_notice),
            Kind("partnerships.over", _("The agreement is over"), send_notice),
        ],
    ),
]
