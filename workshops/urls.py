from django.urls import path

from workshops.views import workshops

urlpatterns = [
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/<int:pk>/", workshops.workshop, name="workshop"),
    path("networks/<slug:slug>/workshops/", workshops.in_network, name="network_workshops"),
    path("manage/workshops/", workshops.manage, name="manage_workshops"),
]
