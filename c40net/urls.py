"""Every address of c40net. Read one from right to left: the first app named in it serves it."""

from django.conf import settings
from django.urls import include, path

from c40net import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.home, name="home"),
    path("manage/", views.manage, name="manage"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/single-sign-on/", include("allauth.socialaccount.urls")),
    *(path("accounts/", include(f"{provider}.urls")) for provider in settings.SSO_PROVIDERS),
    path("", include("activity.urls")),
    path("", include("cities.urls")),
    path("", include("officials.urls")),
    path("", include("notices.urls")),
    path("", include("networks.urls")),
    path("", include("workshops.urls")),
    path("", include("exchange.urls")),
    path("", include("partnerships.urls")),
    path("", include("actions.urls")),
    path("", include("imports.urls")),
    path("", include("reach.urls")),
    path("", include("stories.urls")),
    path("", include("digests.urls")),
    path("", include("reports.urls")),
    path("", include("search.urls")),
]
