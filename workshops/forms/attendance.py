import json
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from workshops.models import Registration, Workshop

MOST_PRESSES = 1000
MOST_BYTES = 5 * 1024 * 1024


class PressForm(forms.Form):
    """The button beside somebody says `registration=<its id>`, or `official=<theirs>` for who has none."""

    registration = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    official = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    q = forms.CharField(required=False, max_length=100)

    def clean(self) -> None:
        if not self.errors and not self.cleaned_data["registration"] and not self.cleaned_data["official"]:
            raise forms.ValidationError(_("Press the button beside somebody."))


def presses_of(body: bytes) -> list[dict[str, Any]] | None:
    """What a phone kept: {"now": …, "presses": [{"registration" or "official", "at", "key"}]}; none where it is no such thing.

    By `now` the phone tells its own clock, so that `at` is right even where that is wrong.
    """
    try:
        sent = json.loads(body)
        ahead = _aware(sent["now"]) - timezone.now()
        presses = [
            {
                "at": _aware(press["at"]) - ahead,
                "key": str(press["key"])[:64],
                "registration": _number(press.get("registration")),
                "official": _number(press.get("official")),
            }
            for press in sent["presses"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return presses if len(presses) <= MOST_PRESSES else None


def _aware(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None or abs(moment - timezone.now()) > timedelta(days=3650):
        raise ValueError
    return moment


def _number(value: Any) -> int | None:
    number = int(value) if value is not None else None
    if number is not None and not 0 < number < 2**62:
        raise ValueError
    return number


class OnlineListForm(forms.Form):
    """The list of a meeting program."""

    file = forms.FileField(
        label=_("List of attendance"),
        help_text=_(
            "CSV or XLSX from Zoom, Teams or another program: names or addresses, and when they joined and left or how long they stayed."
        ),
        max_length=200,
        allow_empty_file=True,
    )
    at_least = forms.IntegerField(label=_("Who was there for at least this many minutes attended"), initial=10, min_value=1, max_value=600)

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a list of who was in one meeting."))
        return file.read()


class OnlineCommitForm(forms.Form):
    """What was shown, signed, so that it needs no looking through again; and for each doubt who it is."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def clean_seen(self) -> dict[str, Any]:
        try:
            return unsealed(self.cleaned_data["seen"], self.workshop)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("This list was looked through too long ago. Choose the file once more.")) from error

    @property
    def chosen(self) -> dict[int, dict[str, Any]]:
        """Official → minutes and joining of the sure ones, and of those about whom the manager answered. Two rows of one person add up."""
        chosen: dict[int, dict[str, Any]] = {}
        for number, person in enumerate(self.cleaned_data["seen"]["people"]):
            pk = person["official"] or self._answer(f"who-{number}", person["near"])
            if pk:
                known = chosen.setdefault(pk, {"minutes": 0, "joined_at": None})
                known["minutes"] += person["minutes"]
                joined = datetime.fromisoformat(person["joined"]) if person["joined"] else None
                known["joined_at"] = min(filter(None, (known["joined_at"], joined)), default=None)
        return chosen

    def _answer(self, name: str, near: list[int]) -> int | None:
        answer = str(self.data.get(name, ""))
        return next((pk for pk in near if str(pk) == answer), None)


def sealed(people: list[dict[str, Any]], *, at_least: int, workshop: Workshop) -> str:
    return signing.dumps({"people": people, "at_least": at_least}, salt=f"online:{workshop.pk}", compress=True)


def unsealed(text: str, workshop: Workshop) -> dict[str, Any]:
    return signing.loads(text, salt=f"online:{workshop.pk}", max_age=timedelta(hours=12))


class ContributionForm(forms.ModelForm):
    class Meta:
        model = Registration
        fields = ["contributed", "contribution"]
        labels = {"contributed": _("Contributed"), "contribution": _("What")}
