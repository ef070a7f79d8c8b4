from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from activity.queries import Column
from networks.models import Network, Seat
from officials.models import Staff, User, today
from reports.models import SavedReport

BETWEEN = "between"


class ByArea(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        for area, networks in groupby(self.queryset, key=lambda network: network.area):
            yield str(area), [self.choice(network) for network in networks]


class ManyByArea(forms.CheckboxSelectMultiple):
    """Each area opens and shuts, so that hundreds of networks can be walked by keyboard."""

    template_name = "reports/_many_by_area.html"


class NetworksField(forms.ModelMultipleChoiceField):
    iterator = ByArea
    widget = ManyByArea(attrs={"class": "pick"})

    def label_from_instance(self, network: Any) -> str:
        seats = ngettext("%(count)s member", "%(count)s members", network.official_count) % {"count": network.official_count}
        if network.parent:
            return _("%(name)s, a working group of %(network)s: %(seats)s") % {
                "name": network, "network": network.parent, "seats": seats,
            }  # fmt: skip
        return f"{network}: {seats}"


class ReportForm(forms.Form):
    """What, of which networks, from when to when, with which columns, and as what file. A network without members is no choice."""

    data: QueryDict

    what = forms.ChoiceField(widget=forms.HiddenInput)
    networks = NetworksField(
        Network.objects.none(), to_field_name="slug", required=False, label=_("Networks"), help_text=_("Tick none for all networks.")
    )
    period = forms.ChoiceField(widget=forms.RadioSelect, required=False, label=_("Period"))
    since = forms.DateField(required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(required=False, label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    columns = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}), required=False, label=_("Columns"))
    format = forms.ChoiceField(widget=forms.RadioSelect, label=_("Format"))

    def __init__(
        self, data: QueryDict, *, user: Any, kinds: Mapping[str, Any], columns: list[Column], periods: Mapping[str, Any],
        formats: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self.usual = [column.key for column in columns if not column.is_extra]
        if not data.get("columns"):
            data = data.copy()
            data.setlist("columns", self.usual)
        super().__init__(data)
        has_members = Exists(Seat.objects.active().filter(network=OuterRef("pk")))
        networks = Network.objects.visible_to(user).with_counts().filter(has_members).select_related("area", "parent")
        networks = networks.order_by("area__name", "area", "name", "pk")
        self.fields["networks"].queryset = networks  # type: ignore[attr-defined]
        self._offer("what", [(name, kind.title) for name, kind in kinds.items()])
        self._offer("columns", [(column.key, column.heading) for column in columns])
        self._offer("period", [*((key, period.label) for key, period in periods.items()), (BETWEEN, _("Between two days"))])
        self._offer("format", [(key, kept.label) for key, kept in formats.items()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days that somebody gave without saying that they mean them are meant."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if (since or until) and not cleaned.get("period"):
            cleaned["period"] = BETWEEN
        if cleaned.get("period") != BETWEEN:
            cleaned["since"] = cleaned["until"] = None
        elif not (since or until) and not self.errors:
            self.add_error("since", _("Say from which day, or until which."))
        elif since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    @property
    def chosen(self) -> QuerySet[Network] | None:
        """None: all networks."""
        return self.cleaned_data.get("networks") or None

    @property
    def choice(self) -> dict[str, Any]:
        """For a Choice. All the usual columns are none in particular, so that one which is added later is in it too."""
        data = self.cleaned_data
        columns = () if data["columns"] == self.usual else tuple(data["columns"])
        kept = {name: data[name] for name in ("what", "period", "since", "until", "format")}
        return kept | {"networks": tuple(network.slug for network in data["networks"]), "columns": columns}


class SavedReportForm(forms.Form):
    """What it is called, and when and to whom it comes by itself."""

    name = forms.CharField(label=_("Name"), max_length=100)
    schedule = forms.ChoiceField(
        label=_("When it is made"),
        choices=SavedReport.Schedule.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("At 06:00 UTC. A working day is from Monday to Friday, and never the first of January."),
    )
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who gets it"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many wide"}),
        required=False,
        help_text=_("Each gets a mail with a link of their own. Only administrators can get reports."),
    )

    def __init__(self, *args: Any, saved: SavedReport | None = None, **kwargs: Any) -> None:
        if saved:
            kwargs["initial"] = {"name": saved.name, "schedule": saved.schedule, "readers": saved.readers.all()}
        super().__init__(*args, **kwargs)
        administrators = Staff.objects.current().filter(is_administrator=True)
        self.fields["readers"].queryset = User.objects.filter(is_active=True, staff_terms__in=administrators).by_name()  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("schedule") and not self.cleaned_data.get("readers") and "readers" not in self.errors:
            self.add_error("readers", _("Say who gets it when it is made by itself."))


class AnnualReportForm(forms.Form):
    """Of which network, and of which year: one of the calendar, or this or the last, whichever that is when it is drawn.

    Of a year in which the network was not there is none.
    """

    what = forms.ChoiceField(widget=forms.HiddenInput)
    network = forms.ModelChoiceField(Network.objects.none(), to_field_name="slug", label=_("Network"), empty_label=None)
    year = forms.ChoiceField(label=_("Year"))

    def __init__(
        self, data: QueryDict | None, *, what: str, networks: QuerySet[Network], years: list[int], periods: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial={"what": what}, auto_id="annual-%s")
        self.periods = periods
        self.fields["what"].choices = [(what, what)]  # type: ignore[attr-defined]
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
        moving = [(key, period.label) for key, period in periods.items()]
        self.fields["year"].choices = [*moving, *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]

    def clean(self) -> None:
        network, year = self.cleaned_data.get("network"), self.cleaned_data.get("year")
        if network and year and not network.started_on.year <= self._days(year)[0].year <= (network.ended_on or today()).year:
            self.add_error("year", _("It was not there in that year."))

    def _days(self, year: str) -> tuple[date, date]:
        if year in self.periods:
            days = self.periods[year].days(today())
            return days.since, days.until
        return date(int(year), 1, 1), date(int(year), 12, 31)

    @property
    def choice(self) -> dict[str, Any]:
        """For a Choice."""
        data = self.cleaned_data
        period: dict[str, Any] = {"period": data["year"]}
        if data["year"] not in self.periods:
            since, until = self._days(data["year"])
            period = {"period": BETWEEN, "since": since, "until": until}
        return {"what": data["what"], "networks": (data["network"].slug,), "format": "pdf"} | period
