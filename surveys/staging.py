"""From the readers' records to staged rows: exact coordinates beside the geometry of the map."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from cadastre import geometry
from cadastre.domain.findings import Finding
from cadastre.domain.rings import polygon_area_m2
from cadastre.models import PlanePoint
from importers.records import (
    BuildingRecord,
    Delivery,
    HolderRecord,
    ParcelRecord,
    PolygonRecord,
    UnitRecord,
)
from surveys.copy_rows import documents, figures, new_keys, plain, same, texts, write
from surveys.domain.check import CheckReport
from surveys.models import (
    CheckOutcome,
    DeliveredHolder,
    ReadFile,
    ResultFinding,
    StagedBuilding,
    StagedBuildingPoint,
    StagedParcel,
    StagedParcelPoint,
    StagedTotal,
    StagedUnit,
    SurveyResult,
)

T = TypeVar("T")
BATCH = 2000


def clear(result: SurveyResult) -> None:
    """Take away whatever was staged for a result that is read again."""
    StagedParcelPoint.objects.filter(parcel__in=result.parcels.all()).delete()
    StagedBuildingPoint.objects.filter(building__in=result.buildings.all()).delete()
    for rows in (
        result.parcels,
        result.buildings,
        result.units,
        result.totals,
        result.holders,
        result.read_files,
        result.findings,
        result.outcomes,
    ):
        rows.all().delete()


def stage(result: SurveyResult, delivery: Delivery) -> None:
    """Write everything that was read for a result."""
    ReadFile.objects.bulk_create(
        ReadFile(
            result=result,
            name=file.name,
            format=file.format,
            encoding=file.encoding,
            srid=file.system.srid if file.system else None,
            zone_prefix=file.system.zone_prefix if file.system else None,
            stated_system=(file.system.stated if file.system else "")[:300],
            axes_swapped=bool(file.system and file.system.axes_swapped),
            counts=file.counts,
        )
        for file in delivery.files
    )
    _stage_parcels(result, delivery.parcels)
    _stage_buildings(result, delivery.buildings)
    _stage_units(result, delivery.units)
    StagedTotal.objects.bulk_create(
        StagedTotal(
            result=result,
            file=total.file,
            line=total.line,
            building_number=total.building_number[:40],
            inner_m2=total.inner_m2,
            shared_m2=total.shared_m2,
            built_m2=total.built_m2,
        )
        for total in delivery.totals
    )
    _stage_holders(result, delivery.holders)


def store_report(result: SurveyResult, report: CheckReport) -> None:
    """Write the findings and outcomes of the checks of a result."""
    for start, findings in _batches(report.findings):
        _store_findings(result, findings, after=start)
    CheckOutcome.objects.bulk_create(
        CheckOutcome(
            result=result,
            code=outcome.code,
            outcome=outcome.outcome.value,
            title_zh=outcome.title.zh,
            title_en=outcome.title.en,
            missing_zh=outcome.missing.zh,
            missing_en=outcome.missing.en,
        )
        for outcome in report.outcomes
    )


def computed_area_m2(polygons: Sequence[PolygonRecord]) -> Decimal | None:
    """Return the exact plane area of the polygons in m2; None when there are none."""
    if not polygons:
        return None
    return sum(
        (
            polygon_area_m2(polygon.outer.points, [hole.points for hole in polygon.holes])
            for polygon in polygons
        ),
        Decimal(0),
    )


def _batches(records: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    for start in range(0, len(records), BATCH):
        yield start, records[start : start + BATCH]


def _stage_parcels(result: SurveyResult, records: Sequence[ParcelRecord]) -> None:
    for _, batch in _batches(records):
        keys = new_keys(StagedParcel, len(batch))
        columns = {
            "parcel_code": texts(record.parcel_code[:60] for record in batch),
            "declared_area_m2": figures(record.declared_area_m2 for record in batch),
            "land_use_system": texts(record.land_use_system for record in batch),
            "land_use_code": texts(record.land_use_code[:20] for record in batch),
            "address": texts(record.address[:300] for record in batch),
        }
        write(StagedParcel, _of_feature(result, keys, batch) | columns)
        _write_points(StagedParcelPoint, "parcel", keys, batch)


def _stage_buildings(result: SurveyResult, records: Sequence[BuildingRecord]) -> None:
    for _, batch in _batches(records):
        keys = new_keys(StagedBuilding, len(batch))
        columns = {
            "building_number": texts(record.building_number[:40] for record in batch),
            "parcel_code": texts(record.parcel_code[:60] for record in batch),
            "storeys_above": plain(record.storeys_above for record in batch),
            "storeys_below": plain(record.storeys_below for record in batch),
            "structure": texts(record.structure[:60] for record in batch),
            "floor_area_m2": figures(record.floor_area_m2 for record in batch),
            "footprint_area_m2": figures(record.footprint_area_m2 for record in batch),
        }
        write(StagedBuilding, _of_feature(result, keys, batch) | columns)
        _write_points(StagedBuildingPoint, "building", keys, batch)


def _of_feature(
    result: SurveyResult, keys: Sequence[int], batch: Sequence[ParcelRecord | BuildingRecord]
) -> dict[str, Sequence[str]]:
    """Return the columns that parcels and buildings share."""
    shapes = geometry.multipolygons_in_hex(
        [
            [[ring.points for ring in polygon.rings] for polygon in record.polygons]
            for record in batch
        ]
    )
    return {
        "id": plain(keys),
        "result": same(result.pk, len(batch)),
        "file": texts(record.file for record in batch),
        "line": plain(record.line for record in batch),
        "name": texts(record.name[:200] for record in batch),
        "geom": plain(shapes),
        "computed_area_m2": figures(computed_area_m2(record.polygons) for record in batch),
        "attributes": documents(record.attributes for record in batch),
    }


def _write_points(
    model: type[PlanePoint],
    owner: str,
    keys: Sequence[int],
    batch: Sequence[ParcelRecord | BuildingRecord],
) -> None:
    places = [
        (key, part, number, sequence, point)
        for key, record in zip(keys, batch, strict=True)
        for part, polygon in enumerate(record.polygons)
        for number, ring in enumerate(polygon.rings)
        for sequence, point in enumerate(ring.points, start=1)
    ]
    points = [point for *_, point in places]
    columns = {
        owner: plain(key for key, *_ in places),
        "part": plain(part for _, part, *_ in places),
        "ring": plain(ring for _, _, ring, *_ in places),
        "sequence": plain(sequence for *_, sequence, _ in places),
        "label": texts(point.label[:40] for point in points),
        "northing_m": figures(point.northing_m for point in points),
        "easting_m": figures(point.easting_m for point in points),
        "source_line": plain(point.line for point in points),
    }
    write(model, columns)


def _stage_units(result: SurveyResult, records: Sequence[UnitRecord]) -> None:
    for start, batch in _batches(records):
        columns = {
            "result": same(result.pk, len(batch)),
            "file": texts(unit.file for unit in batch),
            "line": plain(unit.line for unit in batch),
            "position": plain(range(start + 1, start + 1 + len(batch))),
            "building_number": texts(unit.building_number[:40] for unit in batch),
            "section": texts(unit.section[:40] for unit in batch),
            "storey_number": plain(unit.storey_number for unit in batch),
            "storey_label": texts(unit.storey_label[:50] for unit in batch),
            "room": texts(unit.room[:60] for unit in batch),
            "use": texts(unit.use[:60] for unit in batch),
            "inner_m2": figures(unit.inner_m2 for unit in batch),
            "shared_m2": figures(unit.shared_m2 for unit in batch),
            "built_m2": figures(unit.built_m2 for unit in batch),
            "coefficient": figures(unit.coefficient for unit in batch),
            "unit_code": texts(unit.unit_code[:60] for unit in batch),
            "address": texts(unit.address[:300] for unit in batch),
            "attributes": documents(unit.attributes for unit in batch),
        }
        write(StagedUnit, columns)


def _stage_holders(result: SurveyResult, records: Sequence[HolderRecord]) -> None:
    for _, batch in _batches(records):
        columns = {
            "result": same(result.pk, len(batch)),
            "file": texts(holder.file for holder in batch),
            "line": plain(holder.line for holder in batch),
            "object_key": texts(holder.object_key[:100] for holder in batch),
            "field": texts(holder.field[:60] for holder in batch),
            "value": texts(holder.value[:300] for holder in batch),
        }
        write(DeliveredHolder, columns)


def _store_findings(result: SurveyResult, findings: Sequence[Finding], *, after: int) -> None:
    columns = {
        "result": same(result.pk, len(findings)),
        "position": plain(range(after + 1, after + 1 + len(findings))),
        "code": texts(finding.code for finding in findings),
        "kind": texts(finding.kind for finding in findings),
        "severity": texts(finding.severity.value for finding in findings),
        "message_zh": texts(finding.message.zh for finding in findings),
        "message_en": texts(finding.message.en for finding in findings),
        "advice_zh": texts(finding.advice.zh for finding in findings),
        "advice_en": texts(finding.advice.en for finding in findings),
        "object_key": texts(finding.object_key[:100] for finding in findings),
        "file": texts(finding.file[:255] for finding in findings),
        "line": plain(finding.line for finding in findings),
        "field": texts(finding.field[:100] for finding in findings),
        "found": texts(finding.found for finding in findings),
        "expected": texts(finding.expected for finding in findings),
        "measured": figures(finding.measured for finding in findings),
        "limit": figures(finding.limit for finding in findings),
        "unit": texts(finding.unit for finding in findings),
        "location": plain(geometry.points_in_hex([finding.location for finding in findings])),
        "cites": texts(finding.cites[:200] for finding in findings),
    }
    write(ResultFinding, columns)
