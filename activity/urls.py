from django.urls import path

from activity import views

urlpatterns = [
    path("manage/audit/", views.audit, name="audit"),
    path("manage/audit/export/", views.export, name="audit_export"),
]
