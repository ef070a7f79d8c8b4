from django.urls import path

from reach import views

urlpatterns = [
    path("reach/", views.index, name="reach"),
    path("reach/compute/", views.compute, name="reach_compute"),
    path("reach/<slug:key>/", views.figure, name="reach_figure"),
]
