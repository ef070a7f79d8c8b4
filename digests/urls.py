from django.urls import path

from digests import views

urlpatterns = [
    path("settings/digest/", views.settings, name="settings_digest"),
    path("manage/networks/<slug:slug>/digest/", views.note, name="network_note"),
    path("digests/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
