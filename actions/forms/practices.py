from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.models import Practice


class PracticeForm(forms.ModelForm):
    class Meta:
        model = Practice
        fields = ["name", "definition"]
        help_texts = {"definition": _("So that two cities which read it mean the same.")}


class PracticeEditForm(PracticeForm):
    class Meta(PracticeForm.Meta):
        fields = ["name", "definition", "is_active"]
        labels = {"is_active": _("Cities may start one")}


class MergeForm(forms.Form):
    survivor: forms.Field = forms.ModelChoiceField(
        None, label=_("Is the same as"), help_text=_("Its name stays; the actions move there, and this name finds it too.")
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Practice.objects.current().filter(network=practice.network_id).exclude(pk=practice.pk)
        self.fields["survivor"].queryset = others.order_by("name")  # type: ignore[attr-defined]
