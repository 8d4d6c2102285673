"""BL26: a boundary line runs between corners of the parcels that it names."""

from collections.abc import Iterator
from itertools import product

from cadastre.domain.findings import Finding, Severity, Text
from cadastre.domain.rings import distance_m
from cadastre.domain.tolerances import SHARED_POINT
from importers.records import BoundaryLineRecord, Delivery, ParcelRecord, PointRecord
from surveys.checks.boundary_lines import codes_named, line_place, line_thing
from surveys.checks.limits import CONVENTION
from surveys.checks.shapes import rings_of
from surveys.domain.check import CheckContext, check

_Cell = tuple[int, int]


@check(
    code="BL26",
    kind="line_off_boundary",
    severity=Severity.WARNING,
    title=Text("界址线在所属宗地的界址上", "A boundary line is of the parcels that it names"),
    needs=("boundary_lines", "parcel_shapes"),
    cites=f"不动产登记数据库标准（试行）2015 界址线 ZDZHDM; {CONVENTION}",
)
def line_off_boundary(delivery: Delivery, context: CheckContext) -> Iterator[Finding]:
    """An end of a boundary line is no corner of a delivered parcel that the line names.

    Why: kind, position and neighbour of the line are kept for a side of that parcel; a line that
    belongs nowhere, or names the wrong neighbour, is lost. Up to a millimetre counts as one place.

    Put right: correct the parcel code of the line, or draw it from corner to corner.
    """
    corners = {
        record.parcel_code: _by_cell(record) for record in delivery.parcels if record.polygons
    }
    for line in delivery.lines:
        if len(line.points) < 2:
            continue
        for code in codes_named(line.parcel_codes):
            known = corners.get(code)
            off = [end for end in (line.points[0], line.points[-1]) if not _is_one_of(known, end)]
            if known is not None and off:
                yield _finding(line, code, off[0])


def _by_cell(record: ParcelRecord) -> dict[_Cell, list[PointRecord]]:
    cells: dict[_Cell, list[PointRecord]] = {}
    for polygon in record.polygons:
        for point in (point for ring in rings_of(polygon) for point in ring):
            cells.setdefault(_cell(point), []).append(point)
    return cells


def _cell(point: PointRecord) -> _Cell:
    """Return the square, as wide as points of one place may be apart, that a point lies in."""
    return int(point.northing_m // SHARED_POINT.same_m), int(point.easting_m // SHARED_POINT.same_m)


def _is_one_of(known: dict[_Cell, list[PointRecord]] | None, end: PointRecord) -> bool:
    north, east = _cell(end)
    around = product((north - 1, north, north + 1), (east - 1, east, east + 1))
    return any(
        distance_m(end, corner) <= SHARED_POINT.same_m
        for cell in around
        for corner in (known or {}).get(cell, ())
    )


def _finding(line: BoundaryLineRecord, code: str, end: PointRecord) -> Finding:
    thing = line_thing(line)
    place = f"(X={end.northing_m}, Y={end.easting_m})"
    return line_off_boundary.finding(
        Text(
            f"{thing.zh}的端点 {place} 不是宗地 {code} 的界址点。",
            f"The end {place} of {thing.en} is no corner of parcel {code}.",
        ),
        advice=Text(
            "请核对界址线所属宗地的代码，并使两端落在界址点上。",
            "Check the parcel code of the line, and let it end at boundary points.",
        ),
        field="ZDZHDM",
        found=code,
        **line_place(line) | {"object_key": code},
    )
