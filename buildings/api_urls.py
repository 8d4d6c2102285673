"""Addresses of the buildings API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
