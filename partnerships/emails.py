"""The mails about agreements: one template, whose words go by the kind of the notice."""

from cities.models import City
from notices.models import Notice
from officials.services import mail_to
from partnerships.models import Agreement

KINDS = {"invited", "signed", "one_to_go", "active", "declined", "left", "ending", "over"}
# What waits for a signature is told only as long as it does.
OPEN_ONLY = {"invited", "one_to_go"}


def send_notice(notice: Notice) -> None:
    """If its reader may still see the agreement, and what it says still holds."""
    kind = notice.kind.removeprefix("partnerships.")
    agreement = Agreement.objects.visible_to(notice.user).with_counts().with_place().filter(pk=notice.subject_id).first()
    if agreement is None or kind not in KINDS or (kind in OPEN_ONLY and not agreement.is_under_way):
        return
    city = City.objects.filter(pk=notice.details.get("city")).first()
    mail_to(notice.user, "agreement", {"agreement": agreement, "kind": kind, "city": city, "told": notice.details})
