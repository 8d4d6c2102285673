"""Addresses of the surveys API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
