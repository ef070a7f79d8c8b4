from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import STEMMED
from cities.querysets import fold
from networks.models import Network
from officials.models import language_name

YEARS_BACK = 15


class SearchFilter(forms.Form):
    """What is looked for. An address with a wrong value shows as if it did not have it."""

    q = forms.CharField(
        label=_("Search"), required=False, strip=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "aria-keyshortcuts": "/", "data-search-box": True}),
    )  # fmt: skip
    network = forms.ModelChoiceField(Network.objects.none(), label=_("Network"), required=False, to_field_name="slug")
    language = forms.ChoiceField(label=_("Language"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    # In the address: which kind of thing.
    kind = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        next_year = timezone.now().year + 1
        years = [(year, str(year)) for year in range(next_year, next_year - YEARS_BACK, -1)]
        languages = sorted(((code, language_name(code)) for code in STEMMED), key=lambda language: fold(language[1]))
        networks = Network.objects.visible_to(user).order_by("name")
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
        self.fields["network"].choices = [("", _("All networks")), *networks.values_list("slug", "name")]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("All languages")), *languages]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", _("All years")), *years]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("q", ""))

    @property
    def kind_asked(self) -> str:
        return str(self.cleaned_data.get("kind", ""))

    @property
    def narrowing(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {"network": asked.get("network"), "language": asked.get("language", ""), "year": asked.get("year")}
