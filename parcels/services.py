"""Writing parcels into the register: the one path that every change of it takes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from cadastre import audit, geometry, sql
from cadastre.domain.errors import CadastreError, Conflict, InvalidInput
from cadastre.domain.findings import Text
from cadastre.domain.unit_code import parse_parcel_code
from cadastre.models import SpatialSource
from parcels.acts import ask_after_rewriting
from parcels.boundaries import write_boundaries
from parcels.domain.publication import ParcelContent
from parcels.models import CadastralSubDistrict, Parcel

BATCH = 2000
Box = tuple[float, float, float, float]
"""West, south, east, north in metres of the office's system."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version to write: what it says, for which time, and which row it follows."""

    content: ParcelContent
    valid_from: datetime
    valid_to: datetime | None = None
    follows: int | None = None


@transaction.atomic
def parcels_publish(
    contents: Sequence[ParcelContent],
    *,
    source: SpatialSource,
    area_source: SpatialSource,
    now: datetime,
    by: str = "",
) -> list[Parcel]:
    """Close the current versions of the parcels, where there are any, and open new ones.

    Parameters
    ----------
    contents
        Exact boundaries in the office's system, registered areas, land use and rules.
    source, area_source
        Where the boundaries and where the areas come from.
    now
        Start of the new versions.
    by
        User name for the journal; empty stands for the system.

    Raises
    ------
    InvalidInput
        A code is malformed or names a sub-district the office does not have, or a boundary has a
        ring of fewer than three points.
    Conflict
        A boundary overlaps a current parcel of its layer, crosses itself, or leaves out what
        stands on the parcel. Nothing is written.
    """
    ground_lock([box_of(content) for content in contents])
    codes = [content.parcel_code for content in contents]
    current = Parcel.objects.current().filter(parcel_code__in=codes)
    before = dict(
        current.select_for_update().order_by("parcel_code").values_list("parcel_code", "pk")
    )
    with refusals_told(), transaction.atomic():
        Parcel.objects.filter(pk__in=before.values()).close(now=now)
    parcels = versions_write(
        [Entry(content, now, follows=before.get(content.parcel_code)) for content in contents],
        source=source,
        area_source=area_source,
        now=now,
    )
    if before:
        ask_after_rewriting(sorted(before))
    audit.record(
        actor=by,
        action="parcel.publish",
        objects=codes,
        details={"source": str(source.pk), "versions_closed": len(before)},
        now=now,
    )
    return parcels


def versions_write(
    entries: Sequence[Entry], *, source: SpatialSource, area_source: SpatialSource, now: datetime
) -> list[Parcel]:
    """Write new versions with their points and lines, in the caller's transaction.

    Whoever calls has closed or superseded what they follow. Raises as :func:`parcels_publish`.
    """
    parcels = [_row(entry, source=source, area_source=area_source, now=now) for entry in entries]
    _require_sub_districts({parcel.sub_district_id for parcel in parcels})
    ground_lock([box_of(entry.content) for entry in entries])
    with refusals_told(), transaction.atomic():
        Parcel.objects.bulk_create(parcels, batch_size=BATCH)
        write_boundaries(
            [
                (parcel, entry.content, entry.follows)
                for parcel, entry in zip(parcels, entries, strict=True)
            ],
            source=source,
        )
    return parcels


def ground_lock(boxes: Sequence[Box]) -> None:
    """Take the locks of all ground in the boxes, in one order, before any row is locked or written.

    The database takes them again row by row. Taken together and first, two writers cannot wait
    for each other in a ring: who holds a row has its ground already.
    """
    sql.rows("parcels", "ground_lock", {"boxes": json.dumps(list(boxes))})


def box_of(content: ParcelContent) -> Box:
    """Return the box of a boundary; all zeros where there is none."""
    points = [point for part in content.parts for ring in part for point in ring]
    eastings = [float(point.easting_m) for point in points] or [0.0]
    northings = [float(point.northing_m) for point in points] or [0.0]
    return min(eastings), min(northings), max(eastings), max(northings)


def parcel_publish(
    content: ParcelContent,
    *,
    source: SpatialSource,
    area_source: SpatialSource,
    now: datetime,
    by: str = "",
) -> Parcel:
    """Publish one parcel; see :func:`parcels_publish`."""
    (parcel,) = parcels_publish([content], source=source, area_source=area_source, now=now, by=by)
    return parcel


