"""From the readers' records to staged rows: exact coordinates beside the geometry of the map."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import connection
from django.db.models import Model

from cadastre import geometry
from cadastre.domain.findings import Finding
from cadastre.domain.rings import polygon_area_m2
from importers.records import BuildingRecord, Delivery, ParcelRecord, PointRecord, PolygonRecord
from parcels.bulk_rows import escaped
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

BATCH = 2000
_NULL: Final = r"\N"
_COPY_PARCEL_POINTS: Final = """
copy surveys_stagedparcelpoint (
    parcel_id, part, ring, sequence, label, northing_m, easting_m, source_line) from stdin
"""
_COPY_BUILDING_POINTS: Final = """
copy surveys_stagedbuildingpoint (
    building_id, part, ring, sequence, label, northing_m, easting_m, source_line) from stdin
"""


def clear(result: SurveyResult) -> None:
    """Take away whatever was staged for a result that is read again."""
    StagedParcelPoint.objects.filter(parcel__result=result).delete()
    StagedBuildingPoint.objects.filter(building__result=result).delete()
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
    _stage_units(result, delivery)
    DeliveredHolder.objects.bulk_create(
        DeliveredHolder(
            result=result,
            file=holder.file,
            line=holder.line,
            object_key=holder.object_key[:100],
            field=holder.field[:60],
            value=holder.value[:300],
        )
        for holder in delivery.holders
    )


def store_report(result: SurveyResult, report: CheckReport) -> None:
    """Write the findings and outcomes of the checks of a result."""
    ResultFinding.objects.bulk_create(
        [
            _finding_row(result, position, finding)
            for position, finding in enumerate(report.findings, start=1)
        ],
        batch_size=BATCH,
    )
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


def shape_of(polygons: Sequence[PolygonRecord]) -> MultiPolygon | None:
    """Return delivered polygons as geometry of the office's system; None when they are no shape."""
    return geometry.multipolygon(
        [[polygon.outer.points, *[hole.points for hole in polygon.holes]] for polygon in polygons]
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


def _places(polygons: Sequence[PolygonRecord]) -> list[tuple[int, int, int, PointRecord]]:
    return [
        (part, number, sequence, point)
        for part, polygon in enumerate(polygons)
        for number, ring in enumerate((polygon.outer, *polygon.holes))
        for sequence, point in enumerate(ring.points, start=1)
    ]


def _copy_points(
    statement: str, features: Sequence[Model], records: Sequence[ParcelRecord | BuildingRecord]
) -> None:
    """Write the points of staged features by COPY: as rows of the ORM they took most of the time.

    Raises
    ------
    ValueError
        A figure is no finite number.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(records), BATCH):
            batch = slice(start, start + BATCH)
            rows = [
                (feature.pk, *place)
                for feature, record in zip(features[batch], records[batch], strict=True)
                for place in _places(record.polygons)
            ]
            labels = escaped([point.label[:40] for *_, point in rows])
            lines = [
                f"{key}\t{part}\t{ring}\t{sequence}\t{label}\t{_digits(point.northing_m)}"
                f"\t{_digits(point.easting_m)}\t{_NULL if point.line is None else point.line}\n"
                for (key, part, ring, sequence, point), label in zip(rows, labels, strict=True)
            ]
            cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _digits(figure: Decimal) -> str:
    if not figure.is_finite():
        message = f"{figure} is no coordinate"
        raise ValueError(message)
    return str(figure)


def _stage_parcels(result: SurveyResult, records: Sequence[ParcelRecord]) -> None:
    parcels = StagedParcel.objects.bulk_create(
        [
            StagedParcel(
                result=result,
                file=record.file,
                line=record.line,
                name=record.name[:200],
                parcel_code=record.parcel_code[:60],
                geom=shape_of(record.polygons),
                computed_area_m2=computed_area_m2(record.polygons),
                declared_area_m2=record.declared_area_m2,
                land_use_system=record.land_use_system,
                land_use_code=record.land_use_code[:20],
                address=record.address[:300],
                attributes=record.attributes,
            )
            for record in records
        ],
        batch_size=BATCH,
    )
    _copy_points(_COPY_PARCEL_POINTS, parcels, records)


def _stage_buildings(result: SurveyResult, records: Sequence[BuildingRecord]) -> None:
    buildings = StagedBuilding.objects.bulk_create(
        [
            StagedBuilding(
                result=result,
                file=record.file,
                line=record.line,
                name=record.name[:200],
                building_number=record.building_number[:40],
                parcel_code=record.parcel_code[:60],
                geom=shape_of(record.polygons),
                computed_area_m2=computed_area_m2(record.polygons),
                storeys_above=record.storeys_above,
                storeys_below=record.storeys_below,
                structure=record.structure[:60],
                floor_area_m2=record.floor_area_m2,
                footprint_area_m2=record.footprint_area_m2,
                attributes=record.attributes,
            )
            for record in records
        ],
        batch_size=BATCH,
    )
    _copy_points(_COPY_BUILDING_POINTS, buildings, records)


def _stage_units(result: SurveyResult, delivery: Delivery) -> None:
    StagedUnit.objects.bulk_create(
        [
            StagedUnit(
                result=result,
                file=unit.file,
                line=unit.line,
                position=position,
                building_number=unit.building_number[:40],
                section=unit.section[:40],
                storey_number=unit.storey_number,
                storey_label=unit.storey_label[:50],
                room=unit.room[:60],
                use=unit.use[:60],
                inner_m2=unit.inner_m2,
                shared_m2=unit.shared_m2,
                built_m2=unit.built_m2,
                coefficient=unit.coefficient,
                unit_code=unit.unit_code[:60],
                address=unit.address[:300],
                attributes=unit.attributes,
            )
            for position, unit in enumerate(delivery.units, start=1)
        ],
        batch_size=BATCH,
    )
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


def _finding_row(result: SurveyResult, position: int, finding: Finding) -> ResultFinding:
    location = None
    if finding.location is not None:
        location = Point(*finding.location, srid=settings.SRID)
    return ResultFinding(
        result=result,
        position=position,
        code=finding.code,
        kind=finding.kind,
        severity=finding.severity.value,
        message_zh=finding.message.zh,
        message_en=finding.message.en,
        advice_zh=finding.advice.zh,
        advice_en=finding.advice.en,
        object_key=finding.object_key[:100],
        file=finding.file[:255],
        line=finding.line,
        field=finding.field[:100],
        found=finding.found,
        expected=finding.expected,
        measured=finding.measured,
        limit=finding.limit,
        unit=finding.unit,
        location=location,
        cites=finding.cites[:200],
    )
