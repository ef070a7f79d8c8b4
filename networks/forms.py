import codecs
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.queries import CityField
from networks.models import CityMembership, Invitation, Network, Seat, SeatMessage
from officials.models import Official, Staff, today

MOST_BYTES = 200_000
# What stands where a network's name does in networks/urls.py.
WORDS_IN_ADDRESSES = {"new", "invitations"}


class SeatRequestForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ["offers", "seeks"]
        labels = {"offers": _("What can your city offer?"), "seeks": _("What does your city seek?")}
        help_texts = {
            "offers": _("Experience, data, people to talk to. A sentence or two is enough."),
            "seeks": _("The question that you would like other cities to answer first."),
        }
        widgets = {"offers": forms.Textarea(attrs={"rows": 4}), "seeks": forms.Textarea(attrs={"rows": 4})}

    working_groups = forms.ModelMultipleChoiceField(
        Network.objects.none(),
        label=_("Its working groups"),
        help_text=_("Ask for a seat in these as well. The same words go to each; you need a seat in the network first."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, working_groups: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offers"].required = self.fields["seeks"].required = True
        if working_groups:
            self.fields["working_groups"].queryset = working_groups  # type: ignore[attr-defined]
        else:
            del self.fields["working_groups"]


class SeatMessageForm(forms.ModelForm):
    class Meta:
        model = SeatMessage
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class HandoverForm(forms.Form):
    """Who takes over from an official, if anybody does yet."""

    successor: forms.Field = forms.ModelChoiceField(
        None,
        required=False,
        label=_("Successor"),
        empty_label=_("Nobody yet"),
        help_text=_("Seats in networks pass to them, and the role of city lead."),
    )
    note = forms.CharField(
        label=_("Note for the successor"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is open, whom to talk to. They get it by mail."),
    )

    def __init__(self, *args: Any, successors: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]


class CloseAccountForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, close my account. This cannot be undone."))


class SeatDecisionForm(forms.Form):
    """Approve or decline the chosen requests of one network."""

    APPROVE, DECLINE = "approve", "decline"

    seats = forms.ModelMultipleChoiceField(
        Seat.objects.none(),
        error_messages={
            "required": _("Choose at least one request."),
            "invalid_choice": _("Somebody has answered one of these meanwhile."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Those you answer read it in the mail. Needed to decline."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    decision = forms.ChoiceField(choices=[(APPROVE, _("Approve")), (DECLINE, _("Decline"))])

    def __init__(self, data: QueryDict | None, *, waiting: QuerySet[Seat]) -> None:
        """The button beside one request says `approve=<its id>`, and means that one alone."""
        if data and (one := data.get("approve")):
            data = data.copy()
            data["seats"], data["decision"] = one, self.APPROVE
        super().__init__(data)
        self.fields["seats"].queryset = waiting  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("decision") == self.DECLINE and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why, so that the official knows what to do next."))

    @property
    def chosen(self) -> set[str]:
        """The boxes to show as ticked when the form comes back with an error."""
        return set(self.data.getlist("seats")) if self.is_bound else set()  # type: ignore[attr-defined]


class NetworkForm(forms.ModelForm):
    class Meta:
        model = Network
        fields = ["name", "area", "purpose", "admission", "is_listed"]
        help_texts = {
            "purpose": _("What its cities do together, in a sentence or two. Everybody who sees the network can read it."),
            "admission": _("Somebody who was invited joins at once in each case."),
            "is_listed": _("Without this only its members, those who are invited or have asked, and the secretariat know of it."),
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4}), "admission": forms.RadioSelect}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if slugify(name) in WORDS_IN_ADDRESSES:
            raise forms.ValidationError(_("This word is part of other addresses. Choose a longer name."))
        if not slugify(name):
            raise forms.ValidationError(_("Use at least one letter or figure from the Latin alphabet: the address is made from it."))
        return name


class WorkingGroupForm(NetworkForm):
    """A working group is in the area of its network."""

    class Meta(NetworkForm.Meta):
        fields = ["name", "purpose", "admission", "is_listed"]
        labels = {"is_listed": capfirst(_("the network’s members see that it exists"))}


class DateInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


def not_in_the_future(day: Any) -> None:
    if day > today():
        raise forms.ValidationError(_("Choose today or an earlier day."))


class StewardForm(forms.Form):
    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("Member of staff"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Staff.objects.current().select_related("user").order_by("user__full_name", "pk")
        self.fields["staff"].queryset = staff  # type: ignore[attr-defined]


class AddCityForm(forms.ModelForm):
    class Meta:
        model = CityMembership
        fields = ["city", "role", "started_on"]
        field_classes = {"city": CityField}
        widgets = {"started_on": DateInput()}

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = network.city_memberships.current().values("city")
        self.fields["city"].queryset = City.objects.members().exclude(pk__in=there)  # type: ignore[attr-defined]
        self.fields["started_on"].validators.append(not_in_the_future)


class EndMembershipForm(forms.Form):
    ended_on = forms.DateField(label=_("Last day"), widget=DateInput(), initial=today, validators=[not_in_the_future])


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["full_name", "email", "city"]
        field_classes = {"city": CityField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = City.objects.members()  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class InvitationsForm(forms.Form):
    """Many invitations at once, pasted or from a file."""

    MOST_LINES = 500

    lines = forms.CharField(
        label=_("One official on each line"),
        help_text=_("Write “name; address; city” or “Name &lt;address&gt;, City”, or paste the rows of a spreadsheet."),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False, max_length=200, allow_empty_file=True)

    def clean_file(self) -> str:
        """Its text. Spreadsheet programs write UTF-8, UTF-16 with a mark, or the old Western code page."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a list of 500 officials."))
        content = file.read()
        encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        if "\0" in text:
            raise forms.ValidationError(_("This is no text file. Save the spreadsheet as CSV first."))
        return text

    def clean(self) -> None:
        parts = [self.cleaned_data.get("lines", ""), self.cleaned_data.get("file", "")]
        text = "\n".join(line for part in parts for line in part.splitlines() if line.strip())
        if not text and not self.errors:
            self.add_error("lines", _("Paste at least one line, or choose a file."))
        if len(text.splitlines()) > self.MOST_LINES:
            self.add_error("lines", _("These are more than 500 lines. Invite them in parts."))
        self.cleaned_data["text"] = text
