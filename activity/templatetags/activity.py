from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.models import Activity
from activity.verbs import Verb

register = template.Library()


@register.filter
def with_links(activity: Activity) -> SafeString:
    """The sentence of an activity that was told(), with links to what it names. Everything in it is escaped."""
    sentence = format_html(
        str(Verb(activity.verb).label),
        actor=activity.actor or _("somebody"),
        official=activity.official or _("somebody"),
        city=_link(activity.city, _("a former city")),
        network=_link(activity.network, _("a former network")),
        subject=_subject(activity),
    )
    if not activity.more:
        return sentence
    more = ngettext("and %(n)s more", "and %(n)s more", activity.more) % {"n": activity.more}
    return format_html('{} <span class="soft">{}</span>', sentence, more)


def _subject(activity: Activity) -> SafeString:
    name = activity.subject_name
    return format_html('<a href="{}">{}</a>', activity.url, name) if activity.url else format_html("<b>{}</b>", name)


def _link(thing: Any, otherwise: str) -> SafeString:
    if thing is None:
        return format_html("{}", otherwise)
    return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), thing)
