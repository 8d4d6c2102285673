"""Addresses of the public API."""

from django.urls import path

from disclosure.api import PublicLookup

urlpatterns = [path("public/<str:question>/", PublicLookup.as_view(), name="api-public")]
