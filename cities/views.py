from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cities.filters import CityFilter
from cities.models import Category, City, Region
from cities.queries import MOST, largest, visible_city


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    asked = CityFilter(request.GET)
    found = asked.apply(City.objects.visible_to(request.user))
    page = Paginator(found.order_by("region", "name", "pk"), MOST).get_page(request.GET.get("page"))
    return render(
        request,
        "cities/directory.html",
        {
            "page": page,
            "cities": page.object_list,
            "on_map": largest(found) if page.has_other_pages() else page.object_list,
            "asked": asked,
            "regions": Region.choices,
            "categories": Category.choices,
        },
    )


@login_not_required
@require_safe
def city(request: HttpRequest, slug: str) -> HttpResponse:
    for found in visible_city(request.user, slug):
        return render(request, "cities/city.html", {"city": found, "now": timezone.now()})
    return redirect(get_object_or_404(City, pk__in=City.objects.filter(slug=slug).values("merged_into")))
