from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from officials.forms import SettingsForm
from officials.models import SignedInRequest, User
from officials.services import change_settings


def settings(request: SignedInRequest) -> HttpResponse:
    """Name, language and time zone, and what others read of the person."""
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        change_settings(user=request.user, **form.cleaned_data)
        with translation.override(request.user.language):
            messages.success(request, _("Saved."))
        return redirect("settings")
    return render(request, "officials/settings.html", {"form": form})
