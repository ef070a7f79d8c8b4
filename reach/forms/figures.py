from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import Network
from officials.models import today

# Years to show, and how often.
PERIODS: dict[str, tuple[int | None, str]] = {"1-year": (1, "week"), "3-years": (3, "month"), "all": (None, "month")}


class ReachFilter(forms.Form):
    """Whose figures, and since when. Without a choice: all networks together, the last year."""

    network = forms.ModelChoiceField(
        Network.objects.none(), to_field_name="slug", required=False, label=_("Network"), empty_label=_("All networks together")
    )
    period = forms.ChoiceField(
        choices=[("1-year", _("Last year")), ("3-years", _("Last three years")), ("all", _("All years"))],
        required=False,
        label=_("Period"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.visible_to(user)  # type: ignore[attr-defined]

    def clean_period(self) -> str:
        return self.cleaned_data["period"] or "1-year"

    @property
    def choice(self) -> dict[str, Any]:
        """What to show: the first day (None: no limit), and how often."""
        years, each = PERIODS[self.cleaned_data["period"]]
        since = today() - timedelta(days=365 * years) if years else None
        return {"since": since, "each": each}
