"""Small deliveries to try checks on: round metres, one thing wrong at a time.

A case is a function named ``pass_pa04_…`` or ``fail_pa04_…`` in a ``*_cases.py`` beside this file;
it returns a :class:`Case`. Points are given as offsets ``"north east"`` in metres.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from importers.records import (
    BuildingRecord,
    BuildingTotalRecord,
    Delivery,
    ParcelRecord,
    PointRecord,
    PolygonRecord,
    RingRecord,
    UnitRecord,
)
from surveys.domain.check import CheckContext
from surveys.domain.evidence import (
    Audit,
    BaseStage,
    BuildingEvidence,
    ResultEvidence,
    SurveyPoint,
    UnitEvidence,
)

NORTH_M, EAST_M = Decimal(3_898_000), Decimal(432_000)
CODE, OTHER_CODE, THIRD_CODE = (f"410811001002GB0000{number}" for number in (7, 8, 9))
BELOW_CODE = "410811001002GX00001"
DESK = CheckContext(office_srid=4547, county_code="410811", parcel_code=CODE)
AT_COMPLETION = replace(DESK, base_stage=BaseStage.COMPLETION, area_rule="GB/T 17986.1-2000")


@dataclass(frozen=True)
class Expected:
    """One finding that must come; what is left out is not compared."""

    kind: str
    key: str = ""
    measured: str = ""
    severity: str = "error"
    says: str = ""


@dataclass(frozen=True)
class Case:
    """A delivery, what the check knows, what the register holds, and the findings to come.

    ``register`` maps parcel codes to rings in round metres of this module's offsets, ``ledger``
    unit codes to section, room and whether the code is retired.
    """

    delivery: Delivery
    finds: tuple[Expected, ...] = ()
    context: CheckContext = DESK
    register: dict[str, RingRecord] = field(default_factory=dict)
    districts: tuple[str, ...] = ("410811001002",)
    ledger: dict[str, tuple[str, str, bool]] = field(default_factory=dict)


def ring(*offsets: str, first: int = 1, labels: str = "") -> RingRecord:
    """Return a ring of points J1, J2 … unless ``labels`` (by blanks) say otherwise."""
    names = labels.split() or [f"J{at}" for at in range(first, first + len(offsets))]
    points = []
    for name, offset in zip(names, offsets, strict=True):
        north, east = map(Decimal, offset.split())
        points.append(PointRecord(name, NORTH_M + north, EAST_M + east, line=int(10 + len(points))))
    return RingRecord(tuple(points))


def square(north: str = "0", east: str = "0", side: str = "100", *, first: int = 1) -> RingRecord:
    """Return a clockwise square from its north-west corner."""
    n, e, s = Decimal(north), Decimal(east), Decimal(side)
    corners = ((n, e), (n, e + s), (n - s, e + s), (n - s, e))
    return ring(*(f"{a} {b}" for a, b in corners), first=first)


def polygon(outer: RingRecord, *holes: RingRecord) -> PolygonRecord:
    return PolygonRecord(outer, holes)


def parcel(
    *parts: PolygonRecord | RingRecord,
    code: str = CODE,
    line: int = 9,
    area: str | None = None,
    step: str | None = None,
    name: str = "",
) -> ParcelRecord:
    """Return a parcel of rings or polygons."""
    polygons = tuple(p if isinstance(p, PolygonRecord) else PolygonRecord(p) for p in parts)
    return ParcelRecord(
        file="宗地.txt",
        line=line,
        parcel_code=code,
        name=name,
        polygons=polygons,
        declared_area_m2=Decimal(area) if area else None,
        declared_area_step_m2=Decimal(step) if step else None,
    )


def building(
    *parts: PolygonRecord | RingRecord,
    number: str = "0001",
    code: str = CODE,
    line: int = 1,
    above: int | None = None,
    below: int | None = None,
    total: str = "",
) -> BuildingRecord:
    """Return a natural building."""
    polygons = tuple(p if isinstance(p, PolygonRecord) else PolygonRecord(p) for p in parts)
    return BuildingRecord(
        file="自然幢.shp",
        line=line,
        building_number=number,
        parcel_code=code,
        name="",
        polygons=polygons,
        storeys_above=above,
        storeys_below=below,
        attributes={"total_storeys": total} if total else {},
    )


def unit(
    room: str = "101",
    *,
    section: str = "1",
    number: str = "0001",
    storey: int | None = 1,
    areas: str = "92.36 11.02 103.38",
    k: str = "",
    code: str = "",
    line: int = 3,
) -> UnitRecord:
    """Return a unit; ``areas`` are inner, shared and built, ``-`` for an empty cell."""
    inner, shared, built = (None if cell == "-" else Decimal(cell) for cell in areas.split())
    return UnitRecord(
        file="楼盘表.xlsx",
        line=line,
        building_number=number,
        section=section,
        storey_number=storey,
        storey_label=str(storey),
        room=room,
        inner_m2=inner,
        shared_m2=shared,
        built_m2=built,
        coefficient=Decimal(k) if k else None,
        unit_code=code,
    )


def total(areas: str, *, number: str = "0001", line: int = 99) -> BuildingTotalRecord:
    """Return a total row; ``areas`` as in :func:`unit`."""
    inner, shared, built = (None if cell == "-" else Decimal(cell) for cell in areas.split())
    return BuildingTotalRecord("楼盘表.xlsx", line, number, inner, shared, built)


GOLDEN_UNITS = (
    unit("101", areas="92.36 11.02 103.38", k="0.119302", line=3),
    unit("102", areas="98.14 11.71 109.85", k="0.119302", line=4),
    unit("201", storey=2, areas="93.02 11.10 104.12", k="0.119302", line=5),
    unit("202", storey=2, areas="98.87 11.79 110.66", k="0.119302", line=6),
)
"""Shared 45.62 over inner 382.39; unit 202 took the rounding residue of -0.01."""


def evidence(
    stage: BaseStage,
    *,
    boundary: RingRecord | None = None,
    units: tuple[UnitRecord, ...] = (),
    area_rule: str = "GB/T 17986.1-2000",
) -> ResultEvidence:
    """Return an accepted result with one boundary ring or the units of building 0001."""
    points = boundary.points if boundary else ()
    rings = (tuple(SurveyPoint(p.label, p.northing_m, p.easting_m) for p in points),)
    sold = tuple(
        UnitEvidence(
            u.section, u.storey_number, u.room, u.inner_m2, u.shared_m2, u.built_m2, u.unit_code
        )
        for u in units
    )
    return ResultEvidence(
        result_id="1",
        title="示例成果",
        stage=stage,
        surveyed_on=date(2021, 3, 1),
        audit=Audit.ACCEPTED,
        area_rule=area_rule,
        boundary=rings if boundary else (),
        buildings=(BuildingEvidence("0001", units=sold),) if sold else (),
    )
