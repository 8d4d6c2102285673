"""Addresses of the registration pages."""

from django.urls import URLPattern

app_name = "registration"
urlpatterns: list[URLPattern] = []
