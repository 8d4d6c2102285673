"""Addresses of the cases API."""

from django.urls import path

from registration.api import CaseDetail, CaseMoves, Cases

urlpatterns = [
    path("cases/", Cases.as_view(), name="api-cases"),
    path("cases/<slug:number>/", CaseDetail.as_view(), name="api-case"),
    path("cases/<slug:number>/moves/", CaseMoves.as_view(), name="api-case-moves"),
]
