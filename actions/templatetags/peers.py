"""Cards about peers that other pages show."""

from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from access.permissions import Permission
from access.services import can
from actions.queries import Reading
from actions.queries.cards import nudge_for, shelf_counts, shelf_of, spread_in
from actions.queries.lineage import descendants_of, origins_of
from actions.queries.peers import ahead_of
from actions.queries.progress import Row
from networks.models import Network
from officials.models import User

register = template.Library()

CELL, EMPTY = '<td class="s{}"><a href="{}"><span>{}</span></a></td>', "<td></td>"


@register.simple_tag
def cells(row: Row) -> SafeString:
    """The cells of a city in the matrix. Thousands of them would take a template half a second."""
    return mark_safe("".join(EMPTY if cell is None else CELL.format(cell.step, cell.url, escape(cell.text)) for cell in row.cells))  # noqa: S308


@register.inclusion_tag("actions/_spread.html", takes_context=True)
def peers_progress(context: dict[str, Any], network: Network) -> dict[str, Any]:
    """What the network's cities have taken up, for those with whom it is shared."""
    return {"network": network, "spread": spread_in(network, context["user"])}


@register.inclusion_tag("actions/_nudge.html", takes_context=True)
def nudge(context: dict[str, Any]) -> dict[str, Any]:
    """What most peers plan and the reader's city does not, if they heard of one lately."""
    return {"nudge": nudge_for(context["user"]), "settings_url": f"{reverse('settings')}#id_hears_of_peers"}


@register.inclusion_tag("actions/_ahead.html", takes_context=True)
def a_step_ahead(context: dict[str, Any]) -> dict[str, Any]:
    """Cities like the reader's that are further with something, and whom to ask."""
    return {"ahead": ahead_of(context["user"])}


@register.inclusion_tag("actions/_shelf.html", takes_context=True)
def still_on_it(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader's city planned and has not moved for a year."""
    return {"shelf": shelf_of(context["user"]), "csrf_token": context["csrf_token"]}


@register.inclusion_tag("actions/_shelf_counts.html", takes_context=True)
def plans_on_the_shelf(context: dict[str, Any]) -> dict[str, Any]:
    """How many such plans there are in the networks that the reader runs."""
    return {"counts": shelf_counts(context["user"])}


@register.inclusion_tag("actions/_lineage_card.html", takes_context=True)
def lineage_card(context: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Where an action came from, what came of it, whom to ask, and how to adapt it."""
    user, action = context["user"], reading.action
    official = user.official if user.is_authenticated else None
    asks = reading.lead.user if reading.lead and not reading.is_own else None
    return {
        "action": action,
        "origins": origins_of(action, user),
        "descendants": descendants_of(action, user),
        "shows_words": "text" in reading.parts,
        "may_adapt": bool(official and not reading.is_own and action.is_published and can(user, Permission.ACTION_WRITE, official.city)),
        "asks": asks if asks and User.objects.visible_to(user).filter(pk=asks.pk).exists() else None,
    }
