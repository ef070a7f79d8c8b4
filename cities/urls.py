from django.urls import path

from cities import views

urlpatterns = [
    path("cities/", views.directory, name="cities"),
    path("cities/<slug:slug>/", views.city, name="city"),
]
