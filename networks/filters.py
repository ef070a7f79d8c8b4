from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import Area
from networks.querysets import NetworkQuerySet, SeatQuerySet


class NetworkFilter(forms.Form):
    """What the directory is asked for. An address with a wrong value shows as if it did not have it."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Area"), required=False, to_field_name="slug", empty_label=_("All areas"))
    ended = forms.BooleanField(label=_("Also networks that have ended"), required=False)

    def apply(self, networks: NetworkQuerySet) -> NetworkQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        if not asked.get("ended"):
            networks = networks.open()
        if asked.get("area"):
            networks = networks.filter(area=asked["area"])
        return networks.matching(asked.get("q", ""))


class MemberFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, job title or city"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def apply(self, seats: SeatQuerySet) -> SeatQuerySet:
        self.is_valid()
        return seats.matching(self.cleaned_data.get("q", ""))
