from typing import Any

from django import template

from notices.models import Pause
from notices.queries import MOST_COUNTED, count_unread
from officials.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> int:
    """Asked with who reads the page; of somebody who has come in meanwhile, now."""
    unread: int | None = getattr(context["user"], "unread_count", None)
    return count_unread(context["user"]) if unread is None else unread


@register.filter
def counted(number: int) -> str:
    """'7', '99+'."""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number)


@register.simple_tag(takes_context=True)
def my_mail_pause(context: dict[str, Any]) -> Pause | None:
    """Where mail to the reader is paused, why; shown by notices/_paused.html."""
    return Pause.objects.holding().filter(user=context["user"]).first()


@register.simple_tag
def paused_count() -> int:
    """To how many people mail is paused."""
    return Pause.objects.holding().count()


@register.inclusion_tag("notices/_pause_of.html")
def mail_pause_of(person: User) -> dict[str, Any]:
    """To staff, on a person's page: that mail does not get through."""
    return {"pause": Pause.objects.holding().filter(user=person).first()}
