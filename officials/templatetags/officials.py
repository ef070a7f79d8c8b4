from django import template

from officials.models import User
from officials.queries import Standing, standing

register = template.Library()


@register.inclusion_tag("officials/_standing.html")
def who_vouches(user: User) -> dict[str, Standing | None]:
    """To somebody for whom nobody has vouched: what they wait for, or why it was declined."""
    return {"standing": standing(user)}
