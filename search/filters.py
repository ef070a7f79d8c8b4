from django import forms
from django.utils.translation import gettext_lazy as _


class SearchFilter(forms.Form):
    """What is looked for. An address with a wrong value shows as if it did not have it."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.CharField(required=False, max_length=20)

    @property
    def words(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", "")).strip()

    @property
    def kind_asked(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("kind", ""))
