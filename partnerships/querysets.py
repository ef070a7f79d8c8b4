from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, DateField, DecimalField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from access.permissions import Role

# Those that are asked to sign, or have signed and not left.
CURRENT = ["invited", "signed"]
RATE = DecimalField(max_digits=18, decimal_places=9)


def lead_city(user: Any) -> int | None:
    """The city for which this person may sign."""
    if not user.is_authenticated or user.official is None:
        return None
    return user.official.city_id if user.official.is_lead and user.official.is_verified else None


class AgreementQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of networks shared with this person, and those that their city is asked to sign or has signed, for its lead.

        A draft only for who runs the network.
        """
        networks = self.model._meta.get_field("network").related_model.objects
        of_network = Q(network__in=networks.ids_shared_with(user))
        asked = Q(pk__in=self._parties().current().filter(city=lead_city(user)).values("agreement"))
        return self.filter(((of_network | asked) & ~Q(status="draft")) | Q(network__in=networks.ids_run_by(user)))

    def with_amounts_for(self, user: Any) -> Self:
        """shows_amounts: whether this person reads what each city pays. The one place that decides it.

        Staff do, and the officials of a city that is asked to sign or has signed.
        """
        if user.is_authenticated and Role.STAFF in user.roles:
            return self.annotate(shows_amounts=Value(value=True))
        if not user.is_authenticated or Role.OFFICIAL not in user.roles:
            return self.annotate(shows_amounts=Value(value=False))
        return self.annotate(shows_amounts=Exists(self._parties().current().filter(agreement=OuterRef("pk"), city=user.official.city)))

    def run_by(self, user: Any) -> Self:
        """Those that this person manages."""
        return self.filter(network__in=self.model._meta.get_field("network").related_model.objects.ids_run_by(user))

    def under_way(self) -> Self:
        """Open for signature or active."""
        return self.filter(status__in=["open", "active"])

    def in_force(self) -> Self:
        """Active now, or until it ended: those whose figures count."""
        return self.filter(status__in=["active", "ended"])

    def over(self, day: date) -> Self:
        """Under way, though the last day of their term has passed."""
        return self.under_way().filter(ends_on__lt=day)

    def ending(self, day: date, until: date) -> Self:
        """Active, and their term ends by then."""
        return self.filter(status="active", ends_on__gte=day, ends_on__lte=until)

    def with_counts(self) -> Self:
        """signed_count, and party_count: those that have signed or are asked to."""
        return self.annotate(signed_count=self._count(self._parties().signed()), party_count=self._count(self._parties().current()))

    def with_rate(self, day: date) -> Self:
        """usd_rate, usd_rate_day: what one unit of its currency was worth when its term began, or is worth today before that."""
        rates = self.model._meta.apps.get_model("partnerships", "ExchangeRate").objects
        known = rates.filter(currency=OuterRef("currency"), day__lte=OuterRef("rated_on")).order_by("-day")
        return self.annotate(rated_on=Least("starts_on", Value(day), output_field=DateField())).annotate(
            usd_rate=Case(When(currency="USD", then=Value(1, RATE)), default=Subquery(known.values("usd")[:1]), output_field=RATE),
            usd_rate_day=Case(
                When(currency="USD", then=F("rated_on")), default=Subquery(known.values("day")[:1]), output_field=DateField()
            ),
        )

    def with_place(self) -> Self:
        return self.select_related("network__parent", "network__area", "partner")

    def newest_first(self) -> Self:
        return self.order_by("-starts_on", "-pk")

    def soonest_to_end(self) -> Self:
        return self.order_by("ends_on", "pk")

    def _parties(self) -> Any:
        return self.model._meta.get_field("parties").related_model.objects

    def _count(self, parties: models.QuerySet[Any]) -> Coalesce:
        rows = parties.filter(agreement=OuterRef("pk")).order_by().values("agreement").annotate(n=Count("pk"))
        return Coalesce(Subquery(rows.values("n")), 0)


class PartyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Those of the agreements whose amounts this person reads."""
        agreements = self.model._meta.get_field("agreement").related_model.objects.visible_to(user).with_amounts_for(user)
        return self.filter(agreement__in=agreements.filter(shows_amounts=True).values("pk"))

    def current(self) -> Self:
        """Of which there is one at most for a city and an agreement. The second entry of a city is no city."""
        return self.filter(status__in=CURRENT, city__merged_into__isnull=True)

    def signed(self) -> Self:
        return self.current().filter(status="signed")

    def invited(self) -> Self:
        return self.current().filter(status="invited")

    def by_city(self) -> Self:
        return self.order_by("city__name", "pk")

    def waiting_for(self, user: Any) -> Self:
        """Those that this person may sign for their city now."""
        return self.invited().filter(city=lead_city(user), agreement__status__in=["open", "active"])


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """As each says: for all who see the agreement, for the officials of its cities, for staff. Staff read them all."""
        agreements = self.model._meta.get_field("agreement").related_model.objects.visible_to(user).with_amounts_for(user)
        seen = self.filter(agreement__in=agreements.values("pk"))
        if user.is_authenticated and Role.STAFF in user.roles:
            return seen
        of_cities = Q(readers="cities", agreement__in=agreements.filter(shows_amounts=True).values("pk"))
        return seen.filter(Q(readers="network") | of_cities)


class ExchangeRateQuerySet(models.QuerySet[Any]):
    def newest_first(self) -> Self:
        return self.order_by("-day", "currency")
