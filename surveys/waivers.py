"""Which warnings of a result are waived, and which were in an earlier version."""

from typing import Any

from surveys.domain.report_compare import partners
from surveys.domain.report_waivers import ReportWaiver
from surveys.models import FindingWaiver, SurveyResult
from surveys.result_findings import compared, finding_value


def waivers_of(result: SurveyResult) -> dict[int, FindingWaiver]:
    """Return the waivers of a result by the position of their finding."""
    waivers = result.waivers.select_related("waived_by", "confirms__result", "confirms__waived_by")
    return {waiver.position: waiver for waiver in waivers}


def earlier_waivers(result: SurveyResult) -> dict[int, FindingWaiver]:
    """Return waivers of the last version that had any, by the id of this version's finding.

    They do not hold here: each has to be confirmed again. Which finding is the same is told from
    all findings of both versions, exactly as the comparison of their reports does.
    """
    before = (
        SurveyResult.objects.filter(
            project=result.project_id,
            stage=result.stage_id,
            version__lt=result.version,
            waivers__isnull=False,
        )
        .order_by("-version")
        .first()
    )
    if before is None:
        return {}
    given = waivers_of(before)
    pairs = partners(compared(before), compared(result), value=finding_value)
    return {
        new.pk: given[old.position]
        for old, new in pairs
        if old.position in given and old.severity == new.severity
    }


def report_waivers(result: SurveyResult) -> list[ReportWaiver]:
    """Return the waivers of a result as the part beside its report shows them."""
    return [
        ReportWaiver(
            code=waiver.code,
            kind=waiver.kind,
            object=waiver.object_key,
            file=waiver.file,
            line=waiver.line,
            field=waiver.field,
            reason=waiver.reason,
            by=str(waiver.waived_by),
            at=f"{waiver.waived_at:%Y-%m-%dT%H:%M:%SZ}",
            confirms_version=waiver.confirms.result.version if waiver.confirms else None,
        )
        for waiver in waivers_of(result).values()
    ]


def waiver_as_dict(waiver: FindingWaiver) -> dict[str, Any]:
    """Return a waiver as programs receive it; the finding is told by its position."""
    return {
        "position": waiver.position,
        "code": waiver.code,
        "kind": waiver.kind,
        "object": waiver.object_key,
        "file": waiver.file,
        "line": waiver.line,
        "field": waiver.field,
        "reason": waiver.reason,
        "waived_by": waiver.waived_by.username,
        "waived_at": waiver.waived_at.isoformat(),
        "confirms_version": waiver.confirms.result.version if waiver.confirms else None,
    }


def waivers_as_dict(result: SurveyResult) -> dict[str, Any]:
    """Return what is waived, and what was in an earlier version and waits to be confirmed."""
    waived, before = waivers_of(result), earlier_waivers(result)
    positions = dict(result.findings.filter(pk__in=before).values_list("pk", "position"))
    waiting = {positions[pk]: waiver for pk, waiver in before.items()}
    return {
        "waivers": [waiver_as_dict(waiver) for waiver in waived.values()],
        "to_confirm": [
            waiver_as_dict(waiver) | {"position": position}
            for position, waiver in sorted(waiting.items())
            if position not in waived
        ],
    }
