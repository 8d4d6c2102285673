"""The moves of a result: submitted, accepted for good, or returned with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import Account, Role
from buildings.services import unit_codes_reserve
from cadastre.domain.errors import Conflict, InvalidInput, NotAllowed
from cadastre.domain.findings import Severity, Text
from surveys import file_store
from surveys.domain.evidence import BaseStage
from surveys.models import ResultStatus, SurveyResult
from surveys.services.delivery import may_deliver
from surveys.services.supplements import supplements_answer


def survey_submit(result: SurveyResult, *, by: Account, now: datetime) -> None:
    """Hand a checked result without errors to the reviewer.

    Raises
    ------
    NotAllowed
        The account may not deliver for the project.
    Conflict
        The result has errors, or is not in the state ``checked``.
    """
    if not may_deliver(by, result.project):
        raise NotAllowed(Text("您不能送审该成果。", "You may not submit this result."))
    errors = result.findings.filter(severity=Severity.ERROR.value).count()
    if errors:
        raise Conflict(
            Text(
                f"该成果还有 {errors} 个错误，不能送审。",
                f"The result still has {errors} errors and cannot go to review.",
            ),
            advice=Text(
                "请按每条提示改正后重新上传。",
                "Correct them as each finding says and upload again.",
            ),
        )
    _move(result, ResultStatus.CHECKED, ResultStatus.SUBMITTED, submitted_at=now)


@transaction.atomic
def survey_accept(result: SurveyResult, *, by: Account, reason: str = "", now: datetime) -> None:
    """Accept a submitted result; from now on it never changes.

    The files are read again and their digests compared first. A presale result has its unit codes
    reserved, in building-table order, and a supplement that was ordered is answered by the result
    that brings it, all in one transaction (R-06).

    Raises
    ------
    NotAllowed
        The account is no reviewer of the district, or is the one who uploaded it.
    Conflict
        The result is not waiting for review.
    """
    _require_reviewer(result, by)
    for file in result.files.all():
        if file_store.digest_of(file_store.path_of(file.sha256)) != file.sha256:
            raise file_store.FileDamaged(file.sha256)
    _move(
        result,
        ResultStatus.SUBMITTED,
        ResultStatus.ACCEPTED,
        reviewed_by=by,
        reviewed_at=now,
        review_reason=reason,
    )
    if result.stage.base == BaseStage.PRESALE:
        _reserve_codes(result, now=now)
    supplements_answer(result, now=now)


@transaction.atomic
def survey_return(result: SurveyResult, *, by: Account, reason: str, now: datetime) -> None:
    """Return a submitted result to the surveyor with a reason.

    Raises
    ------
    InvalidInput
        There is no reason.
    NotAllowed, Conflict
        As :func:`survey_accept`.
    """
    if not reason.strip():
        raise InvalidInput(
            Text("退回成果必须写明理由。", "A result is returned with a reason only."),
            advice=Text("请写明需要改正的内容。", "Say what has to be put right."),
        )
    _require_reviewer(result, by)
    _move(
        result,
        ResultStatus.SUBMITTED,
        ResultStatus.RETURNED,
        reviewed_by=by,
        reviewed_at=now,
        review_reason=reason.strip(),
    )


def may_review(account: Account, result: SurveyResult) -> bool:
    """Tell whether the account may decide on the result: a reviewer who did not upload it."""
    return (
        account.has_role(Role.REVIEWER)
        and account.covers(result.project.parcel_code)
        and account.pk != result.uploaded_by_id
    )


def _require_reviewer(result: SurveyResult, by: Account) -> None:
    if not may_review(by, result):
        raise NotAllowed(
            Text(
                "只有本区域的审核人员可以审核，且不能审核自己上传的成果。",
                "Only a reviewer of the district decides, and never on an own upload.",
            )
        )


def _move(result: SurveyResult, status: ResultStatus, to: ResultStatus, **changes: object) -> None:
    moved = SurveyResult.objects.filter(pk=result.pk, status=status).update(status=to, **changes)
    if not moved:
        result.refresh_from_db()
        raise Conflict(
            Text(
                f"该成果的状态是“{result.get_status_display()}”，不能再做这一步。",
                f"The result is in state “{result.status}”; this step is not possible now.",
            ),
            advice=Text("请刷新页面查看最新状态。", "Reload the page to see how it stands."),
        )
    result.refresh_from_db()


def _reserve_codes(result: SurveyResult, *, now: datetime) -> None:
    rooms: dict[str, list[tuple[str, str]]] = {}
    in_table_order = result.units.order_by(
        F("storey_number").asc(nulls_last=True), "section", "position"
    )
    for unit in in_table_order:
        rooms.setdefault(unit.building_number, []).append((unit.section, unit.room))
    for building_number, ordered in rooms.items():
        unit_codes_reserve(result.project.parcel_code, building_number, ordered, now=now)
