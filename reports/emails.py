"""The mail about a file that was made, or could not be: with the link that is its reader's alone."""

from django.utils.translation import gettext_lazy as _

from notices.models import Kind, Notice, Topic
from notices.services import tell_by_mail
from reports.models import Export
from reports.queries import may_have


def send_ready(notice: Notice) -> None:
    """As long as there is something to have, and only to who may have it."""
    export = _export(notice)
    delivery = export.deliveries.filter(user=notice.user).first() if export else None
    if export and export.is_kept and delivery:
        tell_by_mail(notice, "export_ready", {"export": export, "delivery": delivery})


def send_failed(notice: Notice) -> None:
    export = _export(notice)
    if export and export.status == Export.Status.FAILED:
        tell_by_mail(notice, "export_failed", {"export": export})


def _export(notice: Notice) -> Export | None:
    export = Export.objects.visible_to(notice.user).select_related("saved").filter(pk=notice.subject_id).first()
    return export if export and may_have(notice.user, export) else None


TOPICS = [
    Topic(
        "reports",
        _("Exports that you asked for, and reports that are sent to you"),
        [
            Kind("reports.ready", _("An export is ready"), send_ready),
            Kind("reports.failed", _("An export failed"), send_failed),
        ],
    ),
]
