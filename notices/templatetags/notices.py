from django import template

from notices.queries import MOST_COUNTED, count_unread

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> int:
    return count_unread(context["user"])


@register.filter
def counted(number: int) -> str:
    """'7', '99+'."""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number)
