from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from networks.models import Network


class NetworksField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple(attrs={"class": "many wide"})

    def label_from_instance(self, network: Any) -> str:
        seats = ngettext("%(count)s member", "%(count)s members", network.official_count) % {"count": network.official_count}
        if network.parent:
            return _("%(name)s, a working group of %(network)s: %(seats)s") % {
                "name": network, "network": network.parent, "seats": seats,
            }  # fmt: skip
        return f"{network}: {seats}"


class ReportForm(forms.Form):
    """What, of which networks, and as what file. A network without members is no choice."""

    what = forms.ChoiceField(
        choices=[
            ("members", _("Members")),
            ("workshops", _("Workshops")),
            ("attendance", _("Attendance")),
            ("questions", _("Questions")),
            ("replies", _("Replies")),
            ("resources", _("Resources")),
            ("introductions", _("Introductions")),
            ("actions", _("Actions")),
            ("agreements", _("Agreements")),
            ("stories", _("Stories")),
        ],
        widget=forms.RadioSelect,
        initial="members",
        label=_("What"),
    )
    networks = NetworksField(
        Network.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Networks"),
        help_text=_("Tick none for all networks."),
    )
    format = forms.ChoiceField(
        choices=[("csv", _("CSV, for any program")), ("xlsx", _("XLSX, for Excel"))],
        widget=forms.RadioSelect,
        initial="csv",
        label=_("Format"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = Network.objects.visible_to(user).with_counts().filter(Q(official_count__gt=0)).select_related("parent")
        self.fields["networks"].queryset = networks  # type: ignore[attr-defined]

    @property
    def chosen(self) -> QuerySet[Network] | None:
        """None: all networks."""
        return self.cleaned_data.get("networks") or None
