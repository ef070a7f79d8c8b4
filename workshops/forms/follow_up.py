from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from files.services import ACCEPT, fit_to_follow, fit_to_keep
from networks.models import CityMembership, Label
from officials.models import today
from workshops.models import Feedback, FollowUp, Material, Workshop


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ["usefulness", "will_use", "best", "better"]
        labels = {
            "usefulness": _("How useful was it for your work?"),
            "will_use": _("My city will use something of it"),
            "best": _("What was most useful?"),
            "better": _("What could be better?"),
        }
        widgets = {
            "best": forms.Textarea(attrs={"rows": 3}),
            "better": forms.Textarea(attrs={"rows": 3}),
        }

    usefulness = forms.TypedChoiceField(
        label=_("How useful was it for your work?"),
        choices=[(5, _("5, very useful")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, not at all"))],
        coerce=int,
        widget=forms.RadioSelect,
    )


class MinutesForm(forms.ModelForm):
    class Meta:
        model = Workshop
        fields = ["minutes"]
        help_texts = {
            "minutes": _("What was said and agreed. Markdown: # for a heading, - for a list, **bold**. All who see the workshop read it.")
        }
        widgets = {"minutes": forms.Textarea(attrs={"rows": 16})}


class LabelForm(forms.Form):
    """Who may read a document of a workshop."""

    label = forms.ChoiceField(label=_("Who may read it"), choices=Label.choices, widget=forms.RadioSelect, initial=Label.NETWORK)
    named_cities = forms.ModelMultipleChoiceField(
        City.objects.none(), label=_("Named cities"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("Only for “Named cities”: their officials who see the workshop, and those who run the network."),
    )  # fmt: skip

    def __init__(self, *args: Any, workshop: Workshop, of_session: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = [workshop.network_id, *workshop.also_for.values_list("pk", flat=True)]
        current = CityMembership.objects.current().filter(network__in=networks)
        self.fields["named_cities"].queryset = City.objects.filter(pk__in=current.values("city")).order_by("name")  # type: ignore[attr-defined]
        if of_session:
            # It would stand beside the names of those who speak.
            offered = [choice for choice in Label.choices if choice[0] != Label.CHATHAM]
            self.fields["label"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("label") == Label.CITIES and "named_cities" not in self.errors and not self.cleaned_data["named_cities"]:
            self.add_error("named_cities", _("Choose at least one city."))


class MaterialForm(LabelForm, forms.ModelForm):
    """A file or a link, never both."""

    class Meta:
        model = Material
        fields = ["title"]

    link = forms.URLField(
        label=_("Link"), help_text=_("Where it lies on the web, if it is no file."), required=False, max_length=500, assume_scheme="https",
        validators=[fit_to_follow],
    )  # fmt: skip
    upload = forms.FileField(
        label=_("File"),
        required=False,
        max_length=250,
        allow_empty_file=True,
        validators=[fit_to_keep],
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    field_order = ["title", "upload", "link", "label", "named_cities"]

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        upload, link = self.cleaned_data["upload"], self.cleaned_data["link"]
        if upload and link:
            self.add_error("link", _("Give a file or a link, not both. Add the other one as a second piece of material."))
        if not upload and not link:
            self.add_error("upload", _("Choose a file, or give a link below."))

    def _post_clean(self) -> None:
        """The model's rule, a file or a link, is that of clean(), in words that help."""


class FollowUpForm(forms.ModelForm):
    class Meta:
        model = FollowUp
        fields = ["text", "due_on"]
        help_texts = {"text": _("One step is enough. Who sees the workshop reads it, with the name of your city.")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
