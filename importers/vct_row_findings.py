"""Sentences about tables and rows of a VCT file, in both languages; each names the line."""

from collections.abc import Sequence
from typing import Final

from cadastre.domain.findings import Severity, Text
from importers.reporting import Notes

_EXPORT_AGAIN: Final = Text(
    "请用制图软件重新导出 VCT 3.0 后上传。", "Export it as VCT 3.0 again and upload that."
)
_MEND_ROW: Final = Text("请改正该值后重新上传。", "Correct the value and upload again.")
_MEND_SHAPE: Final = Text(
    "请在制图软件中改正该图形，重新导出后上传。",
    "Put the shape right in the mapping program and export again.",
)


def unreadable(notes: Notes, line: int, found: str, expected: str) -> None:
    """A line of a table that is not what belongs there."""
    zh, _, en = expected.partition(" / ")
    notes.add(
        "FI10",
        "unreadable_row",
        Text(
            f"第 {line} 行应为{zh}，读到“{found[:80]}”；该行未读入。",
            f"Line {line} should be {en}, but is “{found[:80]}”; it was not read.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        found=found,
        expected=expected,
    )


def count_of_fields(notes: Notes, line: int, table: str, stated: int, found: int) -> None:
    """The number of fields of a table is another than stated."""
    notes.warn(
        "FI11",
        "count_mismatch",
        Text(
            f"第 {line} 行：表 {table} 写有 {stated} 个字段，实际列出 {found} 个；按所列读入。",
            f"Line {line}: table {table} states {stated} fields, {found} are listed; the listed "
            "ones were read.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        field=table,
        found=str(found),
        expected=str(stated),
    )


def unknown_table(notes: Notes, line: int, name: str) -> None:
    """Rows of a table whose structure the file does not give."""
    notes.add(
        "FI115",
        "unknown_table",
        Text(
            f"第 {line} 行：表“{name}”没有表结构，其属性未读入。",
            f"Line {line}: the structure of table “{name}” is not given; its rows were not read.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        found=name,
    )


def table_end_missing(notes: Notes, line: int, name: str) -> None:
    """A table's rows end without TableEnd."""
    notes.warn(
        "FI108",
        "section_end_missing",
        Text(
            f"第 {line} 行之前，表 {name} 缺少 TableEnd。",
            f"Table {name} lacks its TableEnd before line {line}.",
        ),
        advice=_EXPORT_AGAIN,
        line=line,
        expected="TableEnd",
    )


def row_of_other_length(notes: Notes, line: int, table: str, fields: int, found: int) -> None:
    """A row has more or fewer values than the table has fields."""
    notes.add(
        "FI10",
        "unreadable_row",
        Text(
            f"第 {line} 行：表 {table} 的一行有 {found} 个值，应为标识码和 {fields} 个字段值；"
            "该行未读入。",
            f"Line {line}: a row of table {table} has {found} values; an id and {fields} values "
            "are expected. It was not read.",
        ),
        advice=Text(
            "文字中的逗号应写成全角“，”；请改正后重新上传。",
            "Commas in texts are to be written in full width (，); correct it and upload again.",
        ),
        line=line,
        field=table,
        found=str(found),
        expected=str(fields + 1),
    )


def missing_row(notes: Notes, line: int, number: int, table: str) -> None:
    """A polygon without a row of attributes."""
    notes.add(
        "FI116",
        "missing_row",
        Text(
            f"第 {line} 行起的面 {number} 在表 {table} 中没有属性行，未读入。",
            f"The polygon {number} from line {line} on has no row in table {table}; it was not "
            "taken in.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number),
        line=line,
        expected=table,
    )


def missing_geometry(notes: Notes, line: int, number: int, key: str, table: str) -> None:
    """A row of attributes without a polygon."""
    notes.add(
        "FI48",
        "empty_geometry",
        Text(
            f"第 {line} 行：表 {table} 的 {key or number} 没有图形（标识码 {number}）。",
            f"Line {line}: {key or number} of table {table} has no shape (id {number}).",
        ),
        advice=_MEND_SHAPE,
        object_key=key or str(number),
        line=line,
    )


def missing_parcel_code(notes: Notes, line: int, field: str) -> None:
    """A parcel without its code."""
    notes.add(
        "FI52",
        "missing_field",
        Text(f"第 {line} 行的宗地没有宗地代码。", f"The parcel on line {line} has no parcel code."),
        advice=Text(
            "请填写 19 位宗地代码后重新上传。", "Enter the 19-character code and upload again."
        ),
        line=line,
        field=field,
        expected="ZDDM",
    )


def bad_building_number(notes: Notes, line: int, field: str, found: str) -> None:
    """The building number cannot be told."""
    notes.add(
        "FI51",
        "malformed_building_number",
        Text(
            f"第 {line} 行字段 {field} 的值“{found[:60]}”读不出幢号；"
            "应为 24 位自然幢号、F 加 4 位或 4 位数字（0001–9999）。",
            f"Line {line}: no building number can be read from “{found[:60]}” in field {field}; 24 "
            "characters, F and four digits, or four digits (0001 to 9999) are expected.",
        ),
        advice=_MEND_ROW,
        line=line,
        field=field,
        found=found,
        expected="0001–9999",
    )


def parcel_code_mismatch(notes: Notes, line: int, stated: str, in_number: str) -> None:
    """ZDDM and the parcel part of ZRZH are not the same."""
    notes.warn(
        "FI53",
        "code_mismatch",
        Text(
            f"第 {line} 行的宗地代码 {stated[:40]} 与自然幢号中的 {in_number} 不同；"
            "按宗地代码字段读入。",
            f"Line {line} states the parcel {stated[:40]}, its building number says {in_number}; "
            "the stated one was taken.",
        ),
        advice=Text("请核对该幢属于哪一宗地。", "Find out which parcel the building stands on."),
        line=line,
        field="ZDDM",
        found=in_number,
        expected=stated,
    )


def bad_number(notes: Notes, line: int, key: str, field: str, found: str, expected: str) -> None:
    """A value that should be a number is none."""
    zh, _, en = expected.partition(" / ")
    notes.add(
        "FI50",
        "bad_number",
        Text(
            f"{key[:60]}：第 {line} 行字段 {field} 的值“{found[:60]}”不是{zh}。",
            f"{key[:60]}: the value “{found[:60]}” of field {field} on line {line} is not {en}.",
        ),
        advice=_MEND_ROW,
        object_key=key,
        line=line,
        field=field,
        found=found,
        expected=expected,
    )


def layer_not_read(notes: Notes, name: str, count: int) -> None:
    """Objects or rows of a layer that no record is made of."""
    notes.add(
        "FI120",
        "layer_not_read",
        Text(
            f"层“{name}”的 {count} 个对象不是宗地、自然幢或户，未读入。",
            f"The {count} objects of layer “{name}” are no parcels, buildings or units and were "
            "not read.",
        ),
        severity=Severity.INFORMATION,
        field=name,
        found=str(count),
    )


def columns_not_read(notes: Notes, name: str, columns: Sequence[str]) -> None:
    """Columns of a table whose values nothing was made of; values are not shown."""
    shown = ", ".join(column[:40] for column in columns[:50])
    notes.add(
        "FI151",
        "columns_not_read",
        Text(
            f"层“{name}”有 {len(columns)} 列未读入：{shown}。",
            f"{len(columns)} columns of layer “{name}” were not read: {shown}.",
        ),
        severity=Severity.INFORMATION,
        field=shown,
        found=str(len(columns)),
    )


def no_objects(notes: Notes) -> None:
    """Not one record in the whole file."""
    notes.add(
        "FI09",
        "no_objects",
        Text(
            f"文件“{notes.file}”中没有读到任何宗地、自然幢或户。",
            f"No parcel, building or unit was found in “{notes.file}”.",
        ),
        advice=Text(
            "请核对表名和字段名是否按数据库标准（ZDJBXX.ZDDM、ZRZ.ZRZH、H.ZRZH）。",
            "Check that tables and fields are named as the database standard names them "
            "(ZDJBXX.ZDDM, ZRZ.ZRZH, H.ZRZH).",
        ),
        expected="ZDJBXX, ZRZ, H",
    )
