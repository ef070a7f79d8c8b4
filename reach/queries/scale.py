"""Economies of scale: several cities sign one agreement with a technical assistance partner."""

from django.utils.translation import gettext_lazy as _

from reach.queries.figures import Figure, Part, Reason

REASON = Reason("scale", _("Economies of scale"), _("Several cities sign one agreement with a technical assistance partner."))

PARTS: list[Part] = []

FIGURES: list[Figure] = []
