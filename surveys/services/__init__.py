"""Every write to survey projects and results."""

from surveys.services.chunked import (
    CHUNK_BYTES,
    MOST_CHUNK_BYTES,
    chunk_put,
    finished_uploads,
    upload_as_whole,
    upload_begin,
    upload_finish,
    upload_of,
    uploads_forget,
    uploads_sweep,
)
from surveys.services.delivery import (
    Declaration,
    Upload,
    may_deliver,
    survey_read,
    survey_reading_given_up,
    survey_receive,
)
from surveys.services.disputes import dispute_end, dispute_enter
from surveys.services.mappings import mapping_set, may_map
from surveys.services.projects import NewDocument, document_record, project_create
from surveys.services.review import may_review, survey_accept, survey_return, survey_submit
from surveys.services.supplements import GroundRefused, supplement_order
from surveys.services.unit_lists import unit_list_confirm
from surveys.services.waivers import LONGEST_REASON, finding_waive

__all__ = [
    "CHUNK_BYTES",
    "LONGEST_REASON",
    "MOST_CHUNK_BYTES",
    "Declaration",
    "GroundRefused",
    "NewDocument",
    "Upload",
    "chunk_put",
    "dispute_end",
    "dispute_enter",
    "document_record",
    "finding_waive",
    "finished_uploads",
    "mapping_set",
    "may_deliver",
    "may_map",
    "may_review",
    "project_create",
    "supplement_order",
    "survey_accept",
    "survey_read",
    "survey_reading_given_up",
    "survey_receive",
    "survey_return",
    "survey_submit",
    "unit_list_confirm",
    "upload_as_whole",
    "upload_begin",
    "upload_finish",
    "upload_of",
    "uploads_forget",
    "uploads_sweep",
]
