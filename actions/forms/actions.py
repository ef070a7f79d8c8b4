from typing import Any

from babel.numbers import get_territory_currencies, list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from actions.models import PARTS, ClimateAction, Document, Milestone, Practice, Proposal, Readers, Stage
from cities.models import City
from files.services import ACCEPT, fit_to_keep
from officials.models import Official, today

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NOT_AHEAD = _("This day is still to come. Write down what has happened; what is planned for a day is a milestone.")
# What a city may leave open has room for a few words, not for a page.
REASON = forms.Textarea(attrs={"rows": 3})


class ActionForm(forms.ModelForm):
    class Meta:
        model = ClimateAction
        fields = [
            "title", "practice", "text", "department", "lead", "emissions_avoided", "emissions_unit", "budget", "currency",
        ]  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "title": _("As you would tell a colleague in another city: Electric buses on line 7."),
            "practice": _("What cities of your networks do as well. With it, they find your action beside theirs."),
            "text": _("A short text is enough. Headings, lists and links can be written in Markdown."),
            "currency": _("Three letters, such as USD."),
        }

    def __init__(self, *args: Any, city: City, practices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.practice
        known = Practice.objects.filter(pk__in=[*practices.values_list("pk", flat=True), *([own.pk] if own else [])])
        _offer(self.fields["practice"], known)
        if "lead" in self.fields:
            officials = Official.objects.current().verified().filter(city=city)
            self.fields["lead"].queryset = officials.select_related("user").by_name()  # type: ignore[attr-defined]
        if "currency" in self.fields and not self.instance.currency:
            self.fields["currency"].initial = next(iter(get_territory_currencies(str(city.country))), "")

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if currency and currency not in list_currencies():
            raise ValidationError(_("No currency has these letters. Write them as in USD, EUR or IDR."))
        return currency

    def clean(self) -> None:
        if self.cleaned_data.get("budget") is not None and self.cleaned_data.get("currency") == "":
            self.add_error("currency", _("Say in which currency the budget is."))

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("services save")


def _offer(field: Any, practices: Any) -> None:
    """The practices under their networks, which come in this order."""
    field.queryset = practices.select_related("network").order_by("network__name", "name")
    groups: dict[str, list[tuple[int, str]]] = {}
    for practice in field.queryset:
        groups.setdefault(str(practice.network), []).append((practice.pk, str(practice)))
    field.choices = [("", _("None of these")), *groups.items()]


class NewActionForm(ActionForm):
    """The same for one that is not there yet, which says how far it is."""

    stage = forms.ChoiceField(label=_("How far is it?"), choices=[(stage.value, stage.label) for stage in Stage.in_order()])
    stage_on = forms.DateField(label=_("Since when?"), widget=DAY, initial=today)

    field_order = ["title", "practice", "stage", "stage_on", "text", "department", "lead"]

    def clean_stage_on(self) -> Any:
        return _not_ahead(self.cleaned_data["stage_on"])


class ProposalForm(ActionForm):
    """What staff propose to a city: of an action that it has, what they may read of it."""

    class Meta(ActionForm.Meta):
        fields = ["title", "practice", "text", "department", "emissions_avoided", "emissions_unit", "budget", "currency"]

    note = forms.CharField(
        label=_("Note to the city"), max_length=1000, required=False, widget=REASON,
        help_text=_("Why you propose it, and where it is from. Its officials read it by mail."),
    )  # fmt: skip
    # The fields that hold a part of which a reader is told.
    OF_PARTS = {
        "text": ["text"],
        "lead": ["department"],
        "emissions": ["emissions_avoided", "emissions_unit"],
        "budget": ["budget", "currency"],
    }

    def __init__(self, *args: Any, parts: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, names in self.OF_PARTS.items():
            for name in names if part not in parts else []:
                del self.fields[name]

    @property
    def proposed(self) -> dict[str, Any]:
        """Of an action that is there, what would be different; of a new one, what was filled in."""
        named = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        if self.instance.pk:
            return {name: named[name] for name in self.changed_data if name in named}
        return {name: value for name, value in named.items() if value not in (None, "")}

    def clean(self) -> None:
        super().clean()
        if self.instance.pk and not self.errors and not self.proposed:
            self.add_error(None, _("Nothing is different from what the city wrote."))


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("It is now"))
    happened_on = forms.DateField(label=_("Since when?"), widget=DAY, initial=today)
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=REASON, help_text=_("Needed to stop, to take up again and to go back.")
    )

    def __init__(self, *args: Any, action: ClimateAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.fields["stage"].choices = [choice for choice in Stage.choices if choice[0] != action.stage]  # type: ignore[attr-defined]
        order = Stage.in_order()
        later = order[order.index(Stage(action.stage)) + 1 :] if action.stage in order else []
        self.fields["stage"].initial = later[0] if later else None

    def clean_happened_on(self) -> Any:
        day = _not_ahead(self.cleaned_data["happened_on"])
        if day < self.action.stage_on:
            raise ValidationError(_("It came to the stage where it is after that day. Choose a later one."))
        return day

    def clean(self) -> None:
        stage = self.cleaned_data.get("stage")
        if stage and self.action.asks_why(stage) and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why: those who follow it learn from that too."))


class ReadersForm(forms.ModelForm):
    class Meta:
        model = ClimateAction
        fields = ["readers", *(f"{part}_for" for part in PARTS)]
        widgets = dict.fromkeys(fields, forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].help_text = _("Who does not read this reads no part of it.")
        for field in self.fields.values():
            field.choices = Readers.choices  # type: ignore[attr-defined]


class MilestoneForm(forms.ModelForm):
    class Meta:
        model = Milestone
        fields = ["title", "due_on", "done_on"]
        widgets = {"due_on": DAY, "done_on": DAY}

    def clean_done_on(self) -> Any:
        return _not_ahead(self.cleaned_data["done_on"])


class DocumentForm(forms.ModelForm):
    file = forms.FileField(label=_("File"), required=False, validators=[fit_to_keep], widget=forms.FileInput(attrs={"accept": ACCEPT}))

    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Document
        fields = ["title", "link"]

    field_order = ["title", "file", "link"]

    def clean(self) -> None:
        if not self.errors and not self.cleaned_data.get("file") and not self.cleaned_data.get("link"):
            self.add_error("file", _("Choose a file, or give a link."))
        # One thing has one address.
        if self.cleaned_data.get("file") and self.cleaned_data.get("link"):
            self.add_error("link", _("Either a file or a link, please: add the other one as a document of its own."))


class DeclineForm(forms.ModelForm):
    class Meta:
        model = Proposal
        fields = ["answer"]
        widgets = {"answer": REASON}
        help_texts = {"answer": _("Whoever proposed it reads this.")}


def _not_ahead(day: Any) -> Any:
    if day and day > today():
        raise ValidationError(NOT_AHEAD)
    return day
