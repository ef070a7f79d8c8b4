from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from actions.models import ClimateAction, Practice
from cities.models import City
from files.services import fit_to_keep
from networks.models import Network
from stories.models import Edition, Picture, PictureText, Reason, Story, StoryText

MARKDOWN = _("You can use Markdown: **bold**, *italic*, lists, links and tables.")
PICTURES = ("image/png", "image/jpeg", "image/webp")


class WordsForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("The city does something: “Jakarta halves the wait for the night bus”.")
    )
    summary = forms.CharField(
        label=_("In two sentences"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changed, and what the network had to do with it."),
    )  # fmt: skip
    body = forms.CharField(
        label=_("The story"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 16, "data-draft": ""}), help_text=MARKDOWN
    )


class AboutForm(forms.Form):
    """What a story is about, apart from its words."""

    reason = forms.ChoiceField(label=_("What it shows"), choices=Reason.choices, widget=forms.RadioSelect)
    practice = forms.ModelChoiceField(
        Practice.objects.none(), label=_("Practice"), required=False, empty_label=_("None of the network's practices")
    )
    action = forms.ModelChoiceField(
        ClimateAction.objects.none(), label=_("The city's action"), required=False, empty_label=_("No action that is written down"),
        help_text=_("Only those who may read the action see that the story is about it."),
    )  # fmt: skip

    def __init__(self, *args: Any, network: Network, cities: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = Practice.objects.visible_to(user).offered().filter(network__in=[network.pk, network.parent_id])  # type: ignore[attr-defined]
        published = ClimateAction.objects.visible_to(user).filter(status=ClimateAction.Status.PUBLISHED, city__in=cities)
        self.fields["action"].queryset = published.select_related("city").order_by("city__name", "title")  # type: ignore[attr-defined]
        self.fields["action"].label_from_instance = _city_and_title  # type: ignore[attr-defined]


class StoryForm(WordsForm, AboutForm):
    """A new one."""

    city = forms.ModelChoiceField(City.objects.none(), label=_("City"))
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES, initial=get_language)

    field_order = ["city", "reason", "language", "title", "summary", "body", "practice", "action"]

    def __init__(self, *args: Any, cities: Any, **kwargs: Any) -> None:
        super().__init__(*args, cities=cities, **kwargs)
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]
        if len(cities) == 1:
            self.fields["city"].initial = cities[0]

    def clean(self) -> None:
        action, city = self.cleaned_data.get("action"), self.cleaned_data.get("city")
        if action and city and action.city_id != city.pk:
            self.add_error("action", _("This is an action of %(city)s.") % {"city": action.city})


class EditForm(WordsForm, AboutForm):
    """The words in the language it was written in, and what it is about."""

    field_order = ["reason", "title", "summary", "body", "practice", "action"]

    @staticmethod
    def initial_of(story: Story, text: StoryText) -> dict[str, Any]:
        about = {"reason": story.reason, "practice": story.practice, "action": story.action}
        return about | {"title": text.title, "summary": text.summary, "body": text.body}


class TranslationForm(WordsForm):
    """The words in one more language, those of each picture among them."""

    def __init__(self, *args: Any, edition: Edition, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures = list(edition.pictures.all())
        text = next((text for text in edition.texts.all() if text.language == language), None)
        if text:
            self.initial = {"title": text.title, "summary": text.summary, "body": text.body}
        for number, picture in enumerate(self.pictures, start=1):
            said = next((words for words in picture.texts.all() if words.language == language), None)
            original = next(words for words in picture.texts.all() if words.language == edition.language)
            self.fields[f"alt_{picture.pk}"] = _alt_field(_("What is on picture %(number)s") % {"number": number}, original.alt, said)
            self.fields[f"caption_{picture.pk}"] = _caption_field(
                _("Caption of picture %(number)s") % {"number": number}, original.caption, said
            )

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "summary", "body")}

    def words_of(self, picture: Picture) -> dict[str, str]:
        return {name: self.cleaned_data[f"{name}_{picture.pk}"] for name in ("alt", "caption")}


class PictureForm(forms.Form):
    upload = forms.FileField(
        label=_("Picture"), max_length=200, allow_empty_file=True, validators=[fit_to_keep],
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}), help_text=_("PNG, JPEG or WebP, of 20 MB at most."),
    )  # fmt: skip
    alt = forms.CharField(
        label=_("What is on it, for those who do not see it"), max_length=300, help_text=_("As you would say it on the telephone.")
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)
    credit = forms.CharField(label=_("Who made it, and who may use it"), max_length=200, required=False)

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if not (upload.name or "").lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
            raise ValidationError(_("This is not a picture: choose a PNG, JPEG or WebP file."))
        return upload


class CitationsForm(forms.Form):
    figures = forms.MultipleChoiceField(
        label=_("Figures"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each stays as it is today, with its day, its definition and what was counted."),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figures"].choices = choices  # type: ignore[attr-defined]


class ReadForm(forms.Form):
    """What the city's lead has read: the edition as of its last change."""

    as_of = forms.DateTimeField()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def _city_and_title(action: ClimateAction) -> str:
    return f"{action.city}: {action}"


def _alt_field(label: str, original: str, said: PictureText | None) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, help_text=original, initial=said.alt if said else "")


def _caption_field(label: str, original: str, said: PictureText | None) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, help_text=original, initial=said.caption if said else "")
