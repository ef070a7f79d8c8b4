from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.services import require
from activity.filters import AuditFilter
from activity.models import Activity
from activity.queries import audit_csv
from activity.querysets import ActivityQuerySet
from activity.services import record_audit_export

ROWS = 100


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, to whom, from where and when, newest first; ?before=<id of the last one seen> goes on from there."""
    require(request.user, Permission.AUDIT_READ)
    asked = AuditFilter(request.GET)
    found = _found(request.user, asked)
    before = request.GET.get("before", "")
    if before.isdecimal() and (last := Activity.objects.filter(pk=before[:18]).first()):
        found = found.older_than(last)
    rows = list(found.newest(ROWS + 1))
    last_shown = rows[ROWS - 1] if len(rows) > ROWS else None
    return render(request, "activity/audit.html", {"filter": asked, "lines": rows[:ROWS], "last": last_shown})


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """All that the filters in the address find, as CSV."""
    require(request.user, Permission.AUDIT_READ)
    asked = AuditFilter(request.GET)
    found = _found(request.user, asked)
    record_audit_export(rows=found.count(), asked=asked.cleaned_data, by=request.user)
    answer = StreamingHttpResponse(audit_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="c40net-audit-{timezone.now():%Y-%m-%d}.csv"'
    return answer


def _found(user: Any, asked: AuditFilter) -> ActivityQuerySet:
    return asked.apply(Activity.objects.visible_to(user).newest_first())
