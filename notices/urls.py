from django.urls import path

from notices import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/<int:pk>/", views.notification, name="notification"),
    path("notifications/stop/<str:token>/", views.stop, name="notifications_stop"),
    path("settings/notifications/", views.settings, name="settings_notifications"),
    path("settings/notifications/<slug:slug>/", views.settings_of_network, name="settings_notifications_network"),
]
