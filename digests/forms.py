from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from digests.models import HowOften, Note, Schedule
from networks.models import Network

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class DigestForm(forms.Form):
    """When it comes, and of which networks it tells."""

    how_often = forms.ChoiceField(label=_("How often"), choices=HowOften.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("On which day"), choices=list(WEEKDAYS.items()), coerce=int)
    hour = forms.TypedChoiceField(label=_("At what time"), choices=HOURS, coerce=int)
    networks = forms.ModelMultipleChoiceField(
        label=_("Of which networks it tells"), queryset=Network.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, schedule: Schedule, networks: Iterable[Network], left_out: Iterable[Network]) -> None:
        self.all, out = list(networks), set(left_out)
        when = {"how_often": schedule.how_often, "weekday": schedule.weekday, "hour": schedule.hour}
        super().__init__(data, initial={**when, "networks": [network for network in self.all if network not in out]})
        of_which: Any = self.fields["networks"]
        of_which.queryset = Network.objects.filter(pk__in=[network.pk for network in self.all]).order_by("name", "pk")

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.cleaned_data["how_often"], self.cleaned_data["weekday"], self.cleaned_data["hour"])

    @property
    def left_out(self) -> Sequence[Network]:
        return [network for network in self.all if network not in self.cleaned_data["networks"]]


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea({"rows": 6})}
