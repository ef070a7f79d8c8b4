import struct
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _


class FieldRenderer(TemplatesSetting):
    """Renders each form field with our own template: label, hint, control, and the error next to it."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"


class PasskeyForm(forms.Form):
    """What comes as a passkey may be anything. The library expects what browsers send, and would break on the rest."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError, struct.error):
            self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}
            # It is not written into the page again.
            self.data = {name: value for name, value in self.data.items() if name != "credential"}
            self.add_error("credential", _("This is not a passkey that we know."))


class UsePasskeyForm(PasskeyForm, AuthenticateWebAuthnForm):
    pass


class ShowPasskeyAgainForm(PasskeyForm, ReauthenticateWebAuthnForm):
    pass


class SignInWithPasskeyForm(PasskeyForm, LoginWebAuthnForm):
    pass


class AddPasskeyForm(PasskeyForm, AddWebAuthnForm):
    """In our words, and good for signing in without a password unless the person says otherwise."""

    name = forms.CharField(label=_("What you call it"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = _("My passkey")
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("It signs me in by itself, without a password")
        passwordless.help_text = _(
            "It then asks for your fingerprint, face or PIN. A simple security key cannot: leave it out for such a key."
        )


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("What you call it"), max_length=60)
