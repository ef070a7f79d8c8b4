from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.filters import CityFilter
from cities.models import Category, City, Region


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    asked = CityFilter(request.GET)
    cities = asked.apply(City.objects.visible_to(request.user)).order_by("region", "name")
    return render(
        request,
        "cities/directory.html",
        {"cities": cities, "asked": asked, "regions": Region.choices, "categories": Category.choices},
    )


@login_not_required
@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    if survivor := City.objects.filter(pk__in=City.objects.filter(slug=slug).values("merged_into")).first():
        return redirect(survivor)
    found = get_object_or_404(City.objects.visible_to(request.user), slug=slug)
    return render(request, "cities/city.html", {"city": found, "now": timezone.now()})
