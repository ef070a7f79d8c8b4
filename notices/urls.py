from django.urls import path

from notices import api, views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/send-again/", views.send_again, name="mail_again"),
    path("notifications/<int:pk>/", views.notification, name="notification"),
    path("notifications/stop/<str:token>/", views.stop, name="notifications_stop"),
    path("manage/notifications/paused/", views.paused, name="manage_paused"),
    path("notices/<slug:provider>/tracking/", api.tracking, name="mail_tracking"),
    path("notices/<slug:provider>/inbound/", api.inbound, name="mail_inbound"),
    path("settings/notifications/", views.settings, name="settings_notifications"),
    path("settings/notifications/<slug:slug>/", views.settings_of_network, name="settings_notifications_network"),
]
