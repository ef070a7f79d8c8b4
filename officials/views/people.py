from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.querysets import the_one
from officials.filters import PersonFilter
from officials.models import SignedInRequest, User
from officials.queries import (
    FirstThousand,
    first_ids,
    names_of_networks,
    names_of_people,
    networks,
    networks_in_common,
    people_of,
    standing,
    visible_person,
    with_current_posts,
)


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Those whom this person may see, by name."""
    asked = PersonFilter(request.GET, networks=names_of_networks(request.user))
    if asked.is_empty:
        found = FirstThousand(pk for _name, pk in names_of_people(request.user))
    else:
        found = FirstThousand(first_ids(asked.apply(User.objects.visible_to(request.user), networks(request.user)).by_name()))
    page = found.page_of(people_of, request.GET.get("page"))
    return render(request, "officials/people.html", {"filter": asked, "page": page, "standing": standing(request.user)})


@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    (person,) = with_current_posts([the_one(visible_person(request.user, pk))])
    return render(
        request,
        "officials/person.html",
        {
            "person": person,
            "is_self": person == request.user,
            "networks": networks_in_common(request.user, person.pk),
        },
    )
