from django.urls import path

from workshops.views import calendars, workshops

urlpatterns = [
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/<int:pk>/", workshops.workshop, name="workshop"),
    path("workshops/<int:pk>.ics", calendars.workshop_ics, name="workshop_ics"),
    path("workshops/feed/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("settings/calendar/", calendars.settings, name="settings_calendar"),
    path("networks/<slug:slug>/workshops/", workshops.in_network, name="network_workshops"),
    path("manage/workshops/", workshops.manage, name="manage_workshops"),
]
