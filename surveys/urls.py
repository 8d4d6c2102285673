"""Addresses of the survey pages."""

from django.urls import path, register_converter

from surveys import views
from surveys.views import LAYERS


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
    path("review/", views.review_queue, name="review_queue"),
    path("projects/<uuid:project_id>/", views.project_page, name="project"),
    path("projects/<uuid:project_id>/documents/", views.document_new, name="document_new"),
    path("projects/<uuid:project_id>/<slug:stage_code>/", views.deliver, name="deliver"),
    path(RESULT, views.result_page, name="result"),
    path(f"{RESULT}progress/", views.result_progress, name="result_progress"),
    path(f"{RESULT}layers/<layer:layer>/", views.result_layer, name="result_layer"),
    path(f"{RESULT}report.json", views.result_report, name="result_report"),
    path(f"{RESULT}files/<int:file_id>/", views.file_download, name="file"),
    path(f"{RESULT}submit/", views.result_submit, name="submit"),
    path(f"{RESULT}accept/", views.result_accept, name="accept"),
    path(f"{RESULT}return/", views.result_return, name="return"),
]
