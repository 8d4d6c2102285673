"""Addresses of the survey results API."""

from django.urls import path

from surveys.api import SurveyResultDetail, SurveyResults

urlpatterns = [
    path("survey-results/", SurveyResults.as_view(), name="api-survey-results"),
    path(
        "survey-results/<uuid:result_id>/",
        SurveyResultDetail.as_view(),
        name="api-survey-result",
    ),
]
