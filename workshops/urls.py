from django.urls import path

from workshops.views import agenda, calendars, planning, workshops

urlpatterns = [
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/<int:pk>/", workshops.workshop, name="workshop"),
    path("workshops/<int:pk>.ics", calendars.workshop_ics, name="workshop_ics"),
    path("workshops/feed/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("settings/calendar/", calendars.settings, name="settings_calendar"),
    path("networks/<slug:slug>/workshops/", workshops.in_network, name="network_workshops"),
    path("manage/workshops/", workshops.manage, name="manage_workshops"),
    path("manage/networks/<slug:slug>/workshops/new/", planning.create, name="workshop_create"),
    path("manage/workshops/<int:pk>/", planning.edit, name="workshop_edit"),
    path("manage/workshops/<int:pk>/agenda/", agenda.agenda, name="workshop_agenda"),
    path("manage/workshops/<int:pk>/agenda/<int:session>/", agenda.session, name="workshop_session"),
    path("manage/workshops/<int:pk>/agenda/<int:session>/remove/", agenda.session_remove, name="workshop_session_remove"),
    path("manage/workshops/<int:pk>/agenda/<int:session>/speakers/<int:speaker>/remove/", agenda.speaker_remove, name="speaker_remove"),
    path("manage/workshops/<int:pk>/announce/", planning.announce, name="workshop_announce"),
    path("manage/workshops/<int:pk>/cancel/", planning.cancel, name="workshop_cancel"),
    path("manage/workshops/<int:pk>/discard/", planning.discard, name="workshop_discard"),
]
