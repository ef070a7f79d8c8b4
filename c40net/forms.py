from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class FieldRenderer(TemplatesSetting):
    """Renders each form field with our own template: label, hint, control, and the error next to it."""

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"


class AddPasskeyForm(AddWebAuthnForm):
    """In our words, and good for signing in without a password unless the person says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("It signs me in by itself, without a password")
        passwordless.help_text = _(
            "It then asks for your fingerprint, face or PIN. A simple security key cannot: leave it out for such a key."
        )
