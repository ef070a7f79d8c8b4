from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from officials.models import Official, User
from workshops.models import Registration, RegistrationQuestion, Workshop


class AnswersForm(forms.Form):
    """A field for each question that the manager asks: q7 for question 7."""

    def __init__(self, *args: Any, workshop: Workshop, registration: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = dict(registration.answers.values_list("question", "text")) if registration else {}
        for question in workshop.questions.all():
            self.fields[f"q{question.pk}"] = forms.CharField(
                label=question.text,
                required=question.is_required,
                max_length=1000,
                initial=given.get(question.pk, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("Please answer this: it is needed to prepare.")},
            )

    @property
    def answers(self) -> dict[int, str]:
        return {int(name[1:]): text for name, text in self.cleaned_data.items() if name[:1] == "q" and name[1:].isdecimal()}


class OfWhom(forms.ModelChoiceField):
    """Oneself is called so."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def label_from_instance(self, obj: Official) -> str:
        return str(_("Myself")) if obj.user_id == self.user.pk else str(obj)


class RegistrationForm(AnswersForm):
    def __init__(self, *args: Any, user: User, officials: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = officials.select_related("user").order_by("user__full_name", "pk")
        me = user.official if any(official.user_id == user.pk for official in rows) else None
        widget = forms.HiddenInput() if me and len(rows) == 1 else forms.Select()
        self.fields = {
            "official": OfWhom(
                rows, label=_("Who comes"), user=user, initial=me, empty_label=None if me else _("Choose a colleague"), widget=widget
            ),
            **self.fields,
        }


class PlaceForm(forms.Form):
    """What somebody does with their own registration."""

    TAKE, CANCEL, ANSWERS = "take", "cancel", "answers"

    answer = forms.ChoiceField(choices=[(TAKE, TAKE), (CANCEL, CANCEL), (ANSWERS, ANSWERS)])


class RegistrationsForm(forms.Form):
    """The chosen ones and what becomes of them; a button beside one says approve=<its id>."""

    APPROVE, DECLINE, TAKE_BACK = "approve", "decline", "take_back"

    registrations = forms.ModelMultipleChoiceField(
        Registration.objects.none(),
        error_messages={
            "required": _("Choose at least one registration."),
            "invalid_choice": _("Somebody has decided one of these meanwhile."),
        },
    )
    decision = forms.ChoiceField(choices=[(APPROVE, APPROVE), (DECLINE, DECLINE), (TAKE_BACK, TAKE_BACK)])
    reason = forms.CharField(required=False, max_length=1000)

    def __init__(self, data: Any = None, *, registrations: QuerySet[Registration]) -> None:
        if data is not None and data.get("approve"):
            data = data.copy()
            data.setlist("registrations", [data["approve"]])
            data["decision"] = self.APPROVE
        super().__init__(data)
        self.fields["registrations"].queryset = registrations  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("decision") in {self.DECLINE, self.TAKE_BACK} and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Give the reason: they read it in the mail."))

    @property
    def chosen(self) -> set[str]:
        """The boxes to show as ticked when the form comes back with an error."""
        return set(self.data.getlist("registrations")) if self.is_bound else set()  # type: ignore[attr-defined]


class AddForm(forms.Form):
    official = forms.ModelChoiceField(
        Official.objects.none(),
        label=_("Member"),
        help_text=_("A member who has not registered. They are told by mail, and wait in line where no place is free."),
        empty_label=_("Choose a member"),
    )

    def __init__(self, *args: Any, officials: QuerySet[Official], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["official"]
        field.queryset = officials.select_related("user", "city").order_by("city__name", "user__full_name", "pk")  # type: ignore[attr-defined]
        field.label_from_instance = lambda official: f"{official.city}: {official}"  # type: ignore[attr-defined]


class QuestionForm(forms.ModelForm):
    class Meta:
        model = RegistrationQuestion
        fields = ["text", "is_required"]
