from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.services import require
from activity.models import Activity
from activity.queries import told
from c40net.queries import readiness
from cities.models import City
from cities.queries import largest
from networks.models import Network
from networks.queries import waits_for_official, what_waits
from officials.models import SignedInRequest

HOME_ROWS = 15


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    cities = City.objects.visible_to(request.user).members()
    networks = Network.objects.visible_to(request.user).top_level().open()
    counts = {"city_count": cities.count(), "network_count": networks.count()}
    on_map = sorted(largest(cities), key=lambda city: (city.region, city.name))
    return render(request, "c40net/landing.html", {"cities": on_map} | counts)


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What needs me, my networks, and what is new in them."""
    networks = Network.objects.joined_by(request.user)
    if request.user.staff:
        networks = Network.objects.run_by(request.user)
    return render(
        request,
        "c40net/home.html",
        {
            "networks": networks.open().with_counts().order_by("name"),
            "feed": told(Activity.objects.visible_to(request.user).newest_in(networks, HOME_ROWS), user=request.user),
            "waits": waits_for_official(request.user),
        },
    )


@require_safe
def manage(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, oldest first."""
    require(request.user, Permission.WORK_QUEUE_OPEN)
    run = Network.objects.run_by(request.user).open().with_counts().order_by("name")
    return render(request, "c40net/manage.html", {"waits": what_waits(request.user), "run": run})


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """What it stands on is up as well."""
    parts = readiness()
    lines = "".join(f"{part}: {'ok' if ready else 'does not answer'}\n" for part, ready in parts.items())
    return HttpResponse(lines, content_type="text/plain", status=200 if all(parts.values()) else 503)
