"""What is said about the table of a shapefile: one function a fault, both languages."""

from collections.abc import Sequence

from cadastre.domain.findings import Finding, Severity, Text
from importers.shapefile_findings import finding


def encoding_unreadable(file: str, *, line: int | None, field: str) -> Finding:
    """Some text is neither UTF-8 nor GB18030 with the rest."""
    zh_place = f"第 {line} 条记录字段 {field}" if line else f"字段名 {field}"
    en_place = f"record {line}, field {field}" if line else f"field name {field}"
    return finding(
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
    return finding(
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
    return finding(
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
    return finding(
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
    return finding(
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
    return finding(
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


def bad_number(
    file: str, line: int, thing: Text, key: str, *, field: str, found: str, expected: str
) -> Finding:
    """A value that should be a number is none."""
    return finding(
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
    return finding(
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
    return finding(
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
    return finding(
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
