from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, Region, Size

CAPACITIES = [("few", _("One official or none")), ("several", _("Two to four officials")), ("many", _("Five officials and more"))]


class ProgressFilter(forms.Form):
    """Which cities of a network, in which order. An address with a wrong value shows as if it did not have it."""

    region = forms.ChoiceField(label=_("Region"), choices=Region.choices, required=False)
    size = forms.ChoiceField(label=_("Size"), choices=Size.choices, required=False)
    capacity = forms.ChoiceField(label=_("Capacity"), choices=CAPACITIES, required=False)
    by = forms.SlugField(required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    def apply(self, cities: Iterable[Any]) -> list[City]:
        """Cities with official_count."""
        region, size, capacity = (self.cleaned_data.get(name) for name in ("region", "size", "capacity"))
        return [
            city
            for city in cities
            if (not region or city.region == region)
            and (not size or city.size == size)
            and (not capacity or _capacity(city.official_count) == capacity)
        ]

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("region", "size", "capacity"))


def _capacity(officials: int) -> str:
    if officials <= 1:
        return "few"
    return "several" if officials < 5 else "many"  # noqa: PLR2004 - as the words of each class say
