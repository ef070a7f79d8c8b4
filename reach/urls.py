from django.urls import path

from reach.views import figures

urlpatterns = [
    path("reach/", figures.index, name="reach"),
    path("reach/compute/", figures.compute, name="reach_compute"),
    path("reach/<slug:key>/", figures.figure, name="reach_figure"),
]
