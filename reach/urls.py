from django.urls import path

from reach.views import counted, figures, pulse

urlpatterns = [
    path("reach/", figures.index, name="reach"),
    path("reach/compute/", figures.compute, name="reach_compute"),
    path("reach/<slug:key>/", figures.figure, name="reach_figure"),
    path("reach/<slug:key>/counted/", counted.index, name="reach_counted"),
    path("reach/<slug:key>/counted.csv", counted.export, name="reach_counted_csv"),
    path("networks/<slug:slug>/pulse/", pulse.pulse, name="network_pulse"),
    path("networks/<slug:slug>/pulse/open/", pulse.pulse_open, name="network_pulse_open"),
]
