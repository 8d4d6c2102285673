"""How many findings results have, by severity."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from surveys.models import ResultFinding, SurveyResult


def findings_of(severity: str) -> Coalesce:
    """Return the number of findings of each result that is asked for; none is 0.

    Counted beside the results and not joined with them: a result may have 100,000.
    """
    findings = ResultFinding.objects.filter(result=OuterRef("pk"), severity=severity)
    numbers = findings.order_by().values("result").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)


def findings_counted(result: SurveyResult) -> dict[str, int]:
    """Return how many findings of each severity a result has."""
    rows = result.findings.order_by().values("severity").annotate(count=Count("pk"))
    return {row["severity"]: row["count"] for row in rows}
