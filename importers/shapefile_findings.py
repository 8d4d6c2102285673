"""What is said about a delivered shapefile: one function a fault, both languages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from cadastre.domain.findings import NO_TEXT, Finding, Severity, Text

CLOSING_TOLERANCE_M: Final = Decimal("0.001")
"""A shapefile repeats the first point of a ring exactly; 1 mm is the resolution we store."""

_ESRI: Final = "ESRI Shapefile Technical Description (1998)"
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


def _finding(
    kind: str,
    zh: str,
    en: str,
    *,
    severity: Severity = Severity.ERROR,
    advice: Text = NO_TEXT,
    **place: Any,
) -> Finding:
    return Finding(_CODES[kind], kind, severity, Text(zh, en), advice=advice, **place)


_UPLOAD_WHOLE: Final = Text(
    "请从原软件重新导出，并把 .shp、.shx、.dbf、.prj 打成一个 ZIP 重新上传。",
    "Export it again and upload .shp, .shx, .dbf and .prj together in one ZIP.",
)


def empty_file(file: str) -> Finding:
    """The .shp has no bytes at all."""
    return _finding(
        "empty_file",
        f"{file} 是空文件（0 字节）。",
        f"{file} is empty (0 bytes).",
        advice=_UPLOAD_WHOLE,
        file=file,
        found="0 B",
    )


def not_a_shapefile(file: str, why: str) -> Finding:
    """The file does not begin as a shapefile."""
    return _finding(
        "not_a_shapefile",
        f"{file} 不是可读的 Shapefile：{why}。",
        f"{file} is no readable shapefile: {why}.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=why,
        expected="00 00 27 0A",
        cites=_ESRI,
    )


def unreadable_file(file: str, why: str) -> Finding:
    """The structure looked sound and the driver still could not read it."""
    return _finding(
        "unreadable_file",
        f"{file} 或其 .dbf 已损坏，无法读取：{why}",
        f"{file} or its .dbf is damaged and cannot be read: {why}",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=why,
    )


def missing_dbf(file: str) -> Finding:
    """Without the table nobody knows what the shapes are."""
    return _finding(
        "missing_dbf",
        f"{file} 缺少同名的 .dbf 属性表，无法知道图形属于哪一宗地或哪一幢。",
        f"{file} has no .dbf of the same name, so nobody can tell which parcel or building a "
        "shape is.",
        advice=_UPLOAD_WHOLE,
        file=file,
        expected=".dbf",
        cites=_ESRI,
    )


def missing_shx(file: str) -> Finding:
    """The index can be made anew without loss."""
    return _finding(
        "missing_shx",
        f"{file} 缺少可用的 .shx 索引，已按 .shp 的记录顺序重建。",
        f"{file} has no usable .shx; the index was made anew from the .shp.",
        severity=Severity.INFORMATION,
        file=file,
        expected=".shx",
        cites=_ESRI,
    )


def missing_prj(file: str) -> Finding:
    """Nothing states the coordinate system."""
    return _finding(
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


def truncated_file(file: str, *, claimed_bytes: int, actual_bytes: int) -> Finding:
    """The .shp is shorter than its header says."""
    return _finding(
        "truncated_file",
        f"{file} 不完整：文件头说明 {claimed_bytes} 字节，实际只有 {actual_bytes} 字节。",
        f"{file} is cut off: its header states {claimed_bytes} bytes, there are {actual_bytes}.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=str(actual_bytes),
        expected=str(claimed_bytes),
        cites=_ESRI,
    )


def trailing_bytes(file: str, *, claimed_bytes: int, actual_bytes: int) -> Finding:
    """The .shp is longer than its header says."""
    return _finding(
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
        cites=_ESRI,
    )


def record_count_mismatch(file: str, *, shapes: int, rows: int, claimed: int) -> Finding:
    """Shapes, rows and the counts in the headers do not agree."""
    return _finding(
        "count_mismatch",
        f"{file} 的记录数不一致：文件头说明 {claimed} 条，实有图形 {shapes} 个、属性 {rows} 条；"
        "只读入两者都有的记录。",
        f"The counts of {file} disagree: its headers state {claimed} records, there are {shapes} "
        f"shapes and {rows} rows; only records that have both were read.",
        advice=_UPLOAD_WHOLE,
        file=file,
        found=f"{shapes} / {rows}",
        expected=str(claimed),
        cites=_ESRI,
    )


def damaged_record(file: str, line: int) -> Finding:
    """The geometry of one record cannot be read."""
    return _finding(
        "unreadable_row",
        f"{file} 第 {line} 条记录的图形已损坏或缺失，无法读取。",
        f"The shape of record {line} of {file} is damaged or cut off and cannot be read.",
        advice=_UPLOAD_WHOLE,
        file=file,
        line=line,
        cites=_ESRI,
    )


def deleted_records(file: str, count: int) -> Finding:
    """Rows that are marked as deleted were left out."""
    return _finding(
        "deleted_records",
        f"{file} 有 {count} 条标记为删除的记录，未读入。",
        f"{count} records of {file} are marked as deleted and were left out.",
        severity=Severity.INFORMATION,
        file=file,
        found=str(count),
    )


def encoding_unreadable(file: str, *, line: int | None, field: str) -> Finding:
    """Some text is neither UTF-8 nor GB18030 with the rest."""
    zh_place = f"第 {line} 条记录字段 {field}" if line else f"字段名 {field}"
    en_place = f"record {line}, field {field}" if line else f"field name {field}"
    return _finding(
        "unreadable_encoding",
        f"{file} 的文字编码不一致：按 UTF-8 和 GB18030 都不能读通全部内容，第一处是{zh_place}；"
        "读不出的字以 � 代替。",
        f"The texts of {file} are all valid neither in UTF-8 nor in GB18030; the first at fault is "
        f"{en_place}. What cannot be read shows as �.",
        advice=Text(
            "请以一种编码（UTF-8 或 GBK）重新导出。",
            "Export it again in one encoding (UTF-8 or GBK).",
        ),
        file=file,
        line=line,
        field=field,
        expected="UTF-8 / GB18030",
    )


def encoding_uncertain(file: str, sample: str) -> Finding:
    """The bytes are valid in both encodings and nothing decides."""
    return _finding(
        "encoding_uncertain",
        f"{file} 没有说明编码，按 UTF-8 和 GB18030 都读得通，已按 GB18030 读入，例如“{sample}”。",
        f"{file} states no encoding and its texts are valid in UTF-8 and in GB18030; they were "
        f"read as GB18030, for example “{sample}”.",
        severity=Severity.WARNING,
        advice=Text(
            "请核对文字；若不对，请附上写明编码的 .cpg 重新上传。",
            "Look at the texts; if they are wrong, add a .cpg that names the encoding.",
        ),
        file=file,
        found=sample,
    )


def encoding_hint_wrong(file: str, *, hint: str, used: str) -> Finding:
    """What .cpg or language byte say is not what the bytes are."""
    return _finding(
        "encoding_hint_wrong",
        f"{file} 标明的编码是 {hint}，而内容实为 {used}；按 {used} 读入。",
        f"{file} is marked as {hint}, but its bytes are {used}; they were read as {used}.",
        severity=Severity.INFORMATION,
        file=file,
        found=hint,
        expected=used,
    )


def text_cut(file: str, *, field: str, count: int, width: int) -> Finding:
    """Texts end in half a character at the width of their field."""
    return _finding(
        "text_cut",
        f"{file} 字段 {field} 有 {count} 个值在 {width} 字节处被截断，最后一个字不完整，已略去。",
        f"{count} values of field {field} of {file} are cut off at {width} bytes within their last "
        "character, which was left out.",
        severity=Severity.WARNING,
        advice=Text("请加宽该字段后重新导出。", "Widen the field and export again."),
        file=file,
        field=field,
        found=str(count),
    )


def duplicate_field(file: str, names: Sequence[str]) -> Finding:
    """Field names that come more than once."""
    listed = ", ".join(names)
    return _finding(
        "duplicate_field",
        f"{file} 有重名字段：{listed}；取第一个有值的。",
        f"{file} has fields of the same name: {listed}; the first with a value is taken.",
        severity=Severity.WARNING,
        advice=Text("请给字段起不同的名称。", "Give the fields different names."),
        file=file,
        field=listed,
    )


def unknown_layer(file: str, names: Sequence[str]) -> Finding:
    """The fields are neither those of a parcel layer nor those of a building layer."""
    shown = ", ".join(names[:40]) + (" …" if len(names) > 40 else "")
    return _finding(
        "unknown_layer",
        f"{file} 既不像宗地层也不像自然幢层：有字段 {shown or '（无）'}；"
        "宗地层应有 ZDDM（宗地代码），自然幢层应有 ZRZH（自然幢号）。",
        f"{file} is neither a parcel nor a natural-building layer: its fields are "
        f"{shown or '(none)'}; a parcel layer has ZDDM, a building layer ZRZH.",
        advice=Text(
            "请按数据库标准命名字段（ZDDM 或 ZRZH）后重新上传。",
            "Name the fields as the database standard does (ZDDM or ZRZH) and upload again.",
        ),
        file=file,
        found=shown,
        expected="ZDDM / ZRZH",
        cites="TD/T 1066-2021",
    )


def wrong_geometry(file: str, found: str) -> Finding:
    """The shapes are points or lines."""
    return _finding(
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
        cites=_ESRI,
    )


def missing_geometry(file: str, line: int, thing: Text, key: str) -> Finding:
    """A record has a row and no shape."""
    return _finding(
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
    return _finding(
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
    return _finding(
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
        cites=_ESRI,
    )


def ring_direction(file: str, line: int, thing: Text, key: str, *, ring: int) -> Finding:
    """A ring lies within another and runs the same way round."""
    return _finding(
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
        cites=_ESRI,
    )


def too_few_points(
    file: str, line: int, thing: Text, key: str, *, ring: int, count: int
) -> Finding:
    """A ring has fewer than three different points."""
    return _finding(
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


def bad_number(
    file: str, line: int, thing: Text, key: str, *, field: str, found: str, expected: str
) -> Finding:
    """A value that should be a number is none."""
    return _finding(
        "bad_number",
        f"{thing.zh}（{file} 第 {line} 条记录）字段 {field} 的值“{found}”不是数值。",
        f"{thing.en} (record {line} of {file}): the value “{found}” of field {field} is no number.",
        advice=Text("请改为数值后重新上传。", "Correct the value and upload again."),
        file=file,
        line=line,
        object_key=key,
        field=field,
        found=found,
        expected=expected,
    )


def bad_building_number(file: str, line: int, *, field: str, found: str) -> Finding:
    """The building number cannot be told."""
    return _finding(
        "malformed_building_number",
        f"{file} 第 {line} 条记录字段 {field} 的值“{found}”读不出幢号；"
        "应为 24 位自然幢号、F 加 4 位或 4 位数字（0001–9999）。",
        f"Record {line} of {file}: no building number can be read from “{found}” in field {field}; "
        "24 characters, F and four digits, or four digits (0001 to 9999) are expected.",
        advice=Text("请改正自然幢号后重新上传。", "Correct the number and upload again."),
        file=file,
        line=line,
        field=field,
        found=found,
        expected="0001–9999",
        cites="GB/T 37346-2019",
    )


def missing_parcel_code(file: str, line: int, *, field: str) -> Finding:
    """A parcel without its code."""
    return _finding(
        "missing_field",
        f"{file} 第 {line} 条记录没有宗地代码。",
        f"Record {line} of {file} has no parcel code.",
        advice=Text(
            "请填写 19 位宗地代码后重新上传。", "Enter the 19-character code and upload again."
        ),
        file=file,
        line=line,
        field=field,
        expected="ZDDM",
        cites="GB/T 37346-2019",
    )


def parcel_code_mismatch(file: str, line: int, *, stated: str, in_number: str) -> Finding:
    """ZDDM and the parcel part of ZRZH are not the same."""
    return _finding(
        "code_mismatch",
        f"{file} 第 {line} 条记录的宗地代码 {stated} 与自然幢号中的 {in_number} 不同；"
        "按宗地代码字段读入。",
        f"Record {line} of {file} states the parcel {stated}, its building number says "
        f"{in_number}; the stated one was taken.",
        severity=Severity.WARNING,
        advice=Text("请核对该幢属于哪一宗地。", "Find out which parcel the building stands on."),
        file=file,
        line=line,
        field="ZDDM",
        found=in_number,
        expected=stated,
        cites="GB/T 37346-2019",
    )


def too_many_records(file: str, *, count: int, limit: int) -> Finding:
    """More records than one file may hold."""
    return _finding(
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


def too_many_rings(
    file: str, line: int, thing: Text, key: str, *, count: int, limit: int
) -> Finding:
    """One shape of more rings than any parcel has."""
    return _finding(
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
