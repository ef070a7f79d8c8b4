import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.queries import CityField
from officials.models import PERSONAL_MAIL_DOMAINS, Official, User, working_languages

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

LONGEST_DOMAIN = 253
MOST_EXPERTISE = 20


class SettingsForm(forms.ModelForm):
    """What a person says about themself. Only officials hear of peers."""

    speaks = forms.MultipleChoiceField(
        label=_("Languages you work in"), required=False, choices=working_languages, widget=forms.CheckboxSelectMultiple({"class": "many"})
    )

    class Meta:
        model = User
        fields = [
            "full_name", "language", "time_zone", "hears_of_peers", "about", "expertise", "offers", "seeks", "speaks",
            "shows_email",
        ]  # fmt: skip
        help_texts = {
            "language": _("For the pages and for every mail."),
            "time_zone": _("Every time that you see is in this zone."),
            "about": _("People who share a network or your city with you read this and what follows."),
            "expertise": _("What you know well, separated by commas: bus depots, night service, tenders."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("about", "offers", "seeks")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["expertise"] = ", ".join(self.instance.expertise)
        # Two commas in a row, or one at the end, are no mistake.
        self.fields["expertise"].base_field.required = False  # type: ignore[attr-defined]
        if not self.instance.official:
            del self.fields["hears_of_peers"]

    def clean_expertise(self) -> list[str]:
        said = {" ".join(word.split()): None for word in self.cleaned_data["expertise"]}
        if len(said) > MOST_EXPERTISE:
            raise ValidationError(_("Name at most %(n)d things that you know well."), params={"n": MOST_EXPERTISE})
        return [word for word in said if word]


class StaffForm(forms.Form):
    full_name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    is_administrator = forms.BooleanField(label=_("Also administrator: edits roles, exports, reads the audit trail"), required=False)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PersonField(forms.CharField):
    """Somebody who is here, said by their e-mail address or number."""

    def clean(self, value: str) -> User | None:
        said = super().clean(value)
        if not said:
            return None
        there = User.objects.filter(merged_into__isnull=True, erased_at__isnull=True)
        found = there.filter(pk=said[:18]) if said.isdecimal() else there.with_email(said)
        if person := found.first():
            return person
        raise ValidationError(_("Nobody here has this address."))


class MergePeopleForm(forms.Form):
    survivor = PersonField(label=_("E-mail address of the entry that stays"), max_length=254)
    duplicate = PersonField(label=_("E-mail address of the entry that goes"), max_length=254)

    def clean(self) -> None:
        if self.cleaned_data.get("survivor") and self.cleaned_data.get("survivor") == self.cleaned_data.get("duplicate"):
            self.add_error("duplicate", _("This is the same entry. Choose another one."))


class CityEntryField(CityField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(City.objects.none(), **kwargs)

    def label_from_instance(self, city: Any) -> str:
        """With its address, since the names may be the same."""
        return f"{city} (/cities/{city.slug}/)"


class MergeCitiesForm(forms.Form):
    survivor = CityEntryField(label=_("The entry that stays"))
    duplicate = CityEntryField(label=_("The entry that goes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("survivor", "duplicate"):
            self.fields[name].queryset = City.objects.filter(merged_into__isnull=True)  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("survivor") and self.cleaned_data.get("survivor") == self.cleaned_data.get("duplicate"):
            self.add_error("duplicate", _("This is the same entry. Choose another one."))


class VouchForm(forms.Form):
    """Vouch for one official of those who wait, or decline to, with a reason."""

    VOUCH, DECLINE = "vouch", "decline"

    official = forms.ModelChoiceField(
        Official.objects.none(), error_messages={"invalid_choice": _("Somebody has answered this request meanwhile.")}
    )
    reason = forms.CharField(required=False, max_length=1000)
    decision = forms.ChoiceField(choices=[(VOUCH, _("Vouch")), (DECLINE, _("Decline"))])

    def __init__(self, *args: Any, waiting: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["official"].queryset = waiting  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("decision") == self.DECLINE and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why, so that the person knows what to do next."))

    @property
    def official_id(self) -> str:
        """Whose form comes back with an error."""
        return str(self.data.get("official", ""))


class EmailDomainsForm(forms.Form):
    email_domains = forms.CharField(
        label=_("E-mail domains of the city"),
        help_text=_("One on each line, such as oslo.kommune.no. Who confirms an address there, or in a part of it, is believed at once."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: QueryDict | None, *, city: City) -> None:
        super().__init__(data, initial={"email_domains": "\n".join(city.email_domains)})

    def clean_email_domains(self) -> list[str]:
        said = self.cleaned_data["email_domains"].lower().replace(",", " ").split()
        domains = dict.fromkeys(word.removeprefix("@").rstrip(".") for word in said)
        for domain in domains:
            if len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain):
                raise ValidationError(_("“%(domain)s” is not a domain."), params={"domain": domain})
            if any(domain == personal or personal.endswith(f".{domain}") for personal in PERSONAL_MAIL_DOMAINS):
                raise ValidationError(_("Anybody gets an address at “%(domain)s”: it cannot be a city's own."), params={"domain": domain})
        return list(domains)


class TokenForm(forms.Form):
    """A program that reads. None reads for ever: a token that nobody ends is found by somebody some day."""

    name = forms.CharField(
        label=_("What for"), max_length=80, help_text=_("So that you know it again: the dashboard of our climate office.")
    )
    days = forms.TypedChoiceField(
        label=_("For how long"), coerce=int, choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))], initial=90
    )
