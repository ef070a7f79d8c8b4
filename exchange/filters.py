from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.querysets import QuestionQuerySet


class QuestionFilter(forms.Form):
    """What a network's questions are asked for. An address with a wrong value shows as if it did not have it."""

    STATES = [("", _("All")), ("waiting", _("Wait for another city")), ("answered", _("Answered")), ("mine", _("Mine"))]

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    tag = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def apply(self, questions: QuestionQuerySet, user: Any) -> QuestionQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        narrowed = {
            "waiting": questions.open().unanswered(),
            "answered": questions.filter(answered_at__isnull=False),
            "mine": questions.filter(author=user),
        }
        questions = narrowed.get(asked.get("state", ""), questions)
        if asked.get("tag"):
            questions = questions.filter(tags__contains=[asked["tag"]])
        return questions.matching(asked.get("q", ""))
