"""An office's stock of parcels, from its files into the register."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from django.conf import settings

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import polygon_area_m2, rounded
from cadastre.idempotency import once
from cadastre.models import SpatialSource
from importers.limits import DEFAULT_LIMITS
from importers.records import Delivery, ParcelRecord, RingRecord
from importers.sandbox_chunks import read_chunks_in_child
from parcels.bulk import StockRefused, stock_load
from parcels.bulk_rows import StockRows
from surveys.upload_limits import STOCK_LIMITS

LIMITS: Final = replace(
    STOCK_LIMITS,
    entries=DEFAULT_LIMITS.entries,
    child_memory_bytes=DEFAULT_LIMITS.child_memory_bytes,
)
"""Read chunk by chunk, a stock needs no more memory than a delivery: that bound stays."""
MOST_FINDINGS: Final = 1000

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class StockSource:
    """Where a stock comes from: written into the register's source, beside the files' hashes."""

    title: str
    organisation: str = ""
    surveyed_on: date | None = None
    accuracy_class: int | None = None


@dataclass(slots=True)
class _Read:
    """What was said while the files were read."""

    errors: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def take(self, delivery: Delivery) -> None:
        for finding in [*delivery.findings, *_other_systems(delivery)]:
            is_error = finding.severity is Severity.ERROR
            (self.errors if is_error else self.remarks).append(finding)
        del self.errors[MOST_FINDINGS:], self.remarks[MOST_FINDINGS:]


def stock_load_files(
    paths: Sequence[Path],
    *,
    origin: StockSource,
    now: datetime,
    by: str = "",
    dry_run: bool = False,
    progress: Progress = lambda step, parcels: None,
) -> dict[str, Any]:
    """Load the parcels of some files into the register; the same files again change nothing.

    Returns
    -------
    dict
        ``parcels``, ``points``, ``was_written``, ``seconds`` by step, ``source``, and ``repeated``:
        whether the files had been loaded before, and this is the answer of that time.

    Raises
    ------
    StockRefused
        A file cannot be read whole, or its parcels break a rule of the register.
    """
    files = [{"name": path.name, "sha256": _sha256(path)} for path in paths]
    source = SpatialSource(
        title=origin.title,
        stage="stock",
        organisation=origin.organisation,
        surveyed_on=origin.surveyed_on,
        accuracy_class=origin.accuracy_class,
        files=files,
        accepted_by=by,
        accepted_at=now,
    )
    acted = []

    def act() -> dict[str, Any]:
        acted.append(True)
        read = _Read()
        done = stock_load(
            _chunks(paths, read), source=source, now=now, by=by, dry_run=dry_run, progress=progress
        )
        return {
            "parcels": done.parcels,
            "points": done.points,
            "was_written": done.was_written,
            "seconds": {step: round(seconds, 3) for step, seconds in done.seconds.items()},
            "source": str(source.pk) if done.was_written else "",
            "remarks": [f"{each.file}: {each.message.zh}" for each in read.remarks],
        }

    if dry_run:
        return act() | {"repeated": False}
    digests = sorted(each["sha256"] for each in files)
    key = "stock:" + hashlib.sha256("\n".join(digests).encode()).hexdigest()
    # Whoever loads them: files are of the register, not of an account.
    answer = once(act, actor="stock", key=key, action="parcel.load", body=digests, now=now)
    return answer | {"repeated": not acted}


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _chunks(paths: Sequence[Path], read: _Read) -> Iterator[StockRows]:
    for delivery in read_chunks_in_child(list(paths), office_srid=settings.SRID, limits=LIMITS):
        read.take(delivery)
        rows, broken = stock_rows(delivery.parcels)
        read.errors += broken
        if len(rows) and not read.errors:
            yield rows
    if read.errors:
        raise StockRefused(read.errors[:MOST_FINDINGS])


def _other_systems(delivery: Delivery) -> list[Finding]:
    return [
        Finding(
            code="CR01",
            kind="wrong_zone",
            severity=Severity.ERROR,
            message=Text(
                f"文件 {each.name} 的坐标系为 EPSG:{each.system.srid}，"
                f"登记簿为 EPSG:{settings.SRID}。",
                f"File {each.name} is in EPSG:{each.system.srid}, "
                f"the register in EPSG:{settings.SRID}.",
            ),
            advice=Text("请先转换坐标。", "Transform the coordinates first."),
            file=each.name,
            found=str(each.system.srid),
            expected=str(settings.SRID),
        )
        for each in delivery.files
        if each.system is not None and each.system.srid not in (None, settings.SRID)
    ]


def stock_rows(parcels: Sequence[ParcelRecord]) -> tuple[StockRows, list[Finding]]:
    """Return the parcels as columns, and a finding for each that has no usable ring."""
    usable = [parcel for parcel in parcels if _is_usable(parcel)]
    rings = [[ring for polygon in each.polygons for ring in polygon.rings] for each in usable]
    points = [[point for ring in some for point in ring.points] for some in rings]
    rows = StockRows(
        parcel_codes=[each.parcel_code for each in usable],
        shapes=np.array([_shape(each) for each in usable], dtype=object),
        areas_m2=[_area(each) for each in usable],
        addresses=[each.address for each in usable],
        land_use_systems=[each.land_use_system for each in usable],
        land_use_codes=[each.land_use_code for each in usable],
        land_use_names=[""] * len(usable),
        area_rules=[""] * len(usable),
        source_files=[each.file for each in usable],
        source_lines=[each.line for each in usable],
        labels=[_labels([point.label for point in some]) for some in points],
        northings_m=[[str(point.northing_m) for point in some] for some in points],
        eastings_m=[[str(point.easting_m) for point in some] for some in points],
    )
    return rows, [_unusable(each) for each in parcels if not _is_usable(each)]


def _is_usable(parcel: ParcelRecord) -> bool:
    rings = [ring for polygon in parcel.polygons for ring in polygon.rings]
    return bool(rings) and all(len(ring.points) >= 3 for ring in rings)


def _labels(delivered: list[str]) -> list[str]:
    """Return the labels as delivered; J1 and on when any is missing."""
    if all(delivered):
        return delivered
    return [f"J{number}" for number in range(1, len(delivered) + 1)]


def _shape(parcel: ParcelRecord) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(
        [
            (_places(polygon.outer), [_places(hole) for hole in polygon.holes])
            for polygon in parcel.polygons
        ]
    )


def _places(ring: RingRecord) -> list[tuple[float, float]]:
    return [(float(point.easting_m), float(point.northing_m)) for point in ring.points]


def _area(parcel: ParcelRecord) -> str:
    """Return the stated area, or the exact one of the coordinates where none is stated."""
    if parcel.declared_area_m2 is not None:
        return str(rounded(parcel.declared_area_m2))
    parts = [
        polygon_area_m2(each.outer.points, [hole.points for hole in each.holes])
        for each in parcel.polygons
    ]
    return str(rounded(sum(parts[1:], parts[0])))


def _unusable(parcel: ParcelRecord) -> Finding:
    return Finding(
        code="BP01",
        kind="empty_geometry",
        severity=Severity.ERROR,
        message=Text(
            f"宗地 {parcel.parcel_code or '（无代码）'} 没有可用的界址：每个圈至少要有三个界址点。",
            f"Parcel {parcel.parcel_code or '(no code)'} has no usable boundary: "
            "each ring needs three points.",
        ),
        advice=Text("请补齐界址点。", "Complete the boundary points."),
        object_key=parcel.parcel_code,
        file=parcel.file,
        line=parcel.line,
    )
