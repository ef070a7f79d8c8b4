"""An empty Django project, as startproject makes it, with one view for somebody who is signed in: the least that a page can cost.

`python -m benchmarks.bare` migrates its database, signs somebody in and prints their cookie.
"""

import os

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from psycopg.conninfo import conninfo_to_dict

url = conninfo_to_dict(os.environ["DATABASE_URL"])
settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql", "NAME": url["dbname"], "USER": url.get("user", ""), "HOST": url.get("host", ""),
            "PASSWORD": url.get("password", ""), "PORT": url.get("port", ""), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
        }
    },
)  # fmt: skip
application = get_wsgi_application()
PAGE = engines["django"].from_string("<!doctype html><title>A page</title><p>{{ user.get_username }}, {{ request.path }}</p>")


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render({"user": request.user}, request))


urlpatterns = [path("", view)]


def sign_somebody_in() -> None:
    call_command("migrate", verbosity=0)
    user, _is_new = get_user_model().objects.get_or_create(username="somebody")
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}")


if __name__ == "__main__":
    sign_somebody_in()
