from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from officials.models import Official
from workshops.forms.planning import ClockField, moment_at
from workshops.models import Speaker, Workshop, WorkshopSession


class SessionForm(forms.ModelForm):
    """A part of the agenda. Its time is typed as the host's clock shows it."""

    starts_at = ClockField(label=_("Starts"))

    class Meta:
        model = WorkshopSession
        fields = ["title", "starts_at", "length", "text"]
        labels = {"length": _("Length in minutes")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        starts_at = self.instance.starts_at if self.instance.pk else self.initial.get("starts_at")
        self.initial["starts_at"] = starts_at and starts_at.astimezone(workshop.time_zone).replace(tzinfo=None)

    def clean_starts_at(self) -> Any:
        return moment_at(self.cleaned_data["starts_at"], self.workshop.time_zone, str(self.workshop.host_city or self.workshop.time_zone))


class SpeakerForm(forms.ModelForm):
    """An official of the networks, or a guest."""

    class Meta:
        model = Speaker
        fields = ["official", "name", "organisation"]
        labels = {"official": _("An official"), "name": _("Or a guest"), "organisation": _("Of which organisation")}

    def __init__(self, *args: Any, officials: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["official"]
        field.queryset = officials
        field.label_from_instance = _with_city
        field.empty_label = _("Nobody of the networks")

    def clean(self) -> None:
        super().clean()
        official, name = self.cleaned_data.get("official"), self.cleaned_data.get("name")
        if official and name:
            raise ValidationError({"name": _("Add one at a time: an official, or a guest.")})
        if not official and not name and not self.errors:
            raise ValidationError({"official": _("Choose an official, or write the name of a guest.")})

    def _post_clean(self) -> None:
        """The model's rule, an official or a name, is that of clean(), in words that help."""


def _with_city(official: Official) -> str:
    return f"{official} · {official.city}"
