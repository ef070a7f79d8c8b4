from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, Region
from networks.models import Network
from officials.models import today

# Years to show, and how often.
PERIODS: dict[str, tuple[int | None, str]] = {"1-year": (1, "week"), "3-years": (3, "month"), "all": (None, "month")}


class ReachFilter(forms.Form):
    """Whose figures, and since when. Without a choice: all networks together, the last year."""

    network = forms.ModelChoiceField(
        Network.objects.none(), to_field_name="slug", required=False, label=_("Network"), empty_label=_("All networks together")
    )
    region = forms.ChoiceField(choices=[("", _("All regions")), *Region.choices], required=False, label=_("Region"))
    city = forms.ModelChoiceField(City.objects.none(), to_field_name="slug", required=False, label=_("City"), empty_label=_("All cities"))
    period = forms.ChoiceField(
        choices=[("1-year", _("Last year")), ("3-years", _("Last three years")), ("all", _("All years"))],
        required=False,
        label=_("Period"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["city"].queryset = City.objects.visible_to(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Of one thing at a time."""
        cleaned = super().clean() or {}
        if sum(bool(cleaned.get(name)) for name in ("network", "region", "city")) > 1:
            raise forms.ValidationError(_("Choose a network, a region or a city."))
        return cleaned

    def clean_period(self) -> str:
        return self.cleaned_data["period"] or "1-year"

    @property
    def choice(self) -> dict[str, Any]:
        """What to show: the first day (None: no limit), and how often."""
        years, each = PERIODS[self.cleaned_data["period"]]
        since = today() - timedelta(days=365 * years) if years else None
        return {"since": since, "each": each}


class CountedFilter(ReachFilter):
    """What was counted: in which scope, on which day, and in which of the numbers that a figure is made of."""

    on = forms.DateField(required=False, label=_("On (UTC)"), widget=forms.DateInput(attrs={"type": "date"}))
    part = forms.CharField(required=False, max_length=60)
    q = forms.CharField(required=False, max_length=100, label=_("Words"))

    def clean_on(self) -> date:
        day = self.cleaned_data["on"] or today()
        if day > today():
            raise forms.ValidationError(_("That day has not begun."))
        return day
