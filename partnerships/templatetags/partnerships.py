from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from access.querysets import prepared
from cities.models import City
from officials.models import today
from partnerships import queries
from partnerships.models import Agreement, Party

register = template.Library()
CENTS_BELOW = 1000


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """In the reader's language; nothing where there is no amount."""
    return "" if amount is None else queries.money(amount, currency)


@register.filter
def rounded(amount: Decimal | None, currency: str) -> str:
    """For a mean or an estimate: in a large one, cents would claim more than anybody knows."""
    return money(amount if amount is None or abs(amount) < CENTS_BELOW else amount.quantize(Decimal(1)), currency)


@register.filter
def per_cent(part: Decimal | None) -> str:
    return "" if part is None else queries.per_cent(part)


@register.simple_tag
def in_dollars(agreement: Agreement, amount: Decimal | None) -> str:
    """'about US$12,000', of an agreement with_rate() in another currency; nothing where no rate is known."""
    if agreement.currency == "USD":
        return ""
    dollars = queries.in_dollars(agreement, amount)
    return "" if dollars is None else _("about %(amount)s") % {"amount": queries.money(dollars, "USD")}


@register.inclusion_tag("partnerships/_to_sign.html", takes_context=True)
def agreements_to_sign(context: dict[str, Any]) -> dict[str, Any]:
    """At home: what waits for the signature of the reader's city."""
    return {"parties": queries.waits_for_signature(context["user"])}


@register.inclusion_tag("partnerships/_ending.html", takes_context=True)
def agreements_ending(context: dict[str, Any]) -> dict[str, Any]:
    """For a manager: those whose term ends within 90 days."""
    return {"agreements": queries.about_to_end(context["user"], until=today() + queries.ABOUT_TO_END)}


@register.inclusion_tag("partnerships/_of_city.html", takes_context=True)
def agreements_of_city(context: dict[str, Any], city: City) -> dict[str, Any]:
    """Those that the city has signed, as far as the reader may see them."""
    user = context["user"]
    return {"agreements": _signed_by(user, city.pk) if user.is_authenticated else []}


@prepared
def _signed_by(user: Any, city: int) -> Any:
    signed = Party.objects.signed().filter(city=city)
    return Agreement.objects.visible_to(user).under_way().filter(parties__in=signed).soonest_to_end()
