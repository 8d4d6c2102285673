"""What a refused stock load says: one finding for each thing to put right, in both languages."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cadastre.domain.findings import Finding, Severity, Text

Row = Mapping[str, Any]
Said = tuple[str, Callable[[Row], Text], Text]


def _area(row: Row) -> str:
    return "—" if row["measured"] is None else f"{row['measured']:.2f} m²"


_SAID: Mapping[str, Said] = {
    "malformed_parcel_code": (
        "PA08",
        lambda row: Text(
            f"宗地代码 {row['parcel_code']} 不符合 GB/T 37346-2019。",
            f"Parcel code {row['parcel_code']} has not the form of GB/T 37346-2019.",
        ),
        Text("请核对 19 位代码。", "Check its 19 characters."),
    ),
    "invalid_geometry": (
        "BL02",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 的界址线不成立：{row['other'] or '空'}。",
            f"The boundary of parcel {row['parcel_code']} is not valid: {row['other'] or 'empty'}.",
        ),
        Text("请核对界址点的顺序。", "Check the order of the boundary points."),
    ),
    "zero_area": (
        "PA05",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 没有大于零的面积。",
            f"Parcel {row['parcel_code']} has no area above zero.",
        ),
        Text("请补上宗地面积。", "State its area."),
    ),
    "duplicate_vertex": (
        "BP02",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 有相邻两个界址点在同一位置。",
            f"Parcel {row['parcel_code']} has two points in a row in one place.",
        ),
        Text("请删去其中一个。", "Take one of them out."),
    ),
    "duplicate_parcel_code": (
        "PA07",
        lambda row: Text(
            f"宗地代码 {row['parcel_code']} 在本批中出现 {row['other']} 次。",
            f"Parcel code {row['parcel_code']} comes {row['other']} times in this stock.",
        ),
        Text("一个代码只能有一宗现势宗地。", "A code has one current parcel."),
    ),
    "outside_district": (
        "PA10",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 不在其代码所指的地籍子区内，或登记簿没有该子区。",
            f"Parcel {row['parcel_code']} does not lie in the sub-district of its code, "
            "or the register has no such sub-district.",
        ),
        Text("请核对代码第 1 至 12 位和坐标。", "Check positions 1 to 12 and the coordinates."),
    ),
    "point_off_boundary": (
        "BP01",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 的界址点与其界址线不一致。",
            f"The points of parcel {row['parcel_code']} are not those of its boundary.",
        ),
        Text("请核对界址点表。", "Check the table of points."),
    ),
    "parcel_code_known": (
        "PA09",
        lambda row: Text(
            f"登记簿已有宗地代码 {row['parcel_code']}，或该代码已停用。",
            f"The register knows parcel code {row['parcel_code']} already, or it was retired.",
        ),
        Text(
            "批量入库只收新宗地；已有宗地请办理变更或更正。",
            "A stock load takes new parcels only; change or correct the others.",
        ),
    ),
    "overlaps_register": (
        "PA03",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 与登记簿的宗地 {row['other']} 重叠 {_area(row)}。",
            f"Parcel {row['parcel_code']} overlaps parcel {row['other']} of the register "
            f"by {_area(row)}.",
        ),
        Text("请核对两宗地的界址。", "Compare the boundaries of both parcels."),
    ),
    "overlap": (
        "PA04",
        lambda row: Text(
            f"宗地 {row['parcel_code']} 与同批宗地 {row['other']} 重叠 {_area(row)}。",
            f"Parcel {row['parcel_code']} overlaps parcel {row['other']} of this stock "
            f"by {_area(row)}.",
        ),
        Text("请核对两宗地的界址。", "Compare the boundaries of both parcels."),
    ),
}


def finding_of(row: Row) -> Finding:
    """Return the finding of one row of a check: kind, parcel, the other thing and the measure."""
    code, message, advice = _SAID[row["kind"]]
    is_overlap = row["kind"] in {"overlap", "overlaps_register"}
    measured = row["measured"] if is_overlap else None
    return Finding(
        code=code,
        kind=row["kind"],
        severity=Severity.ERROR,
        message=message(row),
        advice=advice,
        object_key=row["parcel_code"],
        file=row["source_file"] or "",
        line=row["source_line"],
        found=row["other"] if is_overlap else "",
        measured=None if measured is None else Decimal(f"{measured:.3f}"),
        limit=Decimal("0.1") if is_overlap else None,
        unit="m2" if is_overlap else "",
    )
