from django.urls import path

from imports import views

urlpatterns = [
    path("manage/imports/", views.imports, name="imports"),
    path("manage/imports/<int:pk>/", views.preview, name="import"),
    path("manage/imports/<int:pk>/columns/", views.columns, name="import_columns"),
    path("manage/imports/<int:pk>/errors.csv", views.errors, name="import_errors"),
    path("manage/imports/<int:pk>/commit/", views.commit, name="import_commit"),
    path("manage/imports/<int:pk>/undo/", views.undo, name="import_undo"),
]
