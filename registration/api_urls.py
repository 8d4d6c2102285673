"""Addresses of the cases API."""

from django.urls import path

from registration.api import CaseDetail, CaseMoves, Cases
from registration.register_file_api import RegisterFiles
from registration.supplement_api import CaseDisputeEnd, CaseDisputes, CaseUnitLists

urlpatterns = [
    path("exports/register/", RegisterFiles.as_view(), name="api-export-register"),
    path("cases/", Cases.as_view(), name="api-cases"),
    path("cases/<slug:number>/", CaseDetail.as_view(), name="api-case"),
    path("cases/<slug:number>/moves/", CaseMoves.as_view(), name="api-case-moves"),
    path("cases/<slug:number>/disputes/", CaseDisputes.as_view(), name="api-case-disputes"),
    path(
        "cases/<slug:number>/disputes/<int:dispute_id>/end/",
        CaseDisputeEnd.as_view(),
        name="api-case-dispute-end",
    ),
    path("cases/<slug:number>/unit-lists/", CaseUnitLists.as_view(), name="api-case-unit-lists"),
]
