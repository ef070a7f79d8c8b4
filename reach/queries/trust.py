"""Trust: information flows quickly between people who trust each other, and staff protect that."""

from django.utils.translation import gettext_lazy as _

from reach.queries.figures import Figure, Part, Reason

REASON = Reason("trust", _("Trust"), _("Information flows quickly between people who trust each other, and staff protect that."))

PARTS: list[Part] = []

FIGURES: list[Figure] = []
