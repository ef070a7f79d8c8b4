from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import Network


class PeerEffectScope(forms.Form):
    """Of which network. Without a choice: of all networks together."""

    network = forms.ModelChoiceField(
        Network.objects.none(), to_field_name="slug", required=False, label=_("Network"), empty_label=_("All networks together")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.visible_to(user).top_level()  # type: ignore[attr-defined]
