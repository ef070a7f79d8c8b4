from django import forms
from django.utils.translation import gettext_lazy as _

from officials.models import User


class SettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "language", "time_zone"]
        help_texts = {
            "language": _("For the pages and for every mail."),
            "time_zone": _("Every time that you see is in this zone."),
        }
