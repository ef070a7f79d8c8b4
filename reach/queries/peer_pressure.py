"""Peer pressure, the good kind: cities see what their peers have done, and follow."""

from django.utils.translation import gettext_lazy as _

from reach.queries.figures import Figure, Part, Reason

REASON = Reason("peer-pressure", _("Peer pressure, the good kind"), _("Cities see what their peers have done, and follow."))

PARTS: list[Part] = []

FIGURES: list[Figure] = []
