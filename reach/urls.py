from django.urls import path

from reach.views import counted, figures, peer_effect, pictures, pulse

urlpatterns = [
    path("reach/", pictures.index, name="reach"),
    path("reach/map/", pictures.world_map, name="reach_map"),
    path("reach/ties/", pictures.ties, name="reach_ties"),
    path("reach/pictures/<slug:key>.<slug:kind>", pictures.picture, name="reach_picture"),
    path("networks/<slug:slug>/reach/", pictures.in_network, name="network_reach"),
    path("reach/compute/", figures.compute, name="reach_compute"),
    path("reach/peer-effect/", peer_effect.index, name="peer_effect"),
    path("reach/peer-effect/compute/", peer_effect.compute, name="peer_effect_compute"),
    path("reach/peer-effect/export/", peer_effect.export, name="peer_effect_export"),
    path("reach/<slug:key>/", figures.figure, name="reach_figure"),
    path("reach/<slug:key>/counted/", counted.index, name="reach_counted"),
    path("reach/<slug:key>/counted.csv", counted.export, name="reach_counted_csv"),
    path("networks/<slug:slug>/pulse/", pulse.pulse, name="network_pulse"),
    path("networks/<slug:slug>/pulse/open/", pulse.pulse_open, name="network_pulse_open"),
]
