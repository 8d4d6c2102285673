"""What is said about the shapes of a shapefile: one function a fault, both languages."""

from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Finding, Severity, Text
from importers.shapefile_findings import ESRI, finding

CLOSING_TOLERANCE_M: Final = Decimal("0.001")
"""A shapefile repeats the first point of a ring exactly; 1 mm is the resolution we store."""


def wrong_geometry(file: str, found: str) -> Finding:
    """The shapes are points or lines."""
    return finding(
        "wrong_geometry",
        f"{file} 的图形类型是 {found}；宗地和自然幢应为面（Polygon）。",
        f"{file} holds {found} shapes; parcels and buildings must be polygons.",
        advice=Text(
            "请上传面图层；界址点、界址线不能代替宗地面。",
            "Upload the polygon layer; points or lines cannot stand for it.",
        ),
        file=file,
        found=found,
        expected="Polygon",
        cites=ESRI,
    )


def missing_geometry(file: str, line: int, thing: Text, key: str) -> Finding:
    """A record has a row and no shape."""
    return finding(
        "empty_geometry",
        f"{thing.zh}（{file} 第 {line} 条记录）没有图形。",
        f"{thing.en} (record {line} of {file}) has no shape.",
        advice=Text(
            "请补画图形，或删去这条记录后重新上传。",
            "Draw it, or delete the record, and upload again.",
        ),
        file=file,
        line=line,
        object_key=key,
        found="Null",
        expected="Polygon",
    )


def z_dropped(file: str, found: str) -> Finding:
    """Heights or measures are not kept."""
    return finding(
        "z_dropped",
        f"{file} 的图形类型为 {found}，带有高程或量测值；只取平面坐标。",
        f"{file} holds {found} shapes with heights or measures; only plane coordinates are kept.",
        severity=Severity.INFORMATION,
        file=file,
        found=found,
        expected="Polygon",
    )


def unclosed_ring(
    file: str,
    line: int,
    thing: Text,
    key: str,
    *,
    ring: int,
    label: str,
    gap_m: Decimal,
    location: tuple[float, float] | None,
) -> Finding:
    """First and last point of a ring are not the same."""
    slight = gap_m <= CLOSING_TOLERANCE_M
    shown = gap_m.quantize(Decimal("0.000001")) if slight else gap_m.quantize(Decimal("0.001"))
    zh_end = "已按闭合读入。" if slight else ""
    en_end = " It was read as closed." if slight else ""
    return finding(
        "unclosed_ring",
        f"{thing.zh}第 {ring} 圈未闭合：首尾点相距 {shown} m，应重合"
        f"（限差 {CLOSING_TOLERANCE_M} m）。{zh_end}",
        f"Ring {ring} of {thing.en} is not closed: its first and last points are {shown} m apart "
        f"and should be one (tolerance {CLOSING_TOLERANCE_M} m).{en_end}",
        severity=Severity.WARNING if slight else Severity.ERROR,
        advice=Text(
            f"请在末尾补上起点 {label} 后重新上传。",
            f"Add the first point {label} at the end and upload again.",
        ),
        file=file,
        line=line,
        object_key=key,
        found=f"{shown} m",
        expected="0 m",
        measured=gap_m,
        limit=CLOSING_TOLERANCE_M,
        unit="m",
        location=location,
        cites=ESRI,
    )


def ring_direction(file: str, line: int, thing: Text, key: str, *, ring: int) -> Finding:
    """A ring lies within another and runs the same way round."""
    return finding(
        "ring_direction",
        f"{thing.zh}第 {ring} 圈在外圈之内，方向却与外圈相同；已作为内圈（空洞）读入。",
        f"Ring {ring} of {thing.en} lies within the outer ring but runs the same way round; it was "
        "read as a hole.",
        severity=Severity.WARNING,
        advice=Text(
            "请核对该圈是空洞还是另一个面。", "Check whether it is a hole or a polygon of its own."
        ),
        file=file,
        line=line,
        object_key=key,
        cites=ESRI,
    )


def too_few_points(
    file: str, line: int, thing: Text, key: str, *, ring: int, count: int
) -> Finding:
    """A ring has fewer than three different points."""
    return finding(
        "too_few_points",
        f"{thing.zh}第 {ring} 圈只有 {count} 个不同的点，至少应有 3 个。",
        f"Ring {ring} of {thing.en} has {count} different points; three are the least.",
        advice=Text("请补全或删去该圈。", "Complete the ring or delete it."),
        file=file,
        line=line,
        object_key=key,
        found=str(count),
        expected="≥ 3",
    )


def too_many_rings(
    file: str, line: int, thing: Text, key: str, *, count: int, limit: int
) -> Finding:
    """One shape of more rings than any parcel has."""
    return finding(
        "too_many_rings",
        f"{thing.zh}有 {count} 圈，超过一个图形的上限 {limit} 圈，未读入其图形。",
        f"{thing.en} has {count} rings; one shape may have {limit}. It was not read.",
        advice=Text("请把它分成几个图形。", "Split it into several shapes."),
        file=file,
        line=line,
        object_key=key,
        found=str(count),
        expected=f"≤ {limit}",
        measured=Decimal(count),
        limit=Decimal(limit),
    )
