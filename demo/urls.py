"""Addresses of the demo's files."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("files/", views.file_list, name="files"),
    path("files/<path:path>", views.file_download, name="file"),
]
