"""Addresses of the parcels API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
