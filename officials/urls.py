from django.urls import path

from officials import views

urlpatterns = [
    path("settings/", views.settings, name="settings"),
]
