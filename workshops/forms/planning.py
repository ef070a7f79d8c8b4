from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.queries import CityField
from networks.models import CityMembership, Network
from workshops.models import Workshop

YEAR_IS_ODD = _("This year cannot be right.")


class ClockInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ClockField(forms.DateTimeField):
    """What a clock on some wall shows. The form knows whose clock, and makes it a moment: see `moment_at`."""

    widget = ClockInput

    def __init__(self, **kwargs: Any) -> None:
        years = [MinValueValidator(datetime(2000, 1, 1), YEAR_IS_ODD), MaxValueValidator(datetime(2100, 1, 1), YEAR_IS_ODD)]  # noqa: DTZ001
        super().__init__(validators=years, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override("UTC"):
            moment = super().to_python(value)
        return moment and timezone.make_naive(moment, ZoneInfo("UTC"))


def moment_at(clock: datetime, zone: ZoneInfo, place: str) -> datetime:
    """The moment at which a clock there shows this. On two days of the year some hours are missing, or come twice."""
    first, second = clock.replace(tzinfo=zone, fold=0), clock.replace(tzinfo=zone, fold=1)
    words = {"time": clock.strftime("%H:%M"), "place": place}
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(ZoneInfo("UTC"))
    if first.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == clock:
        raise ValidationError(_now("On this day clocks go back in %(place)s: %(time)s comes twice. Choose another time.") % words)
    raise ValidationError(_now("On this day clocks go forward in %(place)s: there is no %(time)s. Choose another time.") % words)


class WorkshopForm(forms.ModelForm):
    """The plan of a workshop. Its times are typed as the host's clock shows them: the host city's, else of the zone that is chosen."""

    CLOCKS = ["starts_at", "ends_at", "registration_opens_at", "registration_closes_at"]

    starts_at = ClockField(label=_("Starts"))
    ends_at = ClockField(label=_("Ends"))
    registration_opens_at = ClockField(label=_("Registration opens"), required=False, help_text=_("Left empty: once it is announced."))
    registration_closes_at = ClockField(label=_("Registration closes"), required=False, help_text=_("Left empty: when it starts."))
    join_link = forms.URLField(
        label=_("Link to join online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Shown only to those who are registered. You can add it later; they are told."),
    )
    series = forms.CharField(
        label=_("Part of a series"), required=False, max_length=150, help_text=_("The name of a series that exists, or of a new one.")
    )

    class Meta:
        model = Workshop
        fields = [
            "title", "kind", "text", "setting", "host_city", "venue", "address", "join_link", "time_zone", "starts_at", "ends_at",
            "also_for", "for_cities", "registration_opens_at", "registration_closes_at", "capacity",
            "places_per_city", "needs_approval", "offer_hours",
        ]  # fmt: skip
        labels = {"setting": _("In person or online"), "also_for": _("Members of these networks are invited too")}
        help_texts = {
            "text": _("What it is about, for whom, what to bring. Markdown: **bold**, lists, links."),
            "host_city": _("Its clock is the one by which you type the times. Needed for a workshop in person."),
            "address": _("Street and number, or how to find it."),
            "time_zone": _("Where there is no host city: by whose clock you type the times."),
            "for_cities": _("The ledger of hours counts these. None ticked: every city of its networks. Members of others may come too."),
            "capacity": _("Left empty: as many as come. When all are taken, a waitlist begins."),
            "offer_hours": _("How long somebody from the waitlist has to say yes before the place goes on to the next."),
        }
        field_classes = {"host_city": CityField}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "kind": forms.RadioSelect,
            "setting": forms.RadioSelect,
            "also_for": forms.CheckboxSelectMultiple,
            "for_cities": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, network: Network, networks: QuerySet[Network], instance: Workshop | None = None, **kwargs: Any) -> None:
        """`networks` are those whose members the planner may invite beside those of `network`."""
        kwargs["instance"] = instance
        super().__init__(*args, **kwargs)
        self.was = {name: getattr(instance, name) for name in self.CLOCKS} if instance else {}
        for name, moment in self.was.items():
            self.initial[name] = moment and moment.astimezone(self.instance.time_zone).replace(tzinfo=None)
        self.initial.setdefault("series", self.instance.series.name if self.instance.series else "")
        self.fields["host_city"].queryset = City.objects.members()  # type: ignore[attr-defined]
        self.fields["host_city"].empty_label = _("No host city")  # type: ignore[attr-defined]
        self.fields["for_cities"].queryset = City.objects.members()  # type: ignore[attr-defined]
        self.fields["time_zone"].required = False
        self.fields["text"].required = True
        further = networks.exclude(pk=network.pk)
        if further:
            self.fields["also_for"].queryset = further  # type: ignore[attr-defined]
        else:
            del self.fields["also_for"]
        if self["host_city"].field.is_written:  # type: ignore[attr-defined]
            self._offer_cities_of(network)
        known = network.series.order_by("name").values_list("name", flat=True)
        self.series_names = list(known)
        self.fields["series"].widget.attrs["list"] = "series-names"

    def _offer_cities_of(self, network: Network) -> None:
        """Of all cities, too many to tick: those of its networks, and those that are ticked already."""
        networks, ticked = [network.pk, *self._ticked("also_for")], self._ticked("for_cities")
        of_networks = CityMembership.objects.current().filter(network__in=networks).values("city")
        cities = City.objects.members().filter(Q(pk__in=of_networks) | Q(pk__in=ticked))
        self.fields["for_cities"].choices = [(city.pk, str(city)) for city in cities]  # type: ignore[attr-defined]

    def _ticked(self, name: str) -> list[int]:
        said = [str(pk) for pk in self[name].value() or []] if name in self.fields else []
        return [int(pk) for pk in said if pk.isdecimal() and len(pk) < 10]  # noqa: PLR2004

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        city = data.get("host_city")
        if not city and data.get("setting") in {Workshop.Setting.IN_PERSON, Workshop.Setting.BOTH}:
            self._refuse("host_city", _("Say which city hosts it, so that people know where to go."))
        zone = city.time_zone if city else data.get("time_zone")
        if not zone:
            self._refuse("time_zone", _("Choose a time zone, or a host city."))
            zone = ZoneInfo("UTC")
        data["time_zone"] = zone
        for name in self.CLOCKS:
            self._make_moment(name, zone, str(city or zone))
        self._check_order()
        data.setdefault("also_for", [])
        return data

    def _make_moment(self, name: str, zone: ZoneInfo, place: str) -> None:
        clock = self.cleaned_data.get(name)
        if clock is None:
            return
        try:
            self.cleaned_data[name] = moment_at(clock, zone, place)
        except ValidationError as error:
            self.add_error(name, error)

    def _check_order(self) -> None:
        """Start, end, and the time to register, each after the one before it."""
        starts, ends, opens, closes = (self.cleaned_data.get(name) for name in self.CLOCKS)
        if starts and starts != self.was.get("starts_at") and starts <= timezone.now():
            self._refuse("starts_at", _("This lies in the past."))
        if starts and ends and ends <= starts:
            self._refuse("ends_at", _("It ends before it starts. Give a later time."))
        if starts and opens and opens >= starts:
            self._refuse("registration_opens_at", _("This is after the workshop has begun. Give an earlier time."))
        if starts and closes and closes > starts:
            self._refuse("registration_closes_at", _("This is after the workshop has begun. Give an earlier time."))
        if opens and closes and closes <= opens:
            self._refuse("registration_closes_at", _("Registration closes before it opens. Give a later time."))

    def _refuse(self, name: str, why: Any) -> None:
        if name not in self.errors:
            self.add_error(name, why)


class CancelWorkshopForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who would have come, or waits for a place, reads this by mail."),
    )


class SeriesForm(forms.Form):
    """How the next ones follow each other."""

    series = forms.CharField(label=_("Name of the series"), max_length=150)
    weeks = forms.TypedChoiceField(
        label=_("How often"),
        choices=[(1, _("Every week")), (2, _("Every two weeks")), (4, _("Every four weeks")), (13, _("Every quarter"))],
        coerce=int,
        initial=4,
    )
    count = forms.IntegerField(label=_("How many more"), min_value=1, max_value=12, initial=3)
