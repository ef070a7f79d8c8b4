from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Category, Region
from cities.querysets import CityQuerySet


class CityFilter(forms.Form):
    """What the directory is asked for. An address with a wrong value shows as if it did not have it."""

    q = forms.CharField(label=_("Name of a city"), max_length=100, required=False)
    region = forms.ChoiceField(choices=Region.choices, required=False)
    category = forms.ChoiceField(choices=Category.choices, required=False)
    former = forms.BooleanField(required=False)

    def apply(self, cities: CityQuerySet) -> CityQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        cities = cities.former() if asked.get("former") else cities.members()
        same = {name: asked[name] for name in ("region", "category") if asked.get(name)}
        return cities.filter(**same).matching(asked.get("q", ""))
