from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import City, Region, zone_named, zones
from cities.queries import CityField
from networks.models import Network
from workshops.models import Workshop

LENGTHS = [
    (15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("1 hour")), (75, _("1 hour 15 minutes")),
    (90, _("1 hour 30 minutes")), (120, _("2 hours")), (150, _("2 hours 30 minutes")), (180, _("3 hours")), (240, _("4 hours")),
    (360, _("6 hours")), (480, _("8 hours, one day")), (24 * 60 + 480, _("2 days")), (2 * 24 * 60 + 480, _("3 days")),
]  # fmt: skip
MOST_DAYS = 60
OF_ZONES: dict[str, Any] = {"choices": zones, "coerce": zone_named, "empty_value": None}
FURTHEST = timedelta(days=2 * 365)


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


class HoursForm(forms.Form):
    """What a fair hour is sought for. Asked in the address, so that what it finds is a link."""

    length = forms.TypedChoiceField(choices=LENGTHS, coerce=int, label=_("Length"))
    first = forms.DateField(label=_("From"), widget=DayInput())
    last = forms.DateField(label=_("Until"), widget=DayInput())
    host = CityField(City.objects.none(), required=False, label=_("Host city"), empty_label=_("None: online"))
    on_site = forms.BooleanField(
        required=False,
        label=_("Everybody comes to the host city"),
        help_text=_("Then all sit by its clock, and what counts besides are days off at home."),
    )
    region = forms.MultipleChoiceField(
        choices=Region.choices, required=False, label=_("Only cities of these regions"), widget=forms.CheckboxSelectMultiple
    )
    also_for = forms.ModelMultipleChoiceField(
        Network.objects.none(), required=False, label=_("Cities of these networks too"), widget=forms.CheckboxSelectMultiple
    )
    registered = forms.BooleanField(required=False, label=_("Only cities of which somebody is registered"))
    leave_out = forms.ModelMultipleChoiceField(
        City.objects.none(), required=False, label=_("Cities to leave out"), widget=forms.CheckboxSelectMultiple
    )
    # By whose clock the days begin where no city hosts; in the address, so that the link finds the same for everybody.
    zone = forms.TypedChoiceField(**OF_ZONES, required=False, widget=forms.HiddenInput)
    workshop = forms.ModelChoiceField(Workshop.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, *, network: Network, networks: QuerySet[Network], workshops: QuerySet[Workshop]) -> None:
        """`networks` may be asked beside it; `workshops` are those that may move."""
        super().__init__(asked)
        self.network = network
        choices: dict[str, QuerySet[Any]] = {
            "host": City.objects.members(), "also_for": networks.exclude(pk=network.pk).order_by("name"), "workshop": workshops,
        }  # fmt: skip
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        further = [int(pk) for pk in asked.getlist("also_for") if pk.isdecimal() and len(pk) < 10]  # noqa: PLR2004
        of_networks = City.objects.filter(
            network_memberships__network__in=[network.pk, *further], network_memberships__ended_on__isnull=True
        )
        self.fields["leave_out"].queryset = of_networks.distinct().order_by("name")  # type: ignore[attr-defined]
        if not asked.get("workshop"):
            del self.fields["registered"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last, today = data.get("first"), data.get("last"), timezone.localdate()
        if first and last:
            if last < first:
                self.add_error("last", _("The last day comes before the first."))
            elif last < today:
                self.add_error("last", _("These days are over. Choose days from today on."))
            elif last > today + FURTHEST:
                self.add_error("last", _("Nobody knows that far. Choose days of the next two years."))
            elif (last - first).days >= MOST_DAYS:
                self.add_error("last", _("These are more than 60 days. Choose fewer, and look again for the rest."))
        if data.get("on_site") and not data.get("host"):
            self.add_error("host", _("Say to which city everybody comes."))
        return data

    @property
    def host_zone(self) -> ZoneInfo:
        data = self.cleaned_data
        return data["host"].time_zone if data.get("host") else data.get("zone") or timezone.get_current_timezone()


def asked_or_usual(asked: QueryDict, workshop: Workshop | None, networks: list[int]) -> QueryDict:
    """What the address says; where it says no length, what is usual, or what the workshop is."""
    if "length" in asked:
        return asked
    usual = asked.copy()
    today = timezone.localdate()
    usual["length"], usual["first"], usual["last"] = "90", *_in_a_week(today)
    usual["zone"] = str(timezone.get_current_timezone())
    if workshop:
        minutes = (workshop.ends_at - workshop.starts_at) // timedelta(minutes=1)
        usual["length"] = str(min((choice for choice, _name in LENGTHS), key=lambda choice: abs(choice - minutes)))
        usual["first"], usual["last"] = _around(workshop.starts_at, today)
        usual["zone"], usual["host"] = str(workshop.time_zone), str(workshop.host_city_id or "")
        usual.setlist("also_for", [str(pk) for pk in networks])
        if workshop.setting == Workshop.Setting.IN_PERSON and workshop.host_city_id:
            usual["on_site"] = "on"
    return usual


def _in_a_week(today: date) -> tuple[str, str]:
    return (today + timedelta(days=7)).isoformat(), (today + timedelta(days=27)).isoformat()


def _around(starts_at: datetime, today: date) -> tuple[str, str]:
    first = max(today, starts_at.date() - timedelta(days=7))
    return first.isoformat(), (first + timedelta(days=20)).isoformat()


class TwoSittingsForm(forms.Form):
    """Two hours for one workshop; its cities where it is to reach some only."""

    # A draft that goes there; else the title of a new one.
    workshop = forms.ModelChoiceField(Workshop.objects.none(), required=False)
    title = forms.CharField(label=_("Title"), max_length=150, required=False)
    length = forms.TypedChoiceField(choices=LENGTHS, coerce=int)
    first = forms.DateTimeField()
    second = forms.DateTimeField()
    host = forms.ModelChoiceField(City.objects.none(), required=False)
    zone = forms.TypedChoiceField(**OF_ZONES)
    for_cities = forms.ModelMultipleChoiceField(City.objects.none(), required=False)
    also_for = forms.ModelMultipleChoiceField(Network.objects.none(), required=False)

    def __init__(self, data: QueryDict, *, networks: QuerySet[Network], drafts: QuerySet[Workshop]) -> None:
        super().__init__(data)
        self.fields["also_for"].queryset = networks  # type: ignore[attr-defined]
        self.fields["workshop"].queryset = drafts  # type: ignore[attr-defined]
        for name in ("host", "for_cities"):
            self.fields[name].queryset = City.objects.members()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, second = data.get("first"), data.get("second")
        if not data.get("workshop") and not data.get("title"):
            self.add_error("title", _("Give it a title."))
        if first and second and not timezone.now() < first < second <= first + timedelta(days=2):
            self.add_error("second", _("One of these hours is over. Look for others."))
        return data


class MoveForm(forms.Form):
    starts = forms.DateTimeField()

    def clean_starts(self) -> datetime:
        if self.cleaned_data["starts"] <= timezone.now():
            raise forms.ValidationError(_("This hour is over. Look for another."))
        return self.cleaned_data["starts"]
