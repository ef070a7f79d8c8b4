from django.urls import path

from officials.views import settings

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
]
