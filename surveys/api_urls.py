"""Addresses of the survey results API."""

from django.urls import path

from surveys.api import SurveyResultDetail, SurveyResults
from surveys.check_api import FileChecks
from surveys.chunked_api import UploadFinish, UploadPieces, Uploads
from surveys.compare_api import ResultComparison, UnitComparison
from surveys.conversion_api import ResultConverted
from surveys.mapping_api import FieldMappings
from surveys.report_api import ReportSchema, ResultReport, ResultReportHtml, ResultReportPdf
from surveys.supplement_api import Supplements
from surveys.waiver_api import ResultWaivers

RESULT = "survey-results/<uuid:result_id>/"
COMPARED = f"{RESULT}compared-with/<uuid:other_id>/"

urlpatterns = [
    path("survey-results/", SurveyResults.as_view(), name="api-survey-results"),
    path(RESULT, SurveyResultDetail.as_view(), name="api-survey-result"),
    path(f"{RESULT}report.json", ResultReport.as_view(), name="api-result-report"),
    path(f"{RESULT}report.html", ResultReportHtml.as_view(), name="api-result-report-html"),
    path(f"{RESULT}report.pdf", ResultReportPdf.as_view(), name="api-result-report-pdf"),
    path(f"{RESULT}converted/", ResultConverted.as_view(), name="api-result-converted"),
    path(f"{RESULT}waivers/", ResultWaivers.as_view(), name="api-result-waivers"),
    path("uploads/", Uploads.as_view(), name="api-uploads"),
    path("uploads/<uuid:upload_id>/", UploadPieces.as_view(), name="api-upload"),
    path("uploads/<uuid:upload_id>/finish/", UploadFinish.as_view(), name="api-upload-finish"),
    path(
        "field-mappings/<int:organisation_id>/", FieldMappings.as_view(), name="api-field-mappings"
    ),
    path("supplements/", Supplements.as_view(), name="api-supplements"),
    path("checks/", FileChecks.as_view(), name="api-checks"),
    path("checks/report.schema.json", ReportSchema.as_view(), name="api-report-schema"),
    path(COMPARED, ResultComparison.as_view(), name="api-result-comparison"),
    path(f"{COMPARED}units.csv", UnitComparison.as_view(), name="api-unit-comparison"),
]
