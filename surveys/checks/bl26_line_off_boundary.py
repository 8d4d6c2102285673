"""BL26: a boundary line runs between corners of the parcels that it names."""

from collections.abc import Iterator

from cadastre.domain.findings import Finding, Severity, Text
from importers.records import BoundaryLineRecord, Delivery, PointRecord
from surveys.checks.boundary_lines import (
    codes_named,
    corners_of,
    is_corner,
    line_place,
    line_thing,
)
from surveys.checks.limits import CONVENTION
from surveys.domain.check import CheckContext, check


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
        record.parcel_code: corners_of(record) for record in delivery.parcels if record.polygons
    }
    for line in delivery.lines:
        if len(line.points) < 2:
            continue
        for code in codes_named(line.parcel_codes):
            known = corners.get(code)
            if known is None:
                continue
            off = [end for end in (line.points[0], line.points[-1]) if not is_corner(known, end)]
            if off:
                yield _finding(line, code, off[0])


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
