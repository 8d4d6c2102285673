"""Runs the checks on a delivery of a project, beside the register and the earlier stages."""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db.models import Prefetch

from importers.records import Delivery
from parcels.models import Parcel
from parcels.selectors import parcels_current
from surveys.check_statements import run_statement
from surveys.domain.check import CheckContext, CheckReport, run_checks, without_register
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    ResultEvidence,
    Rings,
    SurveyPoint,
    UnitEvidence,
)
from surveys.domain.field_mapping import AppliedMapping
from surveys.domain.report import InputFile, Report, Scope, StatedFacts, facts_of, report_of
from surveys.models import (
    ResultStatus,
    Stage,
    StagedBuilding,
    StagedParcel,
    SurveyProject,
    SurveyResult,
)
from surveys.selectors import staged_parcel_of

_BOUNDARY_STAGES = (BaseStage.SUPPLY, BaseStage.LEGACY, BaseStage.COMPLETION, BaseStage.PLANNING)
"""Whose accepted boundary is the project's, the first one first."""


def check_delivery(delivery: Delivery, *, result: SurveyResult) -> CheckReport:
    """Run all checks on what was delivered for a result; nothing is stored or changed.

    Parameters
    ----------
    result
        Tells stage, accuracy class, area rule and project. Earlier accepted results of the same
        project are what the delivery is compared with.
    """
    return run_checks(delivery, check_context(result))


def check_context(result: SurveyResult) -> CheckContext:
    """Return what the checks may know about a result beside its delivery."""
    project = result.project
    accepted = _accepted(project, before=result)
    return CheckContext(
        office_srid=settings.SRID,
        county_code=settings.COUNTY_CODE,
        parcel_code=project.parcel_code,
        base_stage=BaseStage(result.stage.base),
        accuracy_class=result.accuracy_class,
        area_rule=result.area_standard,
        query=run_statement,
        project_boundary=_project_boundary(project, accepted),
        supply=_evidence(accepted.get(BaseStage.SUPPLY)),
        presale=_evidence(accepted.get(BaseStage.PRESALE)),
    )


def reports_of(
    delivery: Delivery,
    checked: CheckReport,
    *,
    result: SurveyResult,
    mapping: AppliedMapping | None = None,
) -> dict[Scope, Report]:
    """Return the reports of a result: beside the register, and as a desk would make it.

    Parameters
    ----------
    checked
        What :func:`check_delivery` said of the delivery.
    mapping
        The sender's own field names that it was read with.
    """
    context, inputs = check_context(result), inputs_of(result)
    facts = facts_of(context)
    return {
        Scope.REGISTER: report_of(
            delivery,
            checked,
            facts=facts,
            inputs=inputs,
            scope=Scope.REGISTER,
            mapping=mapping,
        ),
        Scope.DELIVERY: report_of(
            delivery,
            without_register(delivery, checked, facts.context()),
            facts=facts,
            inputs=inputs,
            scope=Scope.DELIVERY,
            mapping=mapping,
        ),
    }


def inputs_of(result: SurveyResult) -> list[InputFile]:
    """Return the files of a result as its report names them."""
    return [InputFile(file.name, file.sha256, file.size) for file in result.files.all()]


def dry_context(project: SurveyProject | None, facts: StatedFacts) -> CheckContext:
    """Return what the checks of files that are not delivered may know, beside the register.

    Parameters
    ----------
    project
        Its parcel code, boundary and accepted results are known; without one, the facts alone.
    """
    if project is None:
        return replace(facts.context(), office_srid=settings.SRID, query=run_statement)
    base = facts.stage.value
    return check_context(
        SurveyResult(
            project=project,
            stage=Stage(code=base, base=base),
            accuracy_class=facts.accuracy_class,
            area_standard=facts.area_standard,
        )
    )


def _accepted(project: SurveyProject, *, before: SurveyResult) -> dict[BaseStage, SurveyResult]:
    """Return the latest accepted result of each base stage, apart from the checked one."""
    results = (
        SurveyResult.objects.filter(project=project, status=ResultStatus.ACCEPTED)
        .exclude(pk=before.pk)
        .select_related("stage", "project")
        .prefetch_related(
            Prefetch("parcels", StagedParcel.objects.prefetch_related("points")),
            Prefetch("buildings", StagedBuilding.objects.order_by("building_number", "pk")),
            "units",
        )
        .order_by("surveyed_on", "reviewed_at", "version")
    )
    return {BaseStage(result.stage.base): result for result in results}


def _evidence(result: SurveyResult | None) -> ResultEvidence | None:
    if result is None:
        return None
    parcel = staged_parcel_of(result)
    parts = _parts(parcel) if parcel else ()
    return ResultEvidence(
        result_id=str(result.pk),
        title=str(result),
        stage=BaseStage(result.stage.base),
        surveyed_on=result.surveyed_on,
        audit=Audit.ACCEPTED,
        accuracy_class=result.accuracy_class,
        area_rule=result.area_standard,
        boundary=parts[0] if len(parts) == 1 else (),
        computed_area_m2=parcel.computed_area_m2 if parcel else None,
        buildings=_buildings(result),
        has_investigation_form=result.has_investigation_form,
        has_parcel_map=result.has_parcel_map,
        has_coordinates=bool(parts),
        used_for_supply=result.used_for_supply,
    )


def _buildings(result: SurveyResult) -> tuple[BuildingEvidence, ...]:
    units: dict[str, list[UnitEvidence]] = {}
    for unit in result.units.all():
        units.setdefault(unit.building_number, []).append(
            UnitEvidence(
                section=unit.section,
                storey_number=unit.storey_number,
                room=unit.room,
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                built_m2=unit.built_m2,
                unit_code=unit.unit_code,
            )
        )
    numbers = sorted({b.building_number for b in result.buildings.all()} | set(units))
    return tuple(
        BuildingEvidence(building_number=number, units=tuple(units.get(number, ())))
        for number in numbers
    )


def _project_boundary(
    project: SurveyProject, accepted: Mapping[BaseStage, SurveyResult]
) -> tuple[Rings, ...]:
    """Return the parts of the project's parcel: as registered, else as accepted before."""
    current = parcels_current().filter(parcel_code=project.parcel_code).first()
    if current is not None:
        return _parts(current)
    for stage in _BOUNDARY_STAGES:
        parcel = staged_parcel_of(accepted[stage]) if stage in accepted else None
        parts = _parts(parcel) if parcel else ()
        if parts:
            return parts
    return ()


def _parts(feature: StagedParcel | Parcel) -> tuple[Rings, ...]:
    """Return every part of a parcel as its rings, outer ring first."""
    rings: dict[int, dict[int, list[SurveyPoint]]] = {}
    for point in sorted(feature.points.all(), key=lambda p: (p.part, p.ring, p.sequence)):
        part = rings.setdefault(point.part, {})
        part.setdefault(point.ring, []).append(
            SurveyPoint(point.label, point.northing_m, point.easting_m)
        )
    return tuple(tuple(tuple(ring) for ring in part.values()) for part in rings.values())
