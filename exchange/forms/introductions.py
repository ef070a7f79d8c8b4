from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.models import Outcome
from networks.models import Network
from officials.models import Official

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class MembersField(forms.ModelChoiceField):
    def label_from_instance(self, official: Any) -> str:
        return f"{official.city}: {official}"


class TwoMembersForm(forms.Form):
    """Which two members of a network."""

    seeker = MembersField(Official.objects.none(), label=_("Who seeks something"), empty_label="—")
    giver = MembersField(Official.objects.none(), label=_("Who could help"), empty_label="—")

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Official.objects.current().verified().in_networks([network]).select_related("user", "city")
        for name in ("seeker", "giver"):
            self.fields[name].queryset = members.order_by("city__name", "user__full_name", "pk")  # type: ignore[attr-defined]


class IntroduceForm(TwoMembersForm):
    """And what each of them reads."""

    note = forms.CharField(
        label=_("Note to both"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "data-draft": ""}),
        help_text=_("Why the two should talk. Both read it, and nobody else but those who run the network."),
    )


class OutcomeForm(forms.Form):
    """What came of an introduction."""

    met = forms.ChoiceField(label=_("Did you talk to each other?"), choices=YES_OR_NO, widget=forms.RadioSelect)
    useful = forms.ChoiceField(
        label=_("Was it useful?"), choices=YES_OR_NO, widget=forms.RadioSelect, required=False, help_text=_("If you talked to each other.")
    )
    text = forms.CharField(
        label=_("What came of it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-draft": ""}),
        help_text=_("Those who run the network read it; the other one does not."),
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("met") == "yes" and not said.get("useful") and "useful" not in self.errors:
            self.add_error("useful", _("Say yes or no."))
        return {"met": said.get("met") == "yes", "useful": said.get("useful") == "yes", "text": said.get("text", "")}

    @staticmethod
    def initial_of(outcome: Outcome | None) -> dict[str, Any]:
        if outcome is None:
            return {}
        return {"met": "yes" if outcome.met else "no", "useful": "yes" if outcome.useful else "no", "text": outcome.text}
