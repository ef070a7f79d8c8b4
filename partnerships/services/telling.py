"""Whom an agreement concerns."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from cities.models import City
from networks.models import Network
from officials.models import Official, User
from partnerships.models import Agreement


def leads_of(cities: Iterable[int]) -> QuerySet[User]:
    """Who may sign for these cities."""
    return User.objects.filter(posts__in=Official.objects.current().verified().filter(is_lead=True, city__in=list(cities)))


def all_concerned(agreement: Agreement, *, also: City | None = None) -> QuerySet[User]:
    """The officials of its cities who have a seat in the network, their city leads, and who runs the network."""
    cities = list(agreement.parties.current().values_list("city", flat=True)) + ([also.pk] if also else [])
    there = Official.objects.current().verified().filter(city__in=cities)
    seated = there.in_networks(Network.objects.filter(pk=agreement.network_id))
    officials = there.filter(Q(is_lead=True) | Q(pk__in=seated.values("pk")))
    return User.objects.filter(Q(posts__in=officials) | Q(pk__in=agreement.network.managers.values("pk"))).distinct()
