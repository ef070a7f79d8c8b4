from django import forms
from django.utils.translation import gettext_lazy as _

from actions.models import Adaptation, ClimateAction


class AdaptForm(forms.ModelForm):
    """What a city takes over from another one's action, and what it does otherwise."""

    title = forms.CharField(label=_("Title of your action"), max_length=ClimateAction._meta.get_field("title").max_length)

    class Meta:
        model = Adaptation
        fields = ["kept", "changed", "why"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("kept", "changed", "why")}
        help_texts = {
            "kept": _("For example: the contract with the operators, the order of the steps."),
            "changed": _("For example: half as many stations, paid from land value."),
            "why": _("What is different in your city: streets, law, money, weather."),
        }

    field_order = ["title", "kept", "changed", "why"]
