"""The register's parcels as a delivery, so that any writer of :mod:`exporters` can write them.

What a file of a survey says is filled from the rows of one moment: parcels with their boundary
points digit for digit, boundary lines, buildings and units. Of holders nothing is read. A fixed
number of statements, however many the parcels are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import F, QuerySet

from accounts.models import Account
from buildings.models import Building, Unit, UnitKind
from importers.records import (
    BoundaryLineRecord,
    BoundaryPointRecord,
    BuildingRecord,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)
from parcels.models import PARCEL_CODE_PATTERN, BoundaryLine, BoundaryPoint, Parcel
from parcels.moments import Moment
from registration.stated import attributes_of_building, attributes_of_unit

CHUNK: Final = 2000
REGISTERED_STEP_M2: Final = Decimal("0.01")
"""Areas are registered to two decimals."""

_STAGE_OF_AREAS: Final = "completion"
_UNIT_AREAS: Final = ("inner_m2", "shared_m2", "built_m2", "coefficient")
_Row = dict[str, Any]
_Rows = Mapping[int, Sequence[_Row]]
_PARCEL_COLUMNS: Final = (
    *("pk", "parcel_code", "address", "land_use_system", "land_use_code", "land_use_name"),
    "area_m2",
)
_POINT_COLUMNS: Final = (
    *("pk", "parcel_id", "part", "ring", "label", "northing_m", "easting_m", "marker", "method"),
)
_LINE_COLUMNS: Final = (
    *("parcel_id", "start_id", "end_id", "length_m", "kind", "position", "quality"),
    "neighbour_code",
)
_BUILDING_COLUMNS: Final = (
    *("building_number", "parcel_code", "name", "address", "geom", "storeys_above"),
    *("storeys_below", "structure", "floor_area_m2", "footprint_area_m2", "completed_on"),
    *("project_name", "use", "presale_floor_area_m2", "site_area_m2", "height_m"),
    "basement_depth_m",
)
_UNIT_COLUMNS: Final = (
    *("unit_code_id", "section", "room", "use", "address", *_UNIT_AREAS, "presale_built_m2"),
    *("land_share_m2", "house_code", "use_2", "use_3", "layout", "layout_form", "house_type"),
    *("house_nature", "basement_m2", "other_m2", "shared_land_m2", "exclusive_land_m2"),
)


def buildings_on(codes: Sequence[str], *, moment: Moment) -> QuerySet[Building]:
    """Return the buildings of a moment on the parcels of these codes."""
    return moment.of(Building.objects).filter(parcel_code__in=codes)


def units_on(codes: Sequence[str], *, moment: Moment) -> QuerySet[Unit]:
    """Return the units of a moment on the parcels of these codes."""
    return moment.of(Unit.objects).filter(parcel_code__in=codes)


def register_delivery(parcels: QuerySet[Parcel], *, account: Account, moment: Moment) -> Delivery:
    """Return parcels, and what stands on them at the same moment, as records.

    Parameters
    ----------
    parcels
        Versions of one moment, at most one a code; none gives an empty delivery.
    account
        Who asks: neighbours outside its districts stay unnamed.
    moment
        Of which the buildings and units are taken.

    Returns
    -------
    Delivery
        Coordinates are in the office's plane system, without a zone number. A unit of land alone
        is the ``unit_code`` of its parcel; all others are units, in the order of their codes.
        Corners of buildings have no labels: the register keeps none.
    """
    rows = list(parcels.order_by("parcel_code").values(*_PARCEL_COLUMNS))
    keys, codes = [row["pk"] for row in rows], [row["parcel_code"] for row in rows]
    points = _by_parcel(
        BoundaryPoint.objects.filter(parcel_id__in=keys)
        .order_by("parcel_id", "part", "ring", "sequence")
        .values(*_POINT_COLUMNS)
    )
    lines = _by_parcel(
        BoundaryLine.objects.filter(parcel_id__in=keys)
        .order_by("start__part", "start__ring", "start__sequence")
        .values(*_LINE_COLUMNS)
    )
    units = list(_unit_rows(codes, moment))
    land = {row["unit_code_id"][:19]: row["unit_code_id"] for row in units if _is_land(row)}
    delivery = Delivery(
        parcels=[_parcel(row, points[row["pk"]], land.get(row["parcel_code"], "")) for row in rows],
        units=[_unit(row) for row in units if not _is_land(row)],
    )
    for row in rows:
        own, code = points[row["pk"]], row["parcel_code"]
        delivery.points += _points_of(own, code)
        delivery.lines += _lines_of(lines[row["pk"]], own, code, account)
    standing = buildings_on(codes, moment=moment).order_by("building_code")
    found = standing.values(*_BUILDING_COLUMNS).iterator(chunk_size=CHUNK)
    delivery.buildings = [_building(row) for row in found]
    return delivery


def _by_parcel(rows: Iterable[_Row]) -> _Rows:
    found: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row["parcel_id"]].append(row)
    return found


def _unit_rows(codes: Sequence[str], moment: Moment) -> Iterator[_Row]:
    found = units_on(codes, moment=moment).order_by("unit_code")
    rows: QuerySet[Any, _Row] = found.values(
        *_UNIT_COLUMNS,
        unit_kind=F("kind"),
        building_number=F("building__building_number"),
        storey_number=F("storey__number"),
        storey_label=F("storey__label"),
        storey_height_m=F("storey__height_m"),
    )
    yield from rows.iterator(chunk_size=CHUNK)


def _is_land(row: _Row) -> bool:
    return bool(row["unit_kind"] == UnitKind.LAND)


def _point(row: _Row) -> PointRecord:
    return PointRecord(row["label"], row["northing_m"], row["easting_m"])


def _polygons(points: Iterable[_Row]) -> tuple[PolygonRecord, ...]:
    parts: dict[int, dict[int, list[PointRecord]]] = {}
    for row in points:
        parts.setdefault(row["part"], {}).setdefault(row["ring"], []).append(_point(row))
    return tuple(_polygon([*rings.values()]) for rings in parts.values())


def _polygon(rings: Sequence[Sequence[PointRecord]]) -> PolygonRecord:
    outer, *holes = (RingRecord(tuple(ring)) for ring in rings)
    return PolygonRecord(outer, tuple(holes))


def _parcel(row: _Row, points: Iterable[_Row], land_unit: str) -> ParcelRecord:
    said = {"land_use_name": row["land_use_name"], "unit_code": land_unit}
    return ParcelRecord(
        file="",
        line=None,
        parcel_code=row["parcel_code"],
        name="",
        polygons=_polygons(points),
        declared_area_m2=row["area_m2"],
        declared_area_step_m2=REGISTERED_STEP_M2,
        land_use_code=row["land_use_code"],
        land_use_system=row["land_use_system"],
        address=row["address"],
        attributes={name: text for name, text in said.items() if text},
    )


def _points_of(rows: Iterable[_Row], code: str) -> Iterator[BoundaryPointRecord]:
    """Yield the points of which the register says how they are marked or were determined."""
    for row in rows:
        if row["marker"] or row["method"]:
            yield BoundaryPointRecord(
                file="",
                line=None,
                parcel_codes=code,
                label=row["label"],
                point=_point(row),
                marker=row["marker"],
                method=row["method"],
            )


def _lines_of(
    rows: Iterable[_Row], points: Iterable[_Row], code: str, account: Account
) -> Iterator[BoundaryLineRecord]:
    ends = {row["pk"]: _point(row) for row in points}
    for row in rows:
        yield BoundaryLineRecord(
            file="",
            line=None,
            parcel_codes="/".join([code, *_neighbour(row["neighbour_code"], account)]),
            points=(ends[row["start_id"]], ends[row["end_id"]]),
            length_m=row["length_m"],
            kind=row["kind"],
            position=row["position"],
            quality=row["quality"],
        )


def _neighbour(stated: str, account: Account) -> list[str]:
    """Return the neighbour's code; nothing for words of a survey, which may be a name."""
    is_code = re.fullmatch(PARCEL_CODE_PATTERN, stated) is not None
    return [stated] if is_code and account.covers(stated) else []


