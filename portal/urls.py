"""Addresses of the portal pages."""

from django.urls import path

from portal.views import home, integrators, search, token_gone, token_new

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("integrators/", integrators, name="integrators"),
    path("integrators/tokens/", token_new, name="token_new"),
    path("integrators/tokens/<slug:token_key>/revoke/", token_gone, name="token_gone"),
]
