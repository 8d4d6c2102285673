"""Every read of survey projects and results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Account, Role
from accounts.selectors import in_districts
from buildings.models import UnitCode
from cadastre.domain.errors import NotFound
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import normalise_input, parse_parcel_code
from parcels.models import BoundaryPoint, Parcel
from parcels.selectors import overlapping_parcel_codes, parcels_current
from surveys.domain.decision import Decision
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    CaseEvidence,
    DocumentEvidence,
    DocumentKind,
    IssuedUnitCode,
    ResultEvidence,
    Rings,
    SurveyPoint,
    UnitEvidence,
)
from surveys.domain.reuse import decide
from surveys.finding_counts import findings_of
from surveys.models import (
    BoundaryDispute,
    ResultKind,
    ResultStatus,
    Stage,
    StagedBuilding,
    StageDocument,
    StagedParcel,
    SurveyProject,
    SurveyResult,
)
from surveys.rule_sets import rule_set_for
from surveys.unit_lists import unit_lists_confirmed

BUILDING_CODE_LENGTH = 24
AUDITS = {ResultStatus.ACCEPTED: Audit.ACCEPTED, ResultStatus.RETURNED: Audit.RETURNED}


def stages_in_force(on: date) -> QuerySet[Stage]:
    """Return the office's stages of a day in their order, each with its kinds of that day."""
    ends = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    kinds = ResultKind.objects.filter(ends, Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    return Stage.objects.filter(ends, valid_from__lte=on).prefetch_related(Prefetch("kinds", kinds))


def projects_seen_by(account: Account) -> QuerySet[SurveyProject]:
    """Return the projects an account may see: a firm its own, an office those of its districts."""
    inside = in_districts(account, "parcel_code")
    if account.has_role(Role.REVIEWER, Role.REGISTRAR):
        return SurveyProject.objects.filter(inside).select_related("organisation")
    if account.has_role(Role.SURVEYOR) and account.organisation_id:
        return SurveyProject.objects.filter(
            inside, organisation=account.organisation
        ).select_related("organisation")
    return SurveyProject.objects.none()


def project_seen_by(account: Account, project_id: object) -> SurveyProject:
    """Return one project. Raises NotFound also for one that the account may not see."""
    project = projects_seen_by(account).filter(pk=project_id).first()
    if project is None:
        raise NotFound(
            Text("没有这个项目，或您无权查看。", "There is no such project, or none you may see.")
        )
    return project


def project_to_deliver_for(account: Account, number: str) -> SurveyProject:
    """Return the project of a number. Raises NotFound also for one the account may not see."""
    project = projects_seen_by(account).filter(number=number).first()
    if project is None:
        raise NotFound(
            Text(
                f"没有您可提交成果的项目 {number}。",
                f"There is no project {number} that you may deliver for.",
            )
        )
    return project


def projects_listed(account: Account, question: str) -> QuerySet[SurveyProject]:
    """Return the account's projects that match a number, name, address or parcel code."""
    projects = projects_seen_by(account)
    if not question:
        return projects
    return projects.filter(
        Q(number__icontains=question)
        | Q(name__icontains=question)
        | Q(address__icontains=question)
        | Q(parcel_code__startswith=normalise_input(question))
    )


def results_seen_by(account: Account) -> QuerySet[SurveyResult]:
    """Return the results of the projects an account may see."""
    return (
        SurveyResult.objects.filter(project__in=projects_seen_by(account))
        .select_related("project__organisation", "stage", "kind", "uploaded_by", "reviewed_by")
        .annotate(error_count=findings_of("error"), warning_count=findings_of("warning"))
    )


def results_of(account: Account, project: SurveyProject) -> QuerySet[SurveyResult]:
    """Return the results of one project, newest version of each stage first."""
    return results_seen_by(account).filter(project=project).order_by("stage__position", "-version")


def counting(results: Sequence[SurveyResult]) -> SurveyResult | None:
    """Return the version that counts of one stage's results: the newest accepted, else the newest.

    ``results`` come newest first.
    """
    accepted = (result for result in results if result.status == ResultStatus.ACCEPTED)
    return next(accepted, results[0] if results else None)


def result_seen_by(account: Account, result_id: object) -> SurveyResult:
    """Return one result. Raises NotFound also for one that the account may not see."""
    result = results_seen_by(account).filter(pk=result_id).first()
    if result is None:
        raise NotFound(
            Text("没有这份成果，或您无权查看。", "There is no such result, or none you may see.")
        )
    return result


def review_queue(account: Account) -> QuerySet[SurveyResult]:
    """Return the results waiting for review in the account's districts, oldest first."""
    if not account.has_role(Role.REVIEWER):
        return SurveyResult.objects.none()
    return (
        results_seen_by(account)
        .filter(status=ResultStatus.SUBMITTED)
        .order_by("submitted_at", "pk")
    )


def reviewed_by(account: Account) -> QuerySet[SurveyResult]:
    """Return what this reviewer has decided, latest first."""
    return results_seen_by(account).filter(reviewed_by=account).order_by("-reviewed_at")


def returned_and_not_replaced(account: Account) -> QuerySet[SurveyResult]:
    """Return the returned results that wait for a corrected version, longest waiting first."""
    later = SurveyResult.objects.filter(
        project=OuterRef("project"), stage=OuterRef("stage"), version__gt=OuterRef("version")
    )
    return (
        results_seen_by(account)
        .filter(~Exists(later), status=ResultStatus.RETURNED)
        .order_by("reviewed_at")
    )


def case_evidence(parcel_code: str, building_number: str = "") -> CaseEvidence:
    """Gather everything the reuse rules may look at for a parcel or one building of it.

    Every accepted result counts, of one survey its newest accepted version; beside them stands
    what is newer and in review, or the newest of a stage that has nothing accepted.

    Raises
    ------
    ParcelCodeMalformed
        The code is no parcel code.
    """
    code = parse_parcel_code(parcel_code)
    results = _counting_results(str(code))
    register = parcels_current().filter(parcel_code=str(code)).first()
    return CaseEvidence(
        parcel_code=str(code),
        building_number=building_number,
        results=tuple(_result_evidence(result) for result in results),
        documents=tuple(
            _document_evidence(document)
            for document in StageDocument.objects.filter(project__parcel_code=str(code))
        ),
        unified_registration_on=date.fromisoformat(settings.UNIFIED_REGISTRATION_ON),
        register_boundary=_register_rings(register) if register else (),
        register_area_m2=register.area_m2 if register else None,
        overlaps=tuple(_overlaps(results, str(code), code.layer)),
        disputed=disputes_open(str(code)).exists(),
        issued_unit_codes=unit_codes_ever_issued(str(code)),
        unit_lists_confirmed=unit_lists_confirmed(str(code)),
    )


def _counting_results(parcel_code: str) -> list[SurveyResult]:
    results = (
        SurveyResult.objects.filter(project__parcel_code=parcel_code)
        .select_related("stage", "project")
        .prefetch_related(
            Prefetch("parcels", StagedParcel.objects.prefetch_related("points")),
            Prefetch("buildings", StagedBuilding.objects.prefetch_related("points")),
            "units",
        )
        .order_by("stage__position", "-version")
    )
    by_stage: dict[tuple[str, object], list[SurveyResult]] = {}
    for result in results:
        by_stage.setdefault((result.stage_id, result.project_id), []).append(result)
    return [result for versions in by_stage.values() for result in _of_one_stage(versions)]


def _of_one_stage(versions: Sequence[SurveyResult]) -> list[SurveyResult]:
    """Return what counts of one stage of one project; ``versions`` come newest first.

    Versions of one kind surveyed on one day are one survey that was corrected; others are surveys
    of their own, such as a parcel and a house measured apart.
    """
    accepted: dict[tuple[str | None, date], SurveyResult] = {}
    for result in versions:
        if result.status == ResultStatus.ACCEPTED:
            accepted.setdefault((result.kind_id, result.surveyed_on), result)
    newest = versions[0]
    if not accepted:
        return [newest]
    pending = newest.status not in (ResultStatus.ACCEPTED, ResultStatus.RETURNED)
    return [*accepted.values(), *([newest] if pending else [])]


def disputes_open(parcel_code: str) -> QuerySet[BoundaryDispute]:
    """Return the boundary disputes of a parcel that have not ended."""
    return BoundaryDispute.objects.filter(parcel_code=parcel_code, ended_on__isnull=True)


def staged_rings(feature: StagedParcel | StagedBuilding) -> Rings:
    """Return the rings of the first part of a staged feature, outer ring first."""
    rings: dict[int, list[SurveyPoint]] = {}
    for point in feature.points.all():
        if point.part == 0:
            rings.setdefault(point.ring, []).append(
                SurveyPoint(point.label, point.northing_m, point.easting_m)
            )
    return tuple(tuple(ring) for _, ring in sorted(rings.items()))


def staged_parcel_of(result: SurveyResult) -> StagedParcel | None:
    """Return the staged parcel that is the project's, or the only one there is."""
    parcels = list(result.parcels.all())
    own = [p for p in parcels if p.parcel_code == result.project.parcel_code]
    if own:
        return own[0]
    return parcels[0] if len(parcels) == 1 else None


def _result_evidence(result: SurveyResult) -> ResultEvidence:
    parcel = staged_parcel_of(result)
    return ResultEvidence(
        result_id=str(result.pk),
        title=f"{result.stage.name_zh} v{result.version}",
        stage=BaseStage(result.stage.base),
        surveyed_on=result.surveyed_on,
        audit=AUDITS.get(ResultStatus(result.status), Audit.WAITING),
        accuracy_class=result.accuracy_class,
        area_rule=result.area_standard,
        boundary=staged_rings(parcel) if parcel else (),
        computed_area_m2=parcel.computed_area_m2 if parcel else None,
        buildings=_building_evidence(result),
        has_investigation_form=result.has_investigation_form,
        has_parcel_map=result.has_parcel_map,
        has_coordinates=bool(parcel and parcel.geom),
        used_for_supply=result.used_for_supply,
        stated_area_m2=parcel.declared_area_m2 if parcel else None,
        version=result.version,
        kind=result.kind_id or "",
    )


def _building_evidence(result: SurveyResult) -> tuple[BuildingEvidence, ...]:
    footprints = {b.building_number: b for b in result.buildings.all()}
    units: dict[str, list[UnitEvidence]] = {}
    codes = issued_codes(result.project.parcel_code)
    for unit in result.units.all():
        room = (unit.building_number, unit.section, unit.room)
        units.setdefault(unit.building_number, []).append(
            UnitEvidence(
                section=unit.section,
                storey_number=unit.storey_number,
                room=unit.room,
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                built_m2=unit.built_m2,
                unit_code=unit.unit_code or codes.get(room, ""),
            )
        )
    found = []
    for number in sorted(set(footprints) | set(units)):
        footprint = footprints.get(number)
        built = [u.built_m2 for u in units.get(number, []) if u.built_m2 is not None]
        stated = footprint.floor_area_m2 if footprint else None
        found.append(
            BuildingEvidence(
                building_number=number,
                footprint=staged_rings(footprint) if footprint else (),
                footprint_area_m2=footprint.computed_area_m2 if footprint else None,
                floor_area_m2=sum(built) if built else stated,
                units=tuple(units.get(number, ())),
            )
        )
    return tuple(found)


def issued_codes(parcel_code: str) -> dict[tuple[str, str, str], str]:
    """Return the unit codes in use on a parcel by (building number, section, room)."""
    return {
        (row.building_number, row.section, row.room): row.code
        for row in UnitCode.objects.filter(parcel_code=parcel_code, retired_at__isnull=True)
    }


def unit_codes_ever_issued(parcel_code: str) -> tuple[IssuedUnitCode, ...]:
    """Return the whole ledger of unit codes of a parcel, retired ones too, in code order."""
    return tuple(
        IssuedUnitCode(
            unit_code=row.code,
            building_number=row.building_number,
            section=row.section,
            room=row.room,
            retired=row.retired_at is not None,
        )
        for row in UnitCode.objects.filter(parcel_code=parcel_code).order_by("code")
    )


def _document_evidence(document: StageDocument) -> DocumentEvidence:
    return DocumentEvidence(
        kind=DocumentKind(document.kind),
        number=document.number,
        issued_on=document.issued_on,
        area_m2=document.area_m2,
        area_rule=document.area_standard,
        has_coordinates=document.has_coordinates,
        building_number=document.building_number,
        passed=document.passed,
    )


def _register_rings(parcel: Parcel) -> Rings:
    rings: dict[int, list[SurveyPoint]] = {}
    for point in BoundaryPoint.objects.filter(parcel=parcel, part=0):
        rings.setdefault(point.ring, []).append(
            SurveyPoint(point.label, point.northing_m, point.easting_m)
        )
    return tuple(tuple(ring) for _, ring in sorted(rings.items()))


def _overlaps(results: list[SurveyResult], parcel_code: str, layer: str) -> list[str]:
    """Return the parcels that the boundary of the earliest accepted stage would overlap."""
    for result in results:
        parcel = staged_parcel_of(result)
        if result.status == ResultStatus.ACCEPTED and parcel and parcel.geom:
            if not parcel.geom.valid:
                return []
            return overlapping_parcel_codes(parcel.geom, layer=layer, except_code=parcel_code)
    return []


def reuse_decision(code: str, *, building_number: str = "", on: date | None = None) -> Decision:
    """Decide the reuse of survey results for a parcel code or a building code.

    Parameters
    ----------
    on
        The day whose rules of the office apply; today when it is left out.

    Raises
    ------
    ParcelCodeMalformed
        The code is neither 19 characters of a parcel nor 24 of a building.
    RuleSetUnknown
        The office had no rule set on that day.
    """
    if len(code) == BUILDING_CODE_LENGTH and code[19] == "F":
        code, building_number = code[:19], code[20:]
    day, office = on or timezone.localdate(), settings.COUNTY_CODE
    evidence = replace(case_evidence(code, building_number), office=office, decided_on=day)
    return decide(evidence, rule_set_for(office, on=day))
