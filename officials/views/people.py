from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from officials.filters import PersonFilter
from officials.models import SignedInRequest, User
from officials.queries import FirstThousand, networks, networks_in_common, standing


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Those whom this person may see, by name."""
    asked = PersonFilter(request.GET, networks=networks(request.user))
    found = FirstThousand(asked.apply(User.objects.visible_to(request.user)).by_name())
    page = found.page_of(User.objects.with_posts(), request.GET.get("page"))
    return render(request, "officials/people.html", {"filter": asked, "page": page, "standing": standing(request.user)})


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user).with_posts(), pk=pk)
    return render(
        request,
        "officials/person.html",
        {
            "person": person,
            "is_self": person == request.user,
            "networks": networks_in_common(request.user, person),
        },
    )
