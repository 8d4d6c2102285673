"""Materials of a case: extracted from what the state holds, or taken from the applicant."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from cadastre.domain.errors import Conflict, InvalidInput
from cadastre.domain.findings import Text
from registration.domain.case import CaseStatus
from registration.domain.materials import (
    KINDS,
    LISTS,
    NOT_AGAIN,
    SHARED_SOURCES,
    MaterialKind,
    forbidden_grounds,
)
from registration.models import Case, CaseMaterial
from registration.services.gate import require_registrar
from surveys.domain.rule_records import Prohibition, Rule
from surveys.models import StageDocument, SurveyResult
from surveys.rule_sets import rule_set_for

EXTRACTED, SUBMITTED = "extracted", "submitted"
DOCUMENTS_OF = {
    "land_origin": ("land_contract", "allocation_decision"),
    "planning_conformity": ("planning_permit",),
    "completion_record": ("acceptance_record",),
}
"""Which official documents answer a material."""


class NotDemandable(Conflict):
    """An applicant was to be asked for what the state holds, or for a forbidden reason."""

    code = "not_demandable"


def list_materials(case: Case, *, by: Account, now: datetime) -> None:
    """Write what belongs to a new case, and extract at once what is there."""
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=case,
            kind=code,
            source=EXTRACTED if KINDS[code].is_extracted else SUBMITTED,
            shared_source=KINDS[code].shared_source,
        )
        for code in LISTS.get(case.item, ())
    )
    _extract(case, by=by, now=now)


@transaction.atomic
def materials_extract(case: Case, *, by: Account, now: datetime) -> int:
    """Extract what the state holds by now; return how many materials came in.

    Repeating it adds nothing. What is extracted serves this registration only.

    Raises
    ------
    NotAllowed
        The account is no registrar of the district.
    Conflict
        The case is finished.
    """
    require_registrar(by, case.parcel_code)
    _require_open(case)
    return _extract(case, by=by, now=now)


def _extract(case: Case, *, by: Account, now: datetime) -> int:
    came = 0
    for material in case.materials.filter(source=EXTRACTED, there_since=None):
        reference = _found(case, material.kind)
        if reference:
            came += CaseMaterial.objects.filter(pk=material.pk, there_since=None).update(
                reference=reference[:200], there_since=now, brought_by=by
            )
    return came


def _found(case: Case, kind: str) -> str:
    """Return what answers a material in what is kept here; empty when nothing does."""
    if kind == "survey_report":
        results = SurveyResult.objects.filter(
            project__parcel_code=case.parcel_code, status="accepted"
        ).select_related("project", "stage")
        return "; ".join(
            f"{one.project.number} {one.stage.name_zh} v{one.version}" for one in results
        )
    if kind == "registered_right":
        return case.parcel_code
    documents = StageDocument.objects.filter(
        project__parcel_code=case.parcel_code, kind__in=DOCUMENTS_OF.get(kind, ())
    )
    return "; ".join(documents.values_list("number", flat=True))


@transaction.atomic
def material_receive(
    case: Case, kind: str, *, reference: str = "", by: Account, now: datetime
) -> CaseMaterial:
    """Take a material the applicant brings; repeating it changes nothing.

    What the state holds is taken too when somebody brings it, and stays marked as extractable.

    Raises
    ------
    InvalidInput
        The material does not belong to the case.
    NotAllowed, Conflict
        As :func:`materials_extract`.
    """
    require_registrar(by, case.parcel_code)
    _require_open(case)
    CaseMaterial.objects.filter(case=case, kind=kind, there_since=None).update(
        reference=reference.strip()[:200], there_since=now, brought_by=by
    )
    return _of_case(case, kind)


def _of_case(case: Case, kind: str) -> CaseMaterial:
    material = case.materials.filter(kind=kind).first()
    if material is None:
        listed = ", ".join(LISTS.get(case.item, ()))
        raise InvalidInput(
            Text(
                f"案件 {case.number} 的材料清单中没有“{kind}”；有：{listed}。",
                f"“{kind}” is no material of case {case.number}; there are: {listed}.",
            )
        )
    return material


def _require_open(case: Case) -> None:
    if not Case.objects.filter(pk=case.pk, status=CaseStatus.OPEN).exists():
        raise Conflict(
            Text(
                f"案件 {case.number} 已办结，材料不再变动。",
                f"Case {case.number} is finished; its materials stay as they are.",
            )
        )


def demand(case: Case, kinds: tuple[str, ...], *, reason: str, now: datetime) -> None:
    """Mark materials as demanded of the applicant; the caller holds the transaction.

    Raises
    ------
    InvalidInput
        Nothing is named, or what is named does not belong to the case.
    NotDemandable
        The state holds it already, or the reason is one that the office's rule set of the day
        forbids.
    """
    if not kinds:
        raise InvalidInput(
            Text("补正须逐项写明缺哪些材料。", "A supplement names each missing material."),
            advice=Text("请至少选择一项。", "Choose at least one."),
        )
    materials = [_of_case(case, kind) for kind in dict.fromkeys(kinds)]
    for material in materials:
        if material.source == EXTRACTED:
            raise _held_already(KINDS[material.kind])
    forbidden = rule_set_for(settings.COUNTY_CODE, on=timezone.localdate(now)).forbidden_grounds
    for ground in forbidden_grounds(reason):
        if ground in forbidden:
            raise _forbidden(*forbidden[ground])
    case.materials.filter(pk__in=[material.pk for material in materials]).update(
        demanded_at=now, there_since=None, brought_by=None, reference=""
    )


def _held_already(kind: MaterialKind) -> NotDemandable:
    held = SHARED_SOURCES[kind.shared_source]
    return NotDemandable(
        Text(
            f"“{kind.name.zh}”由{held.zh}提取，不得要求申请人提交（{NOT_AGAIN}）。",
            f"“{kind.name.en}” is extracted ({held.en}) and may not be asked of the applicant "
            f"({NOT_AGAIN}).",
        ),
        advice=Text("请在材料页提取，或向共享部门索取。", "Extract it on the materials page."),
    )


def _forbidden(rule: Rule, said: Prohibition) -> NotDemandable:
    clause = f"{rule.rule_id}, {rule.cites}"
    return NotDemandable(
        Text(
            f"“{said.text.zh}”不能作为要求补正或重测的理由（{rule.rule_id}，{rule.cites}）。",
            f"“{said.text.en}” is no reason for asking for anything again ({clause}).",
        )
    )


def require_all_demanded(case: Case) -> None:
    """Raise Conflict naming the demanded materials that have not come."""
    missing = case.materials.filter(demanded_at__isnull=False, there_since=None)
    names = [KINDS[material.kind].name for material in missing]
    if names:
        raise Conflict(
            Text(
                f"补正尚缺：{'、'.join(name.zh for name in names)}。",
                f"Still missing of the supplement: {', '.join(name.en for name in names)}.",
            ),
            advice=Text("请先在材料页登记收到。", "Enter them on the materials page first."),
        )
