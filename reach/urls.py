from django.urls import path

from reach.views import counted, figures

urlpatterns = [
    path("reach/", figures.index, name="reach"),
    path("reach/compute/", figures.compute, name="reach_compute"),
    path("reach/<slug:key>/", figures.figure, name="reach_figure"),
    path("reach/<slug:key>/counted/", counted.index, name="reach_counted"),
    path("reach/<slug:key>/counted.csv", counted.export, name="reach_counted_csv"),
]
