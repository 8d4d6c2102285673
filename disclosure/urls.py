"""Addresses of the public pages."""

from django.urls import path

from disclosure.views import object_card, search

app_name = "disclosure"
urlpatterns = [
    path("", search, name="search"),
    path("objects/<str:code>/", object_card, name="object"),
]
