from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City
from officials.models import Official
from officials.querysets import OfficialQuerySet

SEARCH = forms.TextInput(attrs={"type": "search"})


class OfficialFilter(forms.Form):
    """What staff ask the list of officials for. An address with a wrong value shows as if it did not have it."""

    WAITING, UNCONFIRMED, LEADS = "waiting", "unconfirmed", "leads"

    q = forms.CharField(
        label=_("Name, address or job title"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    city = forms.ModelChoiceField(City.objects.all(), label=_("City"), required=False, to_field_name="slug", empty_label=_("All"))
    network = forms.ModelChoiceField(
        City.objects.none(), label=_("Network"), required=False, to_field_name="slug", empty_label=_("All networks")
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            ("", _("Everybody")),
            (WAITING, _("Nobody has vouched yet")),
            (UNCONFIRMED, _("Address not confirmed")),
            (LEADS, _("City leads")),
        ],
    )

    def __init__(self, data: Any, *, networks: QuerySet[Any]) -> None:
        super().__init__(data)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]

    def apply(self, officials: OfficialQuerySet) -> OfficialQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("city"):
            officials = officials.filter(city=asked["city"])
        if asked.get("network"):
            officials = officials.in_networks([asked["network"]])
        if asked.get("standing") == self.WAITING:
            officials = officials.waiting()
        elif asked.get("standing") == self.UNCONFIRMED:
            officials = officials.unverified().exclude(pk__in=Official.objects.waiting().values("pk"))
        elif asked.get("standing") == self.LEADS:
            officials = officials.filter(is_lead=True)
        return officials.matching(asked.get("q", ""))
