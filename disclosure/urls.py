"""Addresses of the public pages."""

from django.urls import path

from disclosure.survey_views import reuse_rules, surveyed, verification, verified
from disclosure.views import object_card, search

app_name = "disclosure"
urlpatterns = [
    path("", search, name="search"),
    path("surveyed/", surveyed, name="surveyed"),
    path("reuse/", reuse_rules, name="reuse_rules"),
    path("verify/", verification, name="verification"),
    path("verify/<slug:number>/<slug:digest>/", verified, name="verified"),
    path("objects/<str:code>/", object_card, name="object"),
]
