"""Every write to survey projects and results."""

from surveys.services.delivery import (
    Declaration,
    Upload,
    may_deliver,
    survey_read,
    survey_receive,
)
from surveys.services.projects import NewDocument, document_record, project_create
from surveys.services.review import may_review, survey_accept, survey_return, survey_submit

__all__ = [
    "Declaration",
    "NewDocument",
    "Upload",
    "document_record",
    "may_deliver",
    "may_review",
    "project_create",
    "survey_accept",
    "survey_read",
    "survey_receive",
    "survey_return",
    "survey_submit",
]
