"""Every write to survey projects and results."""

from surveys.services.delivery import (
    Declaration,
    Upload,
    may_deliver,
    survey_read,
    survey_receive,
)
from surveys.services.disputes import dispute_end, dispute_enter
from surveys.services.projects import NewDocument, document_record, project_create
from surveys.services.review import may_review, survey_accept, survey_return, survey_submit
from surveys.services.supplements import GroundRefused, supplement_order
from surveys.services.waivers import LONGEST_REASON, finding_waive

__all__ = [
    "LONGEST_REASON",
    "Declaration",
    "GroundRefused",
    "NewDocument",
    "Upload",
    "dispute_end",
    "dispute_enter",
    "document_record",
    "finding_waive",
    "may_deliver",
    "may_review",
    "project_create",
    "supplement_order",
    "survey_accept",
    "survey_read",
    "survey_receive",
    "survey_return",
    "survey_submit",
]
