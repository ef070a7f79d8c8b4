from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exchange.querysets import QuestionQuerySet
from networks.models import Network


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


class IntroductionFilter(forms.Form):
    network = forms.ModelChoiceField(
        Network.objects.none(), to_field_name="slug", required=False, label=_("Network"), empty_label=_("All that you run")
    )

    def __init__(self, *args: Any, networks: QuerySet[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Network | None:
        """None: all."""
        self.is_valid()
        return self.cleaned_data.get("network")