def _building(row: _Row) -> BuildingRecord:
    said = {"address": row["address"], "completed_on": row["completed_on"]}
    return BuildingRecord(
        file="",
        line=None,
        building_number=row["building_number"],
        parcel_code=row["parcel_code"],
        name=row["name"],
        polygons=tuple(_polygon([*map(_corners, polygon)]) for polygon in row["geom"].coords),
        storeys_above=row["storeys_above"],
        storeys_below=row["storeys_below"],
        structure=row["structure"],
        floor_area_m2=row["floor_area_m2"],
        footprint_area_m2=row["footprint_area_m2"],
        attributes=attributes_of_building(row)
        | {name: str(value) for name, value in said.items() if value},
    )


def _corners(ring: Sequence[tuple[float, float]]) -> list[PointRecord]:
    """Return the corners of a closed ring, the last one left off.

    The register keeps a footprint as doubles only: the shortest digits that give the same double
    are those of the survey, but for zeros at their end.
    """
    return [
        PointRecord("", northing_m=Decimal(repr(north)), easting_m=Decimal(repr(east)))
        for east, north in ring[:-1]
    ]


def _unit(row: _Row) -> UnitRecord:
    attributes = attributes_of_unit(row)
    for name, role in (
        ("presale_built_m2", "presale_built_m2"),
        ("land_share_m2", "apportioned_land_m2"),
    ):
        if row[name] is not None:
            attributes[role] = str(row[name])
    if any(row[name] is not None for name in _UNIT_AREAS):
        attributes["area_stage"] = _STAGE_OF_AREAS
    return UnitRecord(
        file="",
        line=None,
        building_number=row["building_number"] or "",
        section=row["section"],
        storey_number=row["storey_number"],
        storey_label=row["storey_label"] or "",
        room=row["room"],
        use=row["use"],
        unit_code=row["unit_code_id"],
        address=row["address"],
        attributes=attributes,
        **{name: row[name] for name in _UNIT_AREAS},
    )
