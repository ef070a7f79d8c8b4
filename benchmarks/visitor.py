"""Signs somebody in and says which pages they look at, and how many queries each takes: `python -m benchmarks.visitor <e-mail>`."""

import json
import os
import sys

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "c40net.settings")
settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from networks.models import Seat  # noqa: E402
from officials.models import User  # noqa: E402


def pages(user: User) -> dict[str, str]:
    own = Seat.objects.active().filter(official__user=user, network__parent=None).select_related("network").order_by("pk")[0]
    peers = Seat.objects.active().filter(network=own.network).exclude(pk=own.pk)
    peer = peers.select_related("official__city").order_by("pk")[0].official
    network, lists = own.network.slug, {"people": reverse("people")}
    return {
        "people, a list of 50": lists["people"],
        "people by name, city and language, a list of 50": f"{lists['people']}?q=a&city={peer.city.slug}&language=en",
        "members of a network": reverse("network_members", args=[network]),
        "questions of a network": reverse("network_exchange", args=[network]),
        "a network's overview": reverse("network", args=[network]),
        "a person": reverse("person", args=[peer.user_id]),
        "a city": reverse("city", args=[peer.city.slug]),
    }


def main(email: str) -> None:
    user = User.objects.get(email=email)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    found = {}
    for name, path in pages(user).items():
        assert browser.get(path).status_code == 200, path
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        found[name] = {"path": path, "queries": len(queries)}
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(json.dumps({"cookie": cookie, "pages": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
