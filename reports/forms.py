from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from networks.models import Network
from officials.models import Staff, User
from reports.models import SavedReport


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

    @property
    def choice(self) -> dict[str, Any]:
        """For a Choice."""
        data = self.cleaned_data
        return {"what": data["what"], "networks": tuple(network.slug for network in data["networks"]), "format": data["format"]}


class SavedReportForm(forms.Form):
    """What it is called, and when and to whom it comes by itself."""

    name = forms.CharField(label=_("Name"), max_length=100)
    schedule = forms.ChoiceField(
        label=_("When it is made"),
        choices=SavedReport.Schedule.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("At 06:00 UTC. A working day is from Monday to Friday, and never the first of January."),
    )
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Who gets it"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many wide"}),
        required=False,
        help_text=_("Each gets a mail with a link of their own. Only administrators can get reports."),
    )

    def __init__(self, *args: Any, saved: SavedReport | None = None, **kwargs: Any) -> None:
        if saved:
            kwargs["initial"] = {"name": saved.name, "schedule": saved.schedule, "readers": saved.readers.all()}
        super().__init__(*args, **kwargs)
        administrators = Staff.objects.current().filter(is_administrator=True)
        self.fields["readers"].queryset = User.objects.filter(is_active=True, staff_terms__in=administrators).by_name()  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("schedule") and not self.cleaned_data.get("readers") and "readers" not in self.errors:
            self.add_error("readers", _("Say who gets it when it is made by itself."))
