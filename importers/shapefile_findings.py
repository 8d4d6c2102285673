"""What is said about the set of files of a shapefile: one function a fault, both languages.

The shapes and the table have modules of their own, which build on :func:`finding`.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text

ESRI: Final = "ESRI Shapefile Technical Description (1998)"
_CODES: Final = {
    "empty_file": "FI30",
    "not_a_shapefile": "FI31",
    "unreadable_file": "FI32",
    "missing_dbf": "FI33",
    "missing_shx": "FI34",
    "missing_prj": "FI35",
    "truncated_file": "FI36",
    "trailing_bytes": "FI37",
    "count_mismatch": "FI38",
    "unreadable_row": "FI39",
    "deleted_records": "FI40",
    "unreadable_encoding": "FI41",
    "encoding_uncertain": "FI42",
    "encoding_hint_wrong": "FI43",
    "text_cut": "FI44",
    "duplicate_field": "FI45",
    "unknown_layer": "FI46",
    "wrong_geometry": "FI47",
    "empty_geometry": "FI48",
    "z_dropped": "FI49",
    "unclosed_ring": "FI55",
    "ring_direction": "FI56",
    "too_few_points": "FI57",
    "bad_number": "FI50",
    "malformed_building_number": "FI51",
    "missing_field": "FI52",
    "code_mismatch": "FI53",
    "too_many_records": "FI54",
    "too_many_rings": "FI58",
}


def finding(
    kind: str,
    zh: str,
    en: str,
    *,
    severity: Severity = Severity.ERROR,
    advice: Text = NO_TEXT,
    **place: Any,
) -> Finding:
    """Return a finding of a kind; ``place`` are its other parts by name."""
    return Finding(_CODES[kind], kind, severity, Text(zh, en), advice=advice, **place)


_UPLOAD_WHOLE: Final = Text(
    "请从原软件重新导出，并把 .shp、.shx、.dbf、.prj 打成一个 ZIP 重新上传。",
    "Export it again and upload .shp, .shx, .dbf and .prj together in one ZIP.",
)


def empty_file(file: str) -> Finding:
    """The .shp has no bytes at all."""
    return finding(
        "empty_file",
        f"{file} 是空文件（0 字节）。",
        f"{file} is empty (0 bytes).",
        advice=_UPLOAD_WHOLE,
        file=file,
        found="0 B",
    )


def not_a_shapefile(file: str, why: str) -> Finding:
    """The file does not begin as a shapefile."""
    return finding(
        "not_a_shapefile",
        f"{file} 不是可读的 Shapefile：{why}。",
        f"{file} is no readable shapefile: {why}.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=why,
        expected="00 00 27 0A",
        cites=ESRI,
    )


def unreadable_file(file: str, why: str) -> Finding:
    """The structure looked sound and the driver still could not read it."""
    return finding(
        "unreadable_file",
        f"{file} 或其 .dbf 已损坏，无法读取：{why}",
        f"{file} or its .dbf is damaged and cannot be read: {why}",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=why,
    )


def missing_dbf(file: str) -> Finding:
    """Without the table nobody knows what the shapes are."""
    return finding(
        "missing_dbf",
        f"{file} 缺少同名的 .dbf 属性表，无法知道图形属于哪一宗地或哪一幢。",
        f"{file} has no .dbf of the same name, so nobody can tell which parcel or building a "
        "shape is.",
        advice=_UPLOAD_WHOLE,
        file=file,
        expected=".dbf",
        cites=ESRI,
    )


def missing_shx(file: str) -> Finding:
    """The index can be made anew without loss."""
    return finding(
        "missing_shx",
        f"{file} 缺少可用的 .shx 索引，已按 .shp 的记录顺序重建。",
        f"{file} has no usable .shx; the index was made anew from the .shp.",
        severity=Severity.INFORMATION,
        file=file,
        expected=".shx",
        cites=ESRI,
    )


def missing_prj(file: str) -> Finding:
    """Nothing states the coordinate system."""
    return finding(
        "missing_prj",
        f"{file} 缺少 .prj，没有说明坐标系，只能按坐标数值判断。",
        f"{file} has no .prj: nothing states its coordinate system; its figures alone were judged.",
        severity=Severity.WARNING,
        advice=Text(
            "请在地图上核对位置，或补上 .prj 重新上传。",
            "Check the place on the map, or add the .prj and upload again.",
        ),
        file=file,
        expected=".prj",
    )


def system_missing_once(findings: Sequence[Finding]) -> list[Finding]:
    """Leave one of two findings that say that no system is stated, with the .prj in its advice."""
    kinds = {each.kind for each in findings}
    if not {"missing_prj", "unknown_crs"} <= kinds:
        return list(findings)
    return [
        replace(each, advice=missing_prj(each.file).advice) if each.kind == "unknown_crs" else each
        for each in findings
        if each.kind != "missing_prj"
    ]


def truncated_file(file: str, *, claimed_bytes: int, actual_bytes: int) -> Finding:
    """The .shp is shorter than its header says."""
    return finding(
        "truncated_file",
        f"{file} 不完整：文件头说明 {claimed_bytes} 字节，实际只有 {actual_bytes} 字节。",
        f"{file} is cut off: its header states {claimed_bytes} bytes, there are {actual_bytes}.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=str(actual_bytes),
        expected=str(claimed_bytes),
        cites=ESRI,
    )


def trailing_bytes(file: str, *, claimed_bytes: int, actual_bytes: int) -> Finding:
    """The .shp is longer than its header says."""
    return finding(
        "trailing_bytes",
        f"{file} 比文件头说明的长：说明 {claimed_bytes} 字节，实际 {actual_bytes} 字节；"
        "多出的部分可能是未登记在索引中的图形。",
        f"{file} is longer than its header says ({actual_bytes} bytes, not {claimed_bytes}); what "
        "is over may be shapes that the index does not list.",
        severity=Severity.WARNING,
        advice=_UPLOAD_WHOLE,
        file=file,
        found=str(actual_bytes),
        expected=str(claimed_bytes),
        cites=ESRI,
    )


def record_count_mismatch(file: str, *, shapes: int, rows: int, claimed: int) -> Finding:
    """Shapes, rows and the counts in the headers do not agree."""
    return finding(
        "count_mismatch",
        f"{file} 的记录数不一致：文件头说明 {claimed} 条，实有图形 {shapes} 个、属性 {rows} 条；"
        "只读入两者都有的记录。",
        f"The counts of {file} disagree: its headers state {claimed} records, there are {shapes} "
        f"shapes and {rows} rows; only records that have both were read.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=f"{shapes} / {rows}",
        expected=str(claimed),
        cites=ESRI,
    )


def damaged_record(file: str, line: int) -> Finding:
    """The geometry of one record cannot be read."""
    return finding(
        "unreadable_row",
        f"{file} 第 {line} 条记录的图形已损坏或缺失，无法读取。",
        f"The shape of record {line} of {file} is damaged or cut off and cannot be read.",
        advice=_UPLOAD_WHOLE,
        file=file,
        line=line,
        cites=ESRI,
    )


def deleted_records(file: str, count: int) -> Finding:
    """Rows that are marked as deleted were left out."""
    return finding(
        "deleted_records",
        f"{file} 有 {count} 条标记为删除的记录，未读入。",
        f"{count} records of {file} are marked as deleted and were left out.",
        severity=Severity.INFORMATION,
        file=file,
        found=str(count),
    )


def too_many_records(file: str, *, count: int, limit: int) -> Finding:
    """More records than one file may hold."""
    return finding(
        "too_many_records",
        f"{file} 有 {count} 条记录，超过一个文件的上限 {limit} 条。",
        f"{file} holds {count} records; one file may hold {limit}.",
        advice=Text("请按地籍子区分成几个文件上传。", "Split it by cadastral sub-district."),
        file=file,
        found=str(count),
        expected=f"≤ {limit}",
        measured=Decimal(count),
        limit=Decimal(limit),
    )
