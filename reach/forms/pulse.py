from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reach.models import FULLY, NOT_AT_ALL, PulseStatement

WORDS = {NOT_AT_ALL: _("1, not at all"), FULLY: _("5, fully")}


class PulseForm(forms.Form):
    """How far each statement is true for the one who answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scores = [(score, WORDS.get(score, str(score))) for score in range(NOT_AT_ALL, FULLY + 1)]
        for statement in PulseStatement:
            self.fields[statement.value] = forms.TypedChoiceField(
                label=statement.label, choices=scores, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the five."), "invalid_choice": _("Choose one of the five.")},
            )  # fmt: skip
