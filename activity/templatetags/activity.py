from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activity.models import Activity
from activity.verbs import Verb

register = template.Library()


@register.filter
def with_links(activity: Activity) -> SafeString:
    """The sentence of an activity, its city in bold and its network as a link. Everything in it is escaped."""
    return format_html(
        str(Verb(activity.verb).label),
        actor=activity.actor or _("somebody"),
        official=activity.official or _("somebody"),
        city=_link(activity.city, _("a former city")),
        network=_link(activity.network, _("a former network")),
        subject=format_html("<b>{}</b>", activity.subject_label or activity.person or _("somebody")),
    )


def _link(thing: Any, otherwise: str) -> SafeString:
    if thing is None:
        return format_html("{}", otherwise)
    return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), thing)
