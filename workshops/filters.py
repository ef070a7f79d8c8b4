from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.models import Network
from workshops.models import Workshop
from workshops.querysets import WorkshopQuerySet


class WorkshopFilter(forms.Form):
    """What the list of workshops is asked for. An address with a wrong value shows as if it did not have it."""

    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Network"), required=False, to_field_name="slug", empty_label=_("All networks")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Workshop.Kind.choices])
    past = forms.BooleanField(label=_("Past ones"), required=False)
    series = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    view = forms.ChoiceField(required=False, choices=[("month", "month")], widget=forms.HiddenInput)
    month = forms.RegexField(r"^(20\d\d)-(0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, networks: QuerySet[Network] | None = None) -> None:
        """`networks` are those to choose from; without, the page is that of one network."""
        super().__init__(data)
        if networks is None:
            del self.fields["network"]
        else:
            self.fields["network"].queryset = networks  # type: ignore[attr-defined]

    def apply(self, workshops: WorkshopQuerySet) -> WorkshopQuerySet:
        """Of which network and kind; when, the page decides by `is_past` and `day`."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("network"):
            workshops = workshops.in_network(asked["network"])
        if asked.get("series"):
            workshops = workshops.filter(series=asked["series"])
        return workshops.filter(kind=asked["kind"]) if asked.get("kind") else workshops

    @property
    def is_past(self) -> bool:
        return bool(self.cleaned_data.get("past"))

    @property
    def is_month(self) -> bool:
        return self.cleaned_data.get("view") == "month"

    @property
    def day(self) -> date:
        """The first of the month that is asked for, else of this one."""
        month = self.cleaned_data.get("month")
        return date.fromisoformat(f"{month}-01") if month else timezone.localdate().replace(day=1)


class ManagedWorkshopFilter(forms.Form):
    """What a manager asks the list of their workshops for."""

    DRAFT, COMING, HELD, CANCELLED, OPEN_ENDED = "draft", "coming", "held", "cancelled", "without-follow-up"
    STATES = [
        ("", _("All")),
        (DRAFT, _("Drafts")),
        (COMING, _("Announced")),
        (HELD, _("Held")),
        (OPEN_ENDED, _("Held, without follow-up")),
        (CANCELLED, _("Cancelled")),
    ]

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Network"), required=False, to_field_name="slug", empty_label=_("All networks")
    )

    def __init__(self, data: Any, *, networks: QuerySet[Network]) -> None:
        super().__init__(data)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]

    def apply(self, workshops: WorkshopQuerySet) -> WorkshopQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("network"):
            workshops = workshops.filter(network=asked["network"])
        state = asked.get("state")
        if state == self.COMING:
            return workshops.upcoming().soonest_first()
        if state == self.HELD:
            return workshops.held().latest_first()
        if state == self.OPEN_ENDED:
            return workshops.without_follow_up().latest_first()
        return (workshops.filter(status=state) if state else workshops).latest_first()
