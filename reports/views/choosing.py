"""The form with what there is to choose."""

from typing import Any

from django.http import QueryDict

from reports import queries
from reports.forms import ReportForm


def report_form(data: QueryDict, user: Any) -> ReportForm:
    what = queries.REPORTS.get(data.get("what", ""))
    columns = what(None, user).columns if what else []
    return ReportForm(data, user=user, kinds=queries.REPORTS, columns=columns, periods=queries.PERIODS, formats=queries.FORMATS)


def at_first(asked: QueryDict) -> QueryDict:
    """What an address leaves open."""
    data = asked.copy()
    data.setdefault("what", next(iter(queries.REPORTS)))
    data.setdefault("format", next(iter(queries.FORMATS)))
    return data
