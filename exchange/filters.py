from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cities.models import City
from exchange.models import ResourceKind
from exchange.querysets import QuestionQuerySet, ResourceQuerySet
from networks.models import Network
from officials.models import language_name


class QuestionFilter(forms.Form):
    """What a network's questions are asked for. An address with a wrong value shows as if it did not have it."""

    STATES = [("", _("All")), ("waiting", _("Wait for another city")), ("answered", _("Answered")), ("mine", _("Mine"))]

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    tag = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def is_empty(self) -> bool:
        """Asked for nothing."""
        return self.is_valid() and not any(self.cleaned_data.values())

    def apply(self, questions: QuestionQuerySet, user: Any) -> QuestionQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("state") == "waiting":
            questions = questions.open().unanswered()
        elif asked.get("state") == "answered":
            questions = questions.filter(answered_at__isnull=False)
        elif asked.get("state") == "mine":
            questions = questions.filter(author=user)
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


class ResourceFilter(forms.Form):
    """What a network's resources are asked for, of those that there are. An address with a wrong value shows as if it did not have it."""

    SORTS = [("", _("Newest first")), ("used", _("Most used by cities")), ("downloaded", _("Most downloaded")), ("title", _("By title"))]

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("All types")), *ResourceKind.choices])
    language = forms.ChoiceField(label=_("Language"), required=False)
    city = forms.ModelChoiceField(City.objects.none(), to_field_name="slug", label=_("City"), required=False, empty_label=_("All cities"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)

    def __init__(self, *args: Any, resources: ResourceQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = resources.order_by().values_list("language", flat=True).distinct()
        languages = sorted(((code, language_name(code)) for code in found), key=lambda language: language[1])
        self.fields["language"].choices = [("", _("All languages")), *languages]  # type: ignore[attr-defined]
        cities: QuerySet[City] = City.objects.filter(pk__in=resources.order_by().values("city")).order_by("name")
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]

    def apply(self, resources: ResourceQuerySet) -> ResourceQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        found = resources.filter(**{name: asked[name] for name in ("kind", "language", "city") if asked.get(name)})
        order = {"used": ["-use_count"], "downloaded": ["-download_count"], "title": ["title"]}.get(asked.get("sort", ""), [])
        return found.matching(asked.get("q", "")).with_counts().order_by(*order, "-posted_at", "-pk")
