"""Ownership: a city leads its own policy and adapts what its peers know."""

from django.utils.translation import gettext_lazy as _

from reach.queries.figures import Figure, Part, Reason

REASON = Reason("ownership", _("Ownership"), _("A city leads its own policy and adapts what its peers know."))

PARTS: list[Part] = []

FIGURES: list[Figure] = []
