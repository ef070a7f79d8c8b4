"""The annual report as an export: made by the worker that makes all of them, with its line among the past ones."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from activity.queries import Column, nothing
from networks.models import Network
from reports.queries.annual_report.drawing import file_name, pdf, years
from reports.queries.files import Progress
from reports.queries.periods import Days
from reports.queries.reports import Format

PDF = Format(gettext_lazy("PDF"), "pdf", "application/pdf")


class NotThereError(Exception):
    """The network was not there in that year, or nothing was counted yet."""


@dataclass(frozen=True)
class AnnualReport:
    """Of one network and one year: what a worker asks of a report, which has no rows but one whole."""

    networks: QuerySet[Network] | None
    user: Any
    days: Days
    chosen: tuple[str, ...] = ()

    name: ClassVar[str] = "annual-report"
    title: ClassVar[str | Promise] = gettext_lazy("Annual report")
    shown: ClassVar[list[Column]] = []
    counts: ClassVar[dict[str, int]] = {"rows": 1}

    def write(self, path: str, _file_format: str, progress: Progress = nothing) -> None:
        assert self.networks is not None
        assert self.days.since
        network, year = self.networks.get(), self.days.since.year
        if year not in years(network):
            raise NotThereError
        content = pdf(network=network, year=year, user=self.user)
        Path(path).write_bytes(content)
        progress(1)

    @staticmethod
    def file_name(slug: str, days: Days) -> str:
        assert days.since
        return file_name(slug, days.since.year)
