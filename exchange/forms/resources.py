from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City
from cities.queries import CityField
from exchange.forms.posts import MARKDOWN, PostForm
from exchange.models import Label, Licence, Resource, ResourceKind, ResourceUse
from exchange.models.resources import EARLIEST_YEAR, latest_year
from files.services import ACCEPT, fit_to_follow, fit_to_keep
from networks.models import Area, Network
from officials.models import working_languages


class FileOrLinkForm(forms.Form):
    """What is shared: a file or a link, never both."""

    upload = forms.FileField(
        label=_("File"), required=False, max_length=200, allow_empty_file=True, validators=[fit_to_keep],
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("20 MB at most. It may name who made it: look before you share it under the Chatham House rule."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link"), required=False, max_length=500, assume_scheme="https", validators=[fit_to_follow],
        help_text=_("Where it lies on the web, if it is no file."),
    )  # fmt: skip

    def clean(self) -> None:
        super().clean()
        if not {"upload", "link"} & set(self.errors):
            upload, link = self.cleaned_data.get("upload"), self.cleaned_data.get("link")
            if upload and link:
                self.add_error("link", _("Give a file or a link, not both."))
            if not upload and not link:
                self.add_error("upload", _("Choose a file, or give a link below."))


class VersionForm(FileOrLinkForm):
    note = forms.CharField(label=_("What is new in it"), max_length=300, required=False)


class ResourceForm(PostForm):
    """What is said of a resource."""

    # A resource is a file itself.
    uploads = None  # type: ignore[assignment]  # how Django leaves out a field of the form above

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("What a colleague in another city would look for."))
    text = forms.CharField(
        label=_("What it is"), max_length=50_000, required=False, help_text=MARKDOWN,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": ""}),
    )  # fmt: skip
    used_for = forms.CharField(
        label=_("What it was used for"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3, "data-draft": ""}),
        help_text=_("And whether it worked: “for the tender of 2024; two of five bidders asked about page 12”."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Type"), choices=[("", "—"), *ResourceKind.choices])
    language = forms.ChoiceField(label=_("Language"), choices=working_languages)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=EARLIEST_YEAR)
    area = forms.ModelChoiceField(Area.objects.order_by("name"), label=_("Area"), required=False, empty_label="—")
    city = CityField(
        City.objects.none(), label=_("City that it is from"), required=False, empty_label=_("No city"),
        help_text=_("Left out under the Chatham House rule."),
    )  # fmt: skip
    licence = forms.ChoiceField(label=_("What others may do with it"), choices=Licence.choices, initial=Licence.ASK)

    field_order = [
        "title", "upload", "link", "kind", "language", "text", "used_for", "year", "area", "city", "licence", "label", "named_cities",
    ]  # fmt: skip

    def __init__(self, *args: Any, network: Network, own_city: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, network=network, own_city=own_city, **kwargs)
        self.fields["city"].queryset = City.objects.members().order_by("name")  # type: ignore[attr-defined]

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year and year > latest_year():
            raise forms.ValidationError(_("This year has not come yet."))
        return year

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("label") == Label.CHATHAM:
            self.cleaned_data["city"] = None

    @staticmethod
    def initial_of(resource: Resource) -> dict[str, Any]:
        said = ["title", "text", "used_for", "kind", "language", "year", "area", "city", "licence", "label"]
        return {name: getattr(resource, name) for name in said} | {"named_cities": resource.named_cities.all()}


class ShareForm(FileOrLinkForm, ResourceForm):
    """A resource with its first file or link."""


class UseForm(forms.Form):
    way = forms.ChoiceField(label=_("How"), choices=ResourceUse.Way.choices, widget=forms.RadioSelect, initial=ResourceUse.Way.USED)
    text = forms.CharField(
        label=_("For what, and what you changed"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("All who may read the resource read this too, with the name of your city."),
    )  # fmt: skip
    action: Any = forms.ModelChoiceField(
        None, label=_("Climate action that came of it"), required=False, empty_label=_("None, or not yet"),
        help_text=_("It is linked for those who may read the action; to others nothing of it is shown."),
    )  # fmt: skip

    def __init__(self, *args: Any, actions: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = actions  # type: ignore[attr-defined]
