from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.queries import CityField
from officials.models import Official, User
from officials.services import register_official


class RegistrationForm(SignupForm):
    """Officials of member cities sign up. Nobody reads here whether an address is known.

    They choose no password yet, so that nobody can set one for an address that is not theirs.
    """

    full_name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    city = CityField(City.objects.none(), label=_("City for which you work"))
    job_title = forms.CharField(
        label=_("Job title"),
        max_length=Official._meta.get_field("job_title").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    field_order = ["full_name", "city", "job_title", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"], self.fields["password2"]
        self.fields["city"].queryset = City.objects.members()
        self.fields["email"].label = _("E-mail address at work")
        self.fields["email"].help_text = _(
            "With an address of your city's own you are in at once. Else your city lead or our staff vouch for you."
        )
        self.fields["email"].widget.attrs.pop("placeholder", None)

    @transaction.atomic
    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        return super().try_save(request)

    def signup(self, _request: HttpRequest, user: User) -> None:
        register_official(
            user=user,
            full_name=self.cleaned_data["full_name"],
            city=self.cleaned_data["city"],
            job_title=self.cleaned_data["job_title"],
            language=get_language() or "en",
        )
