from django.urls import path

from reports import views

urlpatterns = [
    path("settings/data/", views.my_data, name="my_data"),
    path("networks/<slug:slug>/reports/<int:year>/", views.annual, name="annual_report"),
    path("reports/annual/", views.annual_export, name="annual_report_export"),
    path("reports/", views.index, name="reports"),
    path("reports/export/", views.export, name="report_export"),
    path("reports/exports/", views.exports, name="exports"),
    path("reports/exports/<int:pk>/", views.made, name="export"),
    path("reports/exports/<int:pk>/cancel/", views.cancel, name="export_cancel"),
    path("reports/exports/<int:pk>/again/", views.again, name="export_again"),
    path("reports/exports/<str:token>/file/", views.download, name="export_download"),
    path("reports/saved/new/", views.save, name="report_save"),
    path("reports/saved/<int:pk>/", views.saved_report, name="saved_report"),
    path("reports/saved/<int:pk>/make/", views.make, name="saved_report_make"),
    path("reports/saved/<int:pk>/discard/", views.discard, name="saved_report_discard"),
]
