from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import ClimateAction, Influence
from networks.models import Network


class InfluenceForm(forms.Form):
    """Of each network that the city is in: what it had to do with an action, and how."""

    def __init__(self, *args: Any, action: ClimateAction, networks: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks = networks
        said = {influence.network_id: influence for influence in action.influences.all()}
        choices = [("", gettext_lazy("Not said")), *((part.value, part.label) for part in Influence.Part)]
        for network in networks:
            before = said.get(network.pk)
            self.fields[f"part_{network.pk}"] = forms.ChoiceField(
                label=_("What %(network)s had to do with it") % {"network": network}, choices=choices, required=before is not None,
                initial=before.part if before else "", widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("What was said once can be changed, not left out.")},
            )  # fmt: skip
            self.fields[f"how_{network.pk}"] = forms.CharField(
                label=gettext_lazy("How"), max_length=1000, required=False, initial=before.how if before else "",
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=gettext_lazy("A visit, a document, a question answered by another city."),
            )  # fmt: skip

    @property
    def said(self) -> list[tuple[Network, str, str]]:
        """Network, part and how, where something was said."""
        rows = [(network, self.cleaned_data[f"part_{network.pk}"], self.cleaned_data[f"how_{network.pk}"]) for network in self.networks]
        return [row for row in rows if row[1]]

    def clean(self) -> None:
        for network in self.networks:
            if self.cleaned_data.get(f"how_{network.pk}") and self.cleaned_data.get(f"part_{network.pk}") == "":
                self.add_error(f"part_{network.pk}", _("Say what it had to do with it."))
