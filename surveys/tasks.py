"""What the background worker does."""

from uuid import UUID

from django.db import transaction
from django_tasks import task

from surveys import services
from surveys.models import SurveyResult
from surveys.reading_state import UNREAD


@task()
def read_result(result_id: str) -> str:
    """Read, check and stage a received result; returns its status.

    One that was queued twice is read once: the second turn finds it done.
    """
    result = SurveyResult.objects.select_related("project", "stage").get(pk=UUID(result_id))
    if result.status not in UNREAD:
        return result.status
    return services.survey_read(result).status


def enqueue_reading(result: SurveyResult) -> None:
    """Hand a received result to the worker once the current transaction is committed."""
    transaction.on_commit(lambda: read_result.enqueue(result_id=str(result.pk)))
