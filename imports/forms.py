from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.models import FIELDS, REQUIRED, Import

MAX_BYTES = 20 * 1024 * 1024
# A cell that somebody corrects by hand.
CELL_LENGTH = 500
NOWHERE = ""


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is in it"), widget=forms.RadioSelect, initial=Import.Kind.ROSTER)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, up to 20 MB. The first row says what is in each column. Nothing is imported before you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, label) for kind, label in Import.Kind.choices if kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Split it."))
        return file


class ColumnsForm(forms.Form):
    """Which column holds what. One column holds one thing."""

    is_vouched = forms.BooleanField(
        required=False,
        label=_("I vouch for these people: they work for the cities named"),
        help_text=_("Otherwise they see what visitors see until their city lead, their e-mail domain or the secretariat vouches for them."),
    )

    def __init__(self, *args: Any, import_: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.import_ = import_
        heads = [(str(column), head or f"({column + 1})") for column, head in enumerate(import_.headers)]
        for field, label in FIELDS[import_.kind].items():
            self.fields[field] = forms.ChoiceField(
                choices=[(NOWHERE, _("Not in the file")), *heads],
                label=label,
                required=field in REQUIRED[import_.kind],
                initial=str(import_.columns.get(field, NOWHERE)),
                error_messages={"required": _("Say which column this is: without it nobody can be imported.")},
            )
        self.fields["is_vouched"].initial = import_.is_vouched
        if import_.kind != Import.Kind.ROSTER:
            del self.fields["is_vouched"]
        self.order_fields([*FIELDS[import_.kind], "is_vouched"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for field in FIELDS[self.import_.kind]:
            column = cleaned.get(field)
            if column and column in taken:
                self.add_error(field, ValidationError(_("This column is taken for “%(other)s” already."), params={"other": taken[column]}))
            elif column:
                taken[column] = str(self.fields[field].label)
        return cleaned

    @property
    def columns(self) -> dict[str, int]:
        return {field: int(self.cleaned_data[field]) for field in FIELDS[self.import_.kind] if self.cleaned_data.get(field)}


class RowForm(forms.Form):
    """What a row says, to correct it where it stands."""

    def __init__(self, *args: Any, import_: Import, cells: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in FIELDS[import_.kind].items():
            # Nobody types what is as long as that; it comes back as it was.
            long = max(CELL_LENGTH, len(cells.get(field, "")))
            attrs = {"list": "cities"} if field == "city" else {}
            self.fields[field] = forms.CharField(
                label=label, required=False, max_length=long, initial=cells.get(field, ""), widget=forms.TextInput(attrs=attrs)
            )
