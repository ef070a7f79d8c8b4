from django.urls import path

from reports import views

urlpatterns = [
    path("settings/data/", views.my_data, name="my_data"),
    path("reports/", views.index, name="reports"),
    path("reports/export/", views.export, name="report_export"),
]
