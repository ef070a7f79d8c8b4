from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities.models import City
from exchange.models import WIDTH, Attachment, Label, Question, Reply
from files.services import ACCEPT, fit_to_keep
from networks.models import Network

MOST_FILES, MOST_TAGS, LONGEST_TAG = 5, 8, 40
FILES = _("Five at most, of 20 MB each. A file may name who made it: look before you attach it under the Chatham House rule.")
MARKDOWN = _("You can use Markdown: **bold**, *italic*, lists, links and tables.")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    # Nothing is cleared with it: what was attached before stays.
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Some files at once, each fit to keep."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if len(uploads) > MOST_FILES:
            words = ngettext("Attach %(n)s file at most.", "Attach %(n)s files at most.", MOST_FILES)
            raise forms.ValidationError(words % {"n": MOST_FILES})
        for upload in uploads:
            super().clean(upload, initial)
        return uploads


class PostForm(forms.Form):
    """What a question and a reply have in common: the words, who may read them, what is attached."""

    text = forms.CharField(max_length=50_000, widget=forms.Textarea(attrs={"rows": 8, "data-draft": ""}), help_text=MARKDOWN)
    label = forms.ChoiceField(label=_("Who may read it"), choices=Label.choices, widget=forms.RadioSelect, initial=Label.NETWORK)
    named_cities = forms.ModelMultipleChoiceField(
        City.objects.none(),
        label=_("Named cities"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}),
        help_text=_("Only for “Named cities”: your own city reads it in any case."),
    )
    uploads = FilesField(
        label=_("Files"), required=False, max_length=200, allow_empty_file=True, validators=[fit_to_keep],
        widget=FilesInput(attrs={"accept": ACCEPT}), help_text=FILES,
    )  # fmt: skip

    def __init__(
        self, *args: Any, network: Network, own_city: Any = None, attachments: QuerySet[Attachment] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if attachments is not None and attachments.exists():
            self.fields["take_off"] = forms.ModelMultipleChoiceField(
                attachments, label=_("Take these files off"), required=False, widget=forms.CheckboxSelectMultiple
            )
        if self.initial.get("label") in {Label.NETWORK, Label.PUBLIC}:
            # It stood there under its author's name.
            self._offer(label for label in Label if label != Label.CHATHAM)
        cities = City.objects.filter(pk__in=network.city_memberships.current().values("city")).order_by("name")
        self.fields["named_cities"].queryset = cities.exclude(pk=own_city)  # type: ignore[attr-defined]

    def _offer(self, labels: Iterable[Label]) -> None:
        field = self.fields["label"]
        offered = {*labels} & {value for value, _name in field.choices}  # type: ignore[attr-defined]
        field.choices = [choice for choice in Label.choices if choice[0] in offered]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if (
            self.cleaned_data.get("label") == Label.CITIES
            and not self.cleaned_data.get("named_cities")
            and "named_cities" not in self.errors
        ):
            self.add_error("named_cities", _("Choose at least one city."))


class QuestionForm(PostForm):
    title = forms.CharField(label=_("Your question"), max_length=200, help_text=_("In one sentence, as you would ask it across a table."))
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=400, help_text=_("Separated by commas: depots, tenders, night service.")
    )

    field_order = ["title", "text", "tags", "label", "named_cities", "uploads"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].label = _("What one has to know to answer")

    def clean_tags(self) -> list[str]:
        tags = list(dict.fromkeys(" ".join(tag.split()).lower() for tag in self.cleaned_data["tags"].split(",") if tag.strip()))
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(ngettext("%(n)s tag at most.", "%(n)s tags at most.", MOST_TAGS) % {"n": MOST_TAGS})
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(_("One of these is too long for a tag: separate them by commas."))
        return tags

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        named = question.named_cities.all()
        return {
            "title": question.title,
            "text": question.text,
            "tags": ", ".join(question.tags),
            "label": question.label,
            "named_cities": named,
        }


class ReplyForm(PostForm):
    """Its label is the question's or a narrower one."""

    def __init__(self, *args: Any, question: Question, own_city: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, network=question.network, own_city=own_city, **kwargs)
        self.fields["text"].label = _("Your reply")
        self._offer(label for label in Label if WIDTH[label] <= WIDTH[Label(question.label)])
        self.fields["label"].initial = question.label
        if question.label == Label.CITIES:
            named = question.named_cities.all()
            asker = [question.official.city_id] if question.official else []
            within = City.objects.filter(pk__in=[*asker, *named.values_list("pk", flat=True)]).exclude(pk=own_city).order_by("name")
            self.fields["named_cities"].queryset = within  # type: ignore[attr-defined]
            self.fields["named_cities"].initial = within

    @staticmethod
    def initial_of(reply: Reply) -> dict[str, Any]:
        return {"text": reply.text, "label": reply.label, "named_cities": reply.named_cities.all()}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(forms.Form):
    network = forms.ModelChoiceField(Network.objects.none(), label=_("Where it belongs"))

    def __init__(self, *args: Any, networks: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]
