"""Addresses of the buildings pages."""

from django.urls import URLPattern

app_name = "buildings"
urlpatterns: list[URLPattern] = []
