"""A resource as a reader may see it, with its versions and the cities that used it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from exchange.models import PostReport, Resource, ResourceUse, ResourceVersion
from exchange.queries.pages import Shown, reports_of, shown
from networks.models import Network


@dataclass(frozen=True)
class ShownUse:
    """What a city says of it, with what came of it where the reader may read that."""

    use: ResourceUse
    action: Any


@dataclass(frozen=True)
class ResourcePage:
    row: Shown
    versions: list[ResourceVersion]
    uses: list[ShownUse]
    my_use: ResourceUse | None
    named_cities: list[Any]
    reports: list[PostReport]


def resource_page(resource: Resource, *, user: Any) -> ResourcePage:
    """The same number of queries for any number of versions and uses."""
    uses = list(resource.uses.select_related("city", "official__user"))
    own_city = user.official.city_id if user.is_authenticated and user.official else None
    runs = user.is_authenticated and Network.objects.run_by(user).filter(pk=resource.network_id).exists()
    actions = {action.pk: action for action in _actions().visible_to(user).filter(pk__in=[use.action_id for use in uses if use.action_id])}
    return ResourcePage(
        shown([resource], user=user)[0],
        list(resource.versions.select_related("file")),
        [ShownUse(use, actions.get(use.action_id)) for use in uses],
        next((use for use in uses if use.city_id == own_city), None),
        list(resource.named_cities.order_by("name")),
        list(reports_of(Q(resource=resource))) if runs else [],
    )


def actions_of(user: Any) -> Any:
    """Those of the reader's city: what may have come of a resource."""
    return _actions().visible_to(user).of_city(user.official.city).order_by("title", "pk")


def _actions() -> Any:
    """They lie above this app, and are reached through the foreign key."""
    to_action: Any = ResourceUse._meta.get_field("action")
    return to_action.related_model.objects