def _row(
    entry: Entry, *, source: SpatialSource, area_source: SpatialSource, now: datetime
) -> Parcel:
    content = entry.content
    code = parse_parcel_code(content.parcel_code)
    shape = geometry.multipolygon(content.parts)
    if shape is None:
        raise InvalidInput(
            Text(
                f"宗地 {code} 没有可用的界址：每个圈至少要有三个界址点。",
                f"Parcel {code} has no usable boundary: each ring needs three points.",
            )
        )
    return Parcel(
        parcel_code=str(code),
        sub_district_id=code.sub_district_code,
        layer=code.layer,
        address=content.address,
        land_use_system=content.land_use_system,
        land_use_code=content.land_use_code,
        land_use_name=content.land_use_name,
        geom=shape,
        area_m2=content.area_m2,
        area_rule=content.area_rule,
        boundary_rule=content.boundary_rule,
        source=source,
        area_source=area_source,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        closed_at=None if entry.valid_to is None else now,
        recorded_from=now,
    )


def _require_sub_districts(codes: set[str]) -> None:
    known = set(CadastralSubDistrict.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := ", ".join(sorted(codes - known)):
        raise InvalidInput(
            Text(
                f"地籍子区 {missing} 不存在。请核对宗地代码的第 7 至 12 位。",
                f"There is no cadastral sub-district {missing}. "
                "Check positions 7 to 12 of the parcel code.",
            )
        )


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn what the database refuses, and a user can meet, into a sentence."""
    try:
        yield
    except IntegrityError as error:
        refusal = _refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


REFUSALS: Mapping[str, tuple[Text, Text]] = {
    "parcel_overlap": (
        Text("与同期宗地重叠，未登簿", "Nothing was registered"),
        Text("请核对两宗地的界址。", "Compare the boundaries of both parcels."),
    ),
    "parcel_too_complex": (
        Text("界址过于复杂，未登簿", "Nothing was registered"),
        Text("请核对界址点数。", "Look at the number of boundary points."),
    ),
    "parcel_geom_is_valid": (
        Text("界址线自相交，未登簿", "Nothing was registered: the boundary crosses itself"),
        Text("请核对界址点的顺序。", "Check the order of the boundary points."),
    ),
    "parcel_in_its_sub_district": (
        Text("宗地不在其代码所指的地籍子区内，未登簿", "Nothing was registered"),
        Text(
            "请核对宗地代码第 7 至 12 位和坐标。",
            "Check positions 7 to 12 of the code and the coordinates.",
        ),
    ),
    "parcel_code_reused": (
        Text("宗地代码已停用，不得再用，未登簿", "Nothing was registered"),
        Text("请配取新的宗地代码。", "Take a new parcel code."),
    ),
    "parcel_record_order": (
        Text("登记簿已有更晚的记载，未登簿", "Nothing was registered"),
        Text("请核对服务器时间。", "Check the clock of the server."),
    ),
    "parcel_period_is_recorded": (
        Text("登记簿已有更晚的记载，未登簿", "Nothing was registered: later entries are there"),
        Text("请核对服务器时间。", "Check the clock of the server."),
    ),
    "parcel_one_version_at_a_time": (
        Text("同一时间已有该宗地的另一版本，未登簿", "Nothing was registered"),
        Text("请刷新后重试。", "Look at the parcel again, then retry."),
    ),
    "parcel_period_is_forward": (
        Text("终止时间不晚于起始时间，未登簿", "Nothing was registered: the period is empty"),
        Text("请核对生效时间。", "Check the effective date."),
    ),
    "parcel_periods_adjoin": (
        Text("版本之间的时间不连续，未登簿", "Nothing was registered"),
        Text("请一并更正相邻的版本。", "Correct the adjoining version in the same act."),
    ),
}
"""What is said for each constraint a user can meet: the refusal and the advice."""


def _refusal_of(error: IntegrityError) -> CadastreError | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    told = REFUSALS.get(getattr(diagnostics, "constraint_name", None) or "")
    if told is None:
        return None
    said = getattr(diagnostics, "message_primary", "") or ""
    message, advice = told
    return Conflict(Text(f"{message.zh}（{said}）。", f"{message.en}: {said}."), advice=advice)
