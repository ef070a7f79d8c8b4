from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import How, QuietHours, Topic


class WishesForm(forms.Form):
    """One question for each topic: at once, in the digest, or no mail."""

    def __init__(self, *args: Any, topics: list[Topic], said: Mapping[str, How], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            self.fields[topic.name] = self._question(topic, said.get(topic.name))

    def _question(self, topic: Topic, said: How | None) -> forms.ChoiceField:
        return forms.ChoiceField(label=topic.words, choices=How.choices, initial=said or topic.default, widget=forms.RadioSelect)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[topic.name] for topic in self.topics]

    @property
    def wishes(self) -> dict[str, How | None]:
        """What is to be kept. The default is none: it may change."""
        answers = [(topic, How(self.cleaned_data[topic.name])) for topic in self.topics]
        return {topic.name: None if how == topic.default else how for topic, how in answers}


class WishesOfAllForm(WishesForm):
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(label=_("Quiet until"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, quiet_hours: QuietHours | None, **kwargs: Any) -> None:
        hours = {"quiet_from": quiet_hours.starts_at, "quiet_until": quiet_hours.ends_at} if quiet_hours else {}
        super().__init__(*args, initial=hours, **kwargs)

    def clean(self) -> None:
        start, end = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        if not {"quiet_from", "quiet_until"} & set(self.errors) and (start is None) != (end is None):
            self.add_error("quiet_from" if start is None else "quiet_until", _("Give both times, or neither."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("This is when they start. To hear nothing at all, choose “No mail” above."))

    @property
    def quiet_hours(self) -> tuple[time, time] | None:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return (start, end) if start is not None and end is not None else None


class WishesOfNetworkForm(WishesForm):
    """Each with one answer more: as for all networks."""

    def _question(self, topic: Topic, said: How | None) -> forms.ChoiceField:
        choices = [("", _("As for all")), *How.choices]
        return forms.ChoiceField(label=topic.words, choices=choices, initial=said or "", widget=forms.RadioSelect, required=False)

    @property
    def wishes(self) -> dict[str, How | None]:
        answers = {topic.name: self.cleaned_data[topic.name] for topic in self.topics}
        return {topic: How(answer) if answer else None for topic, answer in answers.items()}
