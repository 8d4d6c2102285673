"""From a decision to the register: what was adopted, with the source of every figure."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache

from buildings.domain.addresses import unit_address
from buildings.domain.publication import BuildingContent, UnitContent
from buildings.models import LineageKind
from buildings.services import Ground, building_publish, land_unit_publish, unit_codes_reserve
from buildings.services.completion import Succession, unit_codes_succeed
from cadastre.domain.errors import Conflict
from cadastre.domain.findings import Text
from cadastre.domain.rings import rounded
from cadastre.models import SpatialSource
from parcels.domain.publication import ParcelContent, Part, RegisterPoint
from parcels.services import parcel_publish
from registration.stated import stated_of_building, stated_of_unit
from surveys.domain.decision import AdoptedUnit, Decision, Source
from surveys.domain.evidence import Rings
from surveys.models import StagedBuilding, StagedParcel, StagedUnit, SurveyResult
from surveys.selectors import staged_parcel_of

LINEAGES = {"merged": LineageKind.MERGE, "split": LineageKind.SPLIT}
"""How the codes of units that were merged or split are followed by others."""


def adopt(decision: Decision, *, now: datetime, by: str = "") -> None:
    """Write everything the decision adopts; the caller holds the transaction.

    ``by`` is the user name that the journal and the ledger of codes name; empty: the system.

    Raises
    ------
    Conflict
        A boundary or footprint has no coordinates, or the register refuses.
    """
    sources = _Sources(now=now)
    if not _parcel_is_registered(decision):
        _adopt_parcel(decision, sources, by=by, now=now)
    for footprint in decision.adopted.footprint:
        _adopt_building(decision, footprint.building_number, sources, by=by, now=now)
    if not decision.adopted.footprint:
        _adopt_land_unit(decision, sources, by=by, now=now)


class _Sources:
    """Makes one SpatialSource for each source of a decision, once."""

    def __init__(self, *, now: datetime) -> None:
        self._now = now
        self.of = cache(self._make)

    def _make(self, source: Source) -> SpatialSource:
        result = _result(source.result_id)
        if result is None:
            return SpatialSource.objects.create(
                title=source.title,
                stage=source.stage,
                document_number=source.document_number,
                accepted_at=self._now,
            )
        return SpatialSource.objects.create(
            title=source.title,
            stage=source.stage,
            organisation=result.surveyor_organisation,
            surveyed_on=result.surveyed_on,
            accuracy_class=result.accuracy_class,
            result_id=result.pk,
            document_number=source.document_number,
            files=[{"name": file.name, "sha256": file.sha256} for file in result.files.all()],
            accepted_by=str(result.reviewed_by or ""),
            accepted_at=result.reviewed_at,
        )


def _result(result_id: str) -> SurveyResult | None:
    if not result_id:
        return None
    return SurveyResult.objects.select_related("project", "reviewed_by").get(pk=result_id)


def _parcel_is_registered(decision: Decision) -> bool:
    boundary = decision.adopted.boundary
    return boundary is not None and boundary.source.stage == "register"


def _adopt_parcel(decision: Decision, sources: _Sources, *, by: str, now: datetime) -> None:
    boundary, area = decision.adopted.boundary, decision.adopted.area
    if boundary is None or area is None or not boundary.rings:
        raise Conflict(
            Text(
                f"宗地 {decision.parcel_code} 的界址没有坐标，须先由登记机构内业补绘后才能登簿。",
                f"The boundary of parcel {decision.parcel_code} has no coordinates; the office "
                "draws it from the papers before it is registered.",
            )
        )
    result = _result(boundary.source.result_id)
    staged = staged_parcel_of(result) if result else None
    parcel_publish(
        ParcelContent(
            parcel_code=decision.parcel_code,
            address=_address(result, staged),
            parts=(_part(boundary.rings, staged),),
            area_m2=rounded(area.land_area_m2),
            area_rule=area.rule,
            boundary_rule=boundary.rule,
            land_use_system=staged.land_use_system if staged else "",
            land_use_code=staged.land_use_code if staged else "",
            land_use_name=str(staged.attributes.get("land_use_name", "")) if staged else "",
        ),
        source=sources.of(boundary.source),
        area_source=sources.of(area.source),
        now=now,
        by=by,
    )


def _address(result: SurveyResult | None, staged: StagedParcel | None) -> str:
    if staged and staged.address:
        return staged.address
    return result.project.address if result else ""


def _part(rings: Rings, staged: StagedParcel | StagedBuilding | None) -> Part:
    """Return exact rings with the file and line each point was read from."""
    lines = {}
    if staged is not None:
        lines = {
            (point.label, point.northing_m, point.easting_m): point.source_line
            for point in staged.points.all()
        }
    file = staged.file if staged else ""
    return tuple(
        tuple(
            RegisterPoint(
                label=point.label,
                northing_m=point.northing_m,
                easting_m=point.easting_m,
                source_file=file,
                source_line=lines.get((point.label, point.northing_m, point.easting_m)),
            )
            for point in ring
        )
        for ring in rings
    )


def _adopt_land_unit(decision: Decision, sources: _Sources, *, by: str, now: datetime) -> None:
    area = decision.adopted.area
    if area is None:
        return
    land_unit_publish(
        decision.parcel_code,
        address="",
        area_m2=rounded(area.land_area_m2),
        area_rule=area.rule,
        area_source=sources.of(area.source),
        now=now,
        by=by,
    )


def _adopt_building(
    decision: Decision, building_number: str, sources: _Sources, *, by: str, now: datetime
) -> None:
    adopted = decision.adopted
    footprint = next(f for f in adopted.footprint if f.building_number == building_number)
    floor = next((f for f in adopted.floor_areas if f.building_number == building_number), None)
    if floor is None or not footprint.rings:
        raise Conflict(
            Text(
                f"第 {building_number} 幢缺少占地坐标或建筑面积，不能登簿。",
                f"Building {building_number} lacks its footprint or floor area.",
            )
        )
    result = _result(footprint.source.result_id)
    staged = result.buildings.filter(building_number=building_number).first() if result else None
    units = [unit for unit in adopted.units if unit.building_number == building_number]
    name = staged.name if staged else ""
    address = result.project.address if result else ""
    building_publish(
        BuildingContent(
            parcel_code=decision.parcel_code,
            building_number=building_number,
            footprint=(_part(footprint.rings, staged),),
            footprint_area_m2=rounded(footprint.area_m2 or Decimal(0)),
            floor_area_m2=rounded(floor.floor_area_m2),
            area_standard=floor.area_rule,
            units=_units(
                decision,
                building_number,
                units,
                place=(address, name),
                ground=Ground(actor=by, source=sources.of(footprint.source)),
                now=now,
            ),
            name=name,
            address=address,
            storeys_above=(staged.storeys_above or 0) if staged else 0,
            storeys_below=(staged.storeys_below or 0) if staged else 0,
            structure=staged.structure if staged else "",
            completed_on=result.surveyed_on if result else None,
            area_rule=floor.rule,
            footprint_rule=footprint.rule,
            **(stated_of_building(staged.attributes) if staged else {}),
        ),
        source=sources.of(footprint.source),
        area_source=sources.of(floor.source),
        now=now,
        by=by,
    )


def _units(
    decision: Decision,
    building_number: str,
    units: Sequence[AdoptedUnit],
    *,
    place: tuple[str, str],
    ground: Ground,
    now: datetime,
) -> tuple[UnitContent, ...]:
    """Return the units to write; ``place`` is the building's address and name."""
    codes = _codes(decision, building_number, units, ground=ground, now=now)
    staged = _staged_units(building_number, units)
    return tuple(
        _unit(unit, codes[(unit.section, unit.room)], staged.get((unit.section, unit.room)), place)
        for unit in units
    )


