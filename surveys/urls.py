"""Addresses of the survey pages."""

from django.urls import path, register_converter

from surveys import finding_views, mapping_views, result_views, views
from surveys.result_views import LAYERS


class LayerConverter:
    """One of the layers a result has."""

    regex = "|".join(LAYERS)

    def to_python(self, value: str) -> str:
        """Return the name as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name as it is."""
        return value


register_converter(LayerConverter, "layer")

RESULT = "results/<uuid:result_id>/"

app_name = "surveys"
urlpatterns = [
    path("", views.project_list, name="project_list"),
    path("new/", views.project_new, name="project_new"),
    path("review/", result_views.review_queue, name="review_queue"),
    path("projects/<uuid:project_id>/", views.project_page, name="project"),
    path("projects/<uuid:project_id>/documents/", views.document_new, name="document_new"),
    path("projects/<uuid:project_id>/deliver/<slug:stage_code>/", views.deliver, name="deliver"),
    path("mappings/<int:organisation_id>/", mapping_views.mapping_page, name="mapping"),
    path(
        "mappings/<int:organisation_id>/v<int:version>.json",
        mapping_views.mapping_json,
        name="mapping_json",
    ),
    path(RESULT, result_views.result_page, name="result"),
    path(f"{RESULT}progress/", result_views.result_progress, name="result_progress"),
    path(f"{RESULT}read-again/", result_views.result_read_again, name="read_again"),
    path(f"{RESULT}found/", finding_views.result_found, name="result_found"),
    path(f"{RESULT}layers/findings/", finding_views.findings_layer, name="findings_layer"),
    path(f"{RESULT}layers/<layer:layer>/", result_views.result_layer, name="result_layer"),
    path(f"{RESULT}report.json", result_views.result_report, {"form": "json"}, "result_report"),
    path(f"{RESULT}report.html", result_views.result_report, {"form": "html"}, "report_html"),
    path(f"{RESULT}report.pdf", result_views.result_report, {"form": "pdf"}, "report_pdf"),
    path(f"{RESULT}converted/", result_views.result_converted, name="converted"),
    path(f"{RESULT}files/<int:file_id>/", result_views.file_download, name="file"),
    path(
        f"{RESULT}files/<int:file_id>/lines/<int:line>/", result_views.file_line, name="file_line"
    ),
    path(f"{RESULT}waivers.json", result_views.result_waivers, name="waivers_json"),
    path(
        f"{RESULT}findings/<int:position>/waive/", result_views.finding_waive, name="finding_waive"
    ),
    path(f"{RESULT}submit/", result_views.result_submit, name="submit"),
    path(f"{RESULT}accept/", result_views.result_accept, name="accept"),
    path(f"{RESULT}return/", result_views.result_return, name="return"),
]
