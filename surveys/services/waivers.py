"""Letting a warning pass with a reason that stays on the record (豁免)."""

from datetime import datetime

from django.db import transaction

from accounts.models import Account
from cadastre import audit
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from cadastre.domain.findings import Severity, Text
from surveys.models import FindingWaiver, ResultFinding, ResultStatus, SurveyResult
from surveys.services.review import may_review
from surveys.waivers import earlier_waivers

LONGEST_REASON = 1000


@transaction.atomic
def finding_waive(
    result: SurveyResult, position: int, *, reason: str, by: Account, now: datetime
) -> FindingWaiver:
    """Waive a warning of a result that waits for review.

    Where the same finding was waived in an earlier version, the new waiver says that it confirms
    that one. A waiver is never taken back: a result for which it was given by mistake is returned,
    and the next version starts without waivers.

    Parameters
    ----------
    position
        Number of the finding within the result, as the result lists it.

    Raises
    ------
    InvalidInput
        There is no reason, or it is longer than :data:`LONGEST_REASON` characters.
    NotAllowed
        The account is no reviewer of the district, or uploaded the result.
    NotFound
        The result has no such finding.
    Conflict
        It is no warning, it is waived already, or the result is not waiting for review.
    """
    words = _reason(reason)
    if not may_review(by, result):
        raise NotAllowed(
            Text(
                "只有本区域的审核人员可以豁免警告，且不能豁免自己上传的成果。",
                "Only a reviewer of the district waives a warning, and never of an own upload.",
            )
        )
    held = SurveyResult.objects.select_for_update().get(pk=result.pk)
    if held.status != ResultStatus.SUBMITTED:
        raise Conflict(
            Text(
                f"该成果的状态是“{held.get_status_display()}”；只有在审核中才能豁免警告。",
                f"The result is in state “{held.status}”; a warning is waived in review only.",
            ),
            advice=Text("请刷新页面查看最新状态。", "Reload the page to see how it stands."),
        )
    finding = _warning(held, position)
    if held.waivers.filter(position=position).exists():
        raise Conflict(Text("该警告已经豁免。", "This warning is waived already."))
    waiver = FindingWaiver.objects.create(
        result=held,
        position=position,
        code=finding.code,
        kind=finding.kind,
        object_key=finding.object_key,
        file=finding.file,
        line=finding.line,
        field=finding.field,
        found=finding.found,
        reason=words,
        waived_by=by,
        waived_at=now,
        confirms=earlier_waivers(held).get(finding.pk),
    )
    audit.record(
        actor=by.username,
        action="finding.waive",
        objects=[str(held.pk)],
        now=now,
        details={
            "position": position,
            "code": finding.code,
            "kind": finding.kind,
            "confirms": waiver.confirms_id,
        },
    )
    return waiver


def _reason(reason: str) -> str:
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(
            Text(
                f"豁免警告必须写明理由，至多 {LONGEST_REASON} 个字。",
                f"A warning is waived with a reason only, of at most {LONGEST_REASON} characters.",
            ),
            advice=Text("请写明为什么可以接受这条警告。", "Say why this warning can be accepted."),
        )
    return words


def _warning(result: SurveyResult, position: int) -> ResultFinding:
    finding = result.findings.filter(position=position).first()
    if finding is None:
        raise NotFound(
            Text(f"该成果没有第 {position} 条检查意见。", f"The result has no finding {position}.")
        )
    if finding.severity == Severity.ERROR:
        raise Conflict(
            Text(
                f"{finding.code} 是错误，错误不能豁免。",
                f"{finding.code} is an error, and an error is never waived.",
            ),
            advice=Text("请退回成果，改正后重新上传。", "Return the result to be put right."),
        )
    if finding.severity != Severity.WARNING:
        raise Conflict(
            Text(
                f"{finding.code} 只是提示，不需要豁免。",
                f"{finding.code} is information: there is nothing to waive.",
            )
        )
    return finding