def _codes(
    decision: Decision,
    building_number: str,
    units: Sequence[AdoptedUnit],
    *,
    ground: Ground,
    now: datetime,
) -> dict[tuple[str, str], str]:
    """Return the code of each room; what was merged, split or taken away gives its code up."""
    rooms = [(unit.section, unit.room) for unit in units]
    delivered = {
        (unit.section, unit.room): unit.unit_code for unit in units if not unit.code_is_new
    }
    follow = {unit.unit_code: (unit.section, unit.room) for unit in units if unit.code_is_new}
    successions = [
        Succession(
            LINEAGES.get(change.kind),
            change.retired_codes,
            tuple(follow[code] for code in change.new_codes if code in follow),
        )
        for change in decision.unit_changes
        if change.building_number == building_number and change.retired_codes
    ]
    number = (decision.parcel_code, building_number)
    if not successions:
        return unit_codes_reserve(*number, rooms, delivered=delivered, ground=ground, now=now)
    return unit_codes_succeed(
        *number, rooms, successions=successions, delivered=delivered, ground=ground, now=now
    )


def _unit(
    unit: AdoptedUnit, code: str, staged: StagedUnit | None, place: tuple[str, str]
) -> UnitContent:
    """Return one unit; ``staged`` is its row in the table, None for a whole building as one."""
    return UnitContent(
        unit_code=code,
        kind=unit.kind,
        section=unit.section,
        storey_number=unit.storey,
        storey_label=staged.storey_label if staged else "",
        room=unit.room,
        use=staged.use if staged else "",
        address=(staged.address if staged else "") or unit_address(*place, unit.section, unit.room),
        inner_m2=unit.inner_m2,
        shared_m2=unit.shared_m2,
        built_m2=unit.built_m2,
        presale_built_m2=unit.presale_built_m2,
        land_share_m2=unit.land_share_m2,
        area_rule=unit.rule,
        coefficient=staged.coefficient if staged else None,
        **(stated_of_unit(staged.attributes) if staged else {}),
    )


def _staged_units(
    building_number: str, units: Sequence[AdoptedUnit]
) -> dict[tuple[str, str], StagedUnit]:
    rows = StagedUnit.objects.filter(
        result_id__in={unit.source.result_id for unit in units}, building_number=building_number
    )
    return {(row.section, row.room): row for row in rows}
