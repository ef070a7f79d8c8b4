from typing import Any, Self

from django.db import models
from django.db.models import Q

from activity.verbs import Audience


class ActivityQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What this person may read.

        Composes from the networks that the person may see, shares or runs. Networks lie above this app, so they are
        reached through the foreign key.
        """
        networks = self.model._meta.get_field("network").related_model.objects
        may_read = Q(audience=Audience.PUBLIC, network__in=networks.visible_to(user))
        if user.is_authenticated:
            may_read |= Q(audience=Audience.MEMBERS, network__in=networks.shared_with(user))
            may_read |= Q(audience=Audience.MANAGERS, network__in=networks.run_by(user))
            if user.is_administrator:
                may_read = Q()
        return self.filter(may_read)

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")

    def older_than(self, last: Any) -> Self:
        """What comes after `last` when the newest are first."""
        return self.filter(Q(happened_at__lt=last.happened_at) | Q(happened_at=last.happened_at, pk__lt=last.pk))

    def with_names(self) -> Self:
        """Fetches all that its sentence needs, however many rows there are."""
        return self.select_related("actor", "official__user", "person", "city", "network")
