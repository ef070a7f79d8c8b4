from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City
from officials.models import Official, working_languages
from officials.querysets import OfficialQuerySet, UserQuerySet

SEARCH = forms.TextInput(attrs={"type": "search"})


class PersonFilter(forms.Form):
    """What the directory of people is asked for. An address with a wrong value shows as if it did not have it."""

    q = forms.CharField(label=_("Name, expertise, what they offer or seek"), required=False, max_length=100, widget=SEARCH)
    city = forms.CharField(label=_("City"), required=False, max_length=100, widget=SEARCH)
    language = forms.ChoiceField(label=_("Language"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)

    def __init__(self, data: Any, *, networks: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["network"].choices = [("", _("All")), *networks]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("All")), *working_languages()]  # type: ignore[attr-defined]

    @property
    def is_empty(self) -> bool:
        """Asked for nothing."""
        return self.is_valid() and not any(self.cleaned_data.values())

    def apply(self, people: UserQuerySet, networks: QuerySet[Any]) -> UserQuerySet:
        """Of these people; `networks` are those that may be asked for."""
        self.is_valid()
        asked = self.cleaned_data
        posts = Official.objects.current()
        if asked.get("city"):
            people = people.filter(pk__in=posts.filter(city__in=City.objects.called(asked["city"])).values("user"))
        if asked.get("network"):
            people = people.filter(pk__in=posts.in_networks(networks.filter(slug=asked["network"]).values("pk")).values("user"))
        if asked.get("language"):
            people = people.speaking(asked["language"])
        return people.matching(asked.get("q", ""))


class OfficialFilter(forms.Form):
    """What staff ask the list of officials for. An address with a wrong value shows as if it did not have it."""

    WAITING, UNCONFIRMED, LEADS = "waiting", "unconfirmed", "leads"

    q = forms.CharField(label=_("Name, address or job title"), required=False, max_length=100, widget=SEARCH)
    city = forms.CharField(label=_("City"), required=False, max_length=100, widget=SEARCH)
    network = forms.ModelChoiceField(City.objects.none(), label=_("Network"), required=False, to_field_name="slug", empty_label=_("All"))
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
            officials = officials.filter(city__in=City.objects.called(asked["city"]))
        if asked.get("network"):
            officials = officials.in_networks([asked["network"]])
        if asked.get("standing") == self.WAITING:
            officials = officials.waiting()
        elif asked.get("standing") == self.UNCONFIRMED:
            officials = officials.unverified().exclude(pk__in=Official.objects.waiting().values("pk"))
        elif asked.get("standing") == self.LEADS:
            officials = officials.filter(is_lead=True)
        return officials.matching(asked.get("q", ""))
