"""Who may see, make and have exports: rows of tests/test_who_may_open_what.py."""

from datetime import timedelta

from django.utils import timezone

from officials.models import today
from reports import services
from reports.models import Export
from reports.queries import Choice

MATRIX = """
GET   annual_report_export                  in   405  405  405  405  405  405  405  405  405  405  405
POST  annual_report_export                  in   403  403  403  403  403  403  403  403  403  403  go
GET   annual_report                         in   404  404  404  404  404  go   go   go   go   go   go
POST  annual_report                         in   404  404  404  404  404  go   go   go   go   go   go
GET   exports                               in   403  403  403  403  403  403  403  403  403  403  ok
POST  exports                               in   405  405  405  405  405  405  405  405  405  405  405
GET   export                                in   403  403  403  403  403  403  403  403  403  403  ok
POST  export                                in   405  405  405  405  405  405  405  405  405  405  405
GET   export_cancel                         in   405  405  405  405  405  405  405  405  405  405  405
POST  export_cancel                         in   403  403  403  403  403  403  403  403  403  403  go
GET   export_again                          in   405  405  405  405  405  405  405  405  405  405  405
POST  export_again                          in   403  403  403  403  403  403  403  403  403  403  go
GET   export_download                       in   404  404  404  404  404  404  404  404  404  404  ok
POST  export_download                       in   405  405  405  405  405  405  405  405  405  405  405
GET   report_save                           in   403  403  403  403  403  403  403  403  403  403  go
POST  report_save                           in   403  403  403  403  403  403  403  403  403  403  go
GET   saved_report                          in   403  403  403  403  403  403  403  403  403  403  ok
POST  saved_report                          in   403  403  403  403  403  403  403  403  403  403  go
GET   saved_report_make                     in   405  405  405  405  405  405  405  405  405  405  405
POST  saved_report_make                     in   403  403  403  403  403  403  403  403  403  403  go
GET   saved_report_discard                  in   405  405  405  405  405  405  405  405  405  405  405
POST  saved_report_discard                  in   403  403  403  403  403  403  403  403  403  403  go
"""


def arguments_of_reports(network, people):
    """One that is made, one that waits, and a saved one."""
    administrator = people["administrator"]
    now = timezone.now()
    made = services.ask_export(choice=Choice(what="members", format="csv"), by=administrator)
    made.parts.create(number=0, content=b"Network")
    Export.objects.filter(pk=made.pk).update(
        status="done", rows=0, size=7, sha256="0" * 64, finished_at=now, expires_at=now + timedelta(days=1)
    )
    waits = services.ask_export(choice=Choice(what="members", format="xlsx"), by=administrator)
    saved = services.save_report(name="All members", choice=Choice(what="members"), schedule="", readers=[], by=administrator)
    of_saved = ([saved.pk], {})
    return {
        "annual_report": ([network.slug, today().year], {}),
        "annual_report_export": ([], {"what": "annual-report", "network": network.slug, "year": today().year}),
        "export": ([made.pk], {}),
        "export_again": ([made.pk], {}),
        "export_cancel": ([waits.pk], {}),
        "export_download": ([made.deliveries.get().token], {}),
        "report_save": ([], {"what": "members", "format": "csv", "name": "Members of today"}),
        "saved_report": ([saved.pk], {"name": "All of them", "schedule": "monthly", "readers": [administrator.pk]}),
        "saved_report_make": of_saved,
        "saved_report_discard": of_saved,
    }
