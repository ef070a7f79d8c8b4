from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.models import Activity
from activity.querysets import ActivityQuerySet
from activity.verbs import Verb

# Every time zone has midnights on these and the days between.
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
# So many people may be called what was asked for: of more, their lines cannot be found in a moment.
MOST_PEOPLE = 1000


class AuditFilter(forms.Form):
    """What of the log is asked for. An address with a wrong value shows as if it did not have it, and says so."""

    person = forms.CharField(label=_("Person, by name or e-mail address"), max_length=100, required=False)
    verb = forms.ChoiceField(label=_("What"), required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    network: forms.Field = forms.ModelChoiceField(
        None, to_field_name="slug", label=_("Network"), required=False, empty_label=_("All networks")
    )
    since = forms.DateField(label=_("From"), required=False, widget=DATE, validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])
    until = forms.DateField(label=_("Until"), required=False, widget=DATE, validators=[MinValueValidator(FIRST), MaxValueValidator(LAST)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(((verb.value, verb.in_general) for verb in Verb), key=lambda choice: choice[1])
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]
        self.fields["network"].queryset = _above("network").order_by("name")  # type: ignore[attr-defined]

    def clean_person(self) -> list[int] | None:
        """Those who are called so."""
        if not (words := self.cleaned_data["person"]):
            return None
        found = list(_above("actor").called(words).values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        if len(found) > MOST_PEOPLE:
            raise forms.ValidationError(_("More than 1,000 people are called so. Another word narrows it down."))
        return found

    def clean_city(self) -> Any:
        """Those that are called so."""
        words = self.cleaned_data["city"]
        found = words and _above("city").called(words)
        if words and not found:
            raise forms.ValidationError(_("No city is called so."))
        return found

    def apply(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        self.is_valid()
        asked = self.cleaned_data
        found = activities.filter(**{name: asked[name] for name in ("verb", "network") if asked.get(name)})
        if asked.get("city"):
            found = found.filter(city__in=asked["city"])
        if (people := asked.get("person")) is not None:
            found = found.of_people(people, list(_above("official").filter(user__in=people).values_list("pk", flat=True)))
        if asked.get("since"):
            found = found.filter(happened_at__gte=_begin(asked["since"]))
        if asked.get("until"):
            found = found.filter(happened_at__lt=_begin(asked["until"] + timedelta(days=1)))
        return found


def _above(name: str) -> Any:
    """Cities and networks lie above this app, so they are reached through their foreign keys."""
    return Activity._meta.get_field(name).related_model.objects  # type: ignore[union-attr]


def _begin(day: date) -> datetime:
    """Its midnight, where the reader is."""
    return timezone.make_aware(datetime.combine(day, time()))
