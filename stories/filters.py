from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cities.models import Region
from networks.models import Area
from stories.models import Reason
from stories.querysets import StoryQuerySet


class StoryFilter(forms.Form):
    """Which stories; what makes no sense is no filter."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))
    reason = forms.ChoiceField(label=_("What it shows"), required=False, choices=[("", _("All five reasons")), *Reason.choices])
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Area"), required=False, to_field_name="slug", empty_label=_("All areas"))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("All regions")), *Region.choices])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("All languages")), *settings.LANGUAGES])

    def apply(self, stories: StoryQuerySet) -> StoryQuerySet:
        self.is_valid()
        asked: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        if "q" in asked:
            stories = stories.matching(asked["q"])
        ways = {"reason": "reason", "area": "network__area", "region": "city__region", "language": "current__texts__language"}
        return stories.filter(**{way: asked[name] for name, way in ways.items() if name in asked})
