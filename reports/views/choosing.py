"""The forms with what there is to choose."""

from typing import Any

from django.http import QueryDict

from networks.models import Network
from reports import queries
from reports.forms import AnnualReportForm, ReportForm
from reports.queries import annual_report

# Of the periods, those that are a year.
YEARS = ["this-year", "last-year"]


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


def is_annual(data: QueryDict) -> bool:
    return data.get("what") == annual_report.AnnualReport.name


def annual_form(data: QueryDict | None, user: Any) -> AnnualReportForm:
    networks = Network.objects.shared_with(user).order_by("name", "pk")
    periods = {key: queries.PERIODS[key] for key in YEARS}
    name = annual_report.AnnualReport.name
    return AnnualReportForm(data, what=name, networks=networks, years=annual_report.all_years(), periods=periods)


def chosen_form(data: QueryDict, user: Any) -> ReportForm | AnnualReportForm:
    return annual_form(data, user) if is_annual(data) else report_form(data, user)
