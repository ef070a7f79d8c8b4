import re
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from actions.models import Indicator, IndicatorValue

if TYPE_CHECKING:
    import pint
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    pint = SimpleLazyObject(partial(import_module, "pint"))

# km, m², passenger_km/day, t CO2e: names with a small power each, joined by a sign; never arithmetic for a parser to work on.
NAME = r"(?:[^\W\d_]+|%|°C)"
UNIT = re.compile(rf"(?:1|{NAME}(?:\^-?[1-9])?)(?:[ */·]{NAME}(?:\^-?[1-9])?){{0,3}}")
COUNTED = re.compile(r"(number of|nombre de|número de|jumlah) \S.*", re.IGNORECASE)


@cache
def _registry() -> "pint.UnitRegistry":
    """Made when the first unit is asked for: it takes a third of a second."""
    registry: pint.UnitRegistry = pint.UnitRegistry()
    registry.define("passenger = [passenger] = pax")
    registry.define("CO2e = []")
    return registry


def known_unit(unit: str) -> None:
    """A form field's validator: a unit of measure, or what is counted."""
    if COUNTED.fullmatch(unit):
        return
    plain = re.sub(r"\s*\bCO[2₂]-?e?q?\b", "", unit).replace("²", "^2").replace("³", "^3").strip()
    names = re.findall(NAME, plain)
    if not UNIT.fullmatch(plain) or not all(name == "%" or name in _registry() for name in names):
        raise ValidationError(_("No unit has this name. Write it as in km, m², MWh/year or %, and what is counted as in: number of trees."))


class IndicatorForm(forms.ModelForm):
    unit = forms.CharField(
        label=_("Unit"), max_length=40, validators=[known_unit],
        help_text=_("For example km, m², t CO₂e, MWh/year or %. What is counted: number of trees."),
    )  # fmt: skip

    class Meta:
        model = Indicator
        fields = ["name", "unit", "target"]
        help_texts = {"name": _("For example: bus lanes in use.")}


class ValueForm(forms.ModelForm):
    class Meta:
        model = IndicatorValue
        fields = ["year", "value"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["inputmode"] = "numeric"
