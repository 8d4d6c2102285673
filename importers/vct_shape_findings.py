"""Sentences about objects and shapes of a VCT file, in both languages; each names the line."""

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cadastre.domain.findings import Severity, Text
from importers.reporting import Notes

if TYPE_CHECKING:
    from importers.vct_rings import Subject

_EXPORT_AGAIN: Final = Text(
    "请用制图软件重新导出 VCT 3.0 后上传。", "Export it as VCT 3.0 again and upload that."
)
_MEND_LINE: Final = Text(
    "请改正该行，或重新导出后上传。", "Correct this line, or export the file again."
)
_MEND_SHAPE: Final = Text(
    "请在制图软件中改正该图形，重新导出后上传。",
    "Put the shape right in the mapping program and export again.",
)


def unreadable(notes: Notes, line: int, number: int, found: str, expected: str) -> None:
    """A line of an object (or row) that is not what belongs there; id 0 when it has none."""
    zh, _, en = expected.partition(" / ")
    of = Text(f"（对象 {number}）", f" (object {number})") if number else Text("", "")
    notes.add(
        "FI10",
        "unreadable_row",
        Text(
            f"第 {line} 行{of.zh}应为{zh}，读到“{found}”；该对象的图形未读入。",
            f"Line {line}{of.en} should be {en or zh}, but is “{found}”; this object's shape was "
            "not taken in.",
        ),
        advice=_MEND_LINE,
        object_key=str(number or ""),
        line=line,
        found=found,
        expected=expected,
    )


def object_cut_off(notes: Notes, line: int, number: int) -> None:
    """An object ends before it is complete."""
    notes.add(
        "FI110",
        "object_cut_off",
        Text(
            f"第 {line} 行起的对象 {number} 不完整。",
            f"The object {number} from line {line} on is not complete.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number or ""),
        line=line,
    )


def object_without_coordinates(notes: Notes, line: int, number: int) -> None:
    """An object has no coordinates at all."""
    notes.add(
        "FI111",
        "empty_geometry",
        Text(
            f"第 {line} 行起的对象 {number} 没有坐标。",
            f"The object {number} from line {line} on has no coordinates.",
        ),
        advice=_MEND_SHAPE,
        object_key=str(number or ""),
        line=line,
    )


def no_ending(notes: Notes, line: int, number: int, found: str) -> None:
    """After the announced coordinates, no line 0 follows."""
    notes.add(
        "FI11",
        "count_mismatch",
        Text(
            f"第 {line} 行：对象 {number} 的坐标多于所写的个数（应为结束行 0，读到“{found}”）；"
            "其图形未读入。",
            f"Line {line}: object {number} has more coordinates than it states (the closing 0 "
            f"should stand here, not “{found}”); its shape was not taken in.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number),
        line=line,
        found=found,
        expected="0",
    )


def count_of_points(notes: Notes, line: int, number: int, *, stated: int, found: int) -> None:
    """Fewer rows of coordinates (or ids) than announced."""
    notes.add(
        "FI11",
        "count_mismatch",
        Text(
            f"第 {line} 行：对象 {number} 写有 {stated} 个，只读到 {found} 个；其图形未读入。",
            f"Line {line}: object {number} states {stated}, {found} were read; its shape was not "
            "taken in.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number),
        line=line,
        found=str(found),
        expected=str(stated),
    )


def count_of_lines(notes: Notes, line: int, number: int, *, stated: int, found: int) -> None:
    """The number of line ids is neither with nor without the zeros."""
    notes.warn(
        "FI11",
        "count_mismatch",
        Text(
            f"第 {line} 行：面 {number} 写有 {stated} 条线，实际列出 {found} 个；按所列读入。",
            f"Line {line}: polygon {number} states {stated} lines, {found} are listed; the listed "
            "ones were read.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number),
        line=line,
        found=str(found),
        expected=str(stated),
    )


def not_finite(notes: Notes, line: int, number: int, found: str) -> None:
    """NaN or an infinity among the coordinates."""
    notes.add(
        "FI112",
        "non_finite_coordinate",
        Text(
            f"第 {line} 行：对象 {number} 的坐标“{found}”不是有限数值；其图形未读入。",
            f"Line {line}: the coordinates “{found}” of object {number} are no finite numbers; "
            "its shape was not taken in.",
        ),
        advice=_MEND_LINE,
        object_key=str(number),
        line=line,
        found=found,
    )


def curve_not_read(notes: Notes, line: int, number: int, found: str) -> None:
    """An arc, circle or ellipse in a boundary."""
    notes.add(
        "FI113",
        "curve_not_read",
        Text(
            f"第 {line} 行：对象 {number} 含圆弧等曲线（线段类型 {found}），只读折线（11）；"
            "其图形未读入。",
            f"Line {line}: object {number} has a curve (segment type {found}); only straight "
            "segments (11) are read and its shape was not taken in.",
        ),
        advice=Text(
            "请把曲线加密为折线后重新导出。", "Densify curves into polylines and export again."
        ),
        object_key=str(number),
        line=line,
        found=found,
        expected="11",
    )


def too_many_vertices(notes: Notes, line: int, number: int, found: int, limit: int) -> None:
    """One object of more vertices than any parcel has."""
    notes.add(
        "FI07",
        "too_large",
        Text(
            f"第 {line} 行起的对象 {number} 有 {found} 个坐标点或更多，上限 {limit} 个；"
            "其图形未读入。",
            f"The object {number} from line {line} on has {found} vertices or more, {limit} are "
            "allowed; its shape was not taken in.",
        ),
        advice=_MEND_SHAPE,
        object_key=str(number),
        line=line,
        measured=Decimal(found),
        limit=Decimal(limit),
    )


def heights_dropped(notes: Notes, line: int) -> None:
    """Coordinates have a third figure."""
    notes.add(
        "FI49",
        "z_dropped",
        Text(
            f"自第 {line} 行起的坐标带有高程；只取平面坐标。",
            f"Coordinates from line {line} on have heights; only plane coordinates are kept.",
        ),
        severity=Severity.INFORMATION,
        line=line,
    )


def id_repeated(notes: Notes, line: int, number: int) -> None:
    """Two objects (or rows of one table) of one id."""
    notes.add(
        "FI114",
        "id_repeated",
        Text(
            f"第 {line} 行的标识码 {number} 与前面重复；引用时取前一个。",
            f"The id {number} on line {line} was used before; references mean the earlier one.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=str(number),
        line=line,
        found=str(number),
    )


def dangling_reference(notes: Notes, subject: "Subject", reference: int, zh: str, en: str) -> None:
    """A polygon refers to a line (or polygon) that is not in the file or not sound."""
    notes.add(
        "FI117",
        "dangling_reference",
        Text(
            f"{subject.key or subject.id}（第 {subject.number} 行）引用的{zh} {abs(reference)} "
            "不存在或有误；其图形未读入。",
            f"{subject.key or subject.id} (line {subject.number}) refers to the {en} "
            f"{abs(reference)}, which is not there or faulty; its shape was not taken in.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=subject.key or str(subject.id),
        line=subject.number,
        found=str(reference),
    )


def polygons_in_a_circle(notes: Notes, subject: "Subject", limit: int) -> None:
    """Polygons made of polygons, in a circle or too deep."""
    notes.add(
        "FI118",
        "circular_reference",
        Text(
            f"{subject.key or subject.id}（第 {subject.number} 行）由面构成面，循环引用或超过 "
            f"{limit} 层；其图形未读入。",
            f"{subject.key or subject.id} (line {subject.number}) is made of polygons in a circle, "
            f"or more than {limit} deep; its shape was not taken in.",
        ),
        advice=_EXPORT_AGAIN,
        object_key=subject.key or str(subject.id),
        line=subject.number,
    )


def ends_apart(notes: Notes, subject: "Subject", line: int, gap_m: Decimal) -> None:
    """Two lines of a boundary meet, but not quite."""
    notes.warn(
        "FI119",
        "line_ends_apart",
        Text(
            f"{subject.key or subject.id}：第 {line} 行的线端点与前一条线相距 {gap_m} m，"
            "不足 0.001 m；取前一条线的端点。",
            f"{subject.key or subject.id}: the end of the line at line {line} is {gap_m} m from "
            "the one before, within 0.001 m; the end of the one before was taken.",
        ),
        advice=_MEND_SHAPE,
        object_key=subject.key or str(subject.id),
        line=line,
        measured=gap_m,
        limit=Decimal("0.001"),
        unit="m",
    )


def unclosed_ring(notes: Notes, subject: "Subject", line: int, gap_m: Decimal) -> None:
    """First and last point of a ring are not the same."""
    notes.add(
        "FI15",
        "unclosed_ring",
        Text(
            f"{subject.key or subject.id}：到第 {line} 行为止的一圈未闭合：首尾点相距 {gap_m} m，"
            "应重合（限差 0.001 m）。",
            f"{subject.key or subject.id}: the ring that ends on line {line} is not closed: its "
            f"first and last points are {gap_m} m apart and should be one (limit 0.001 m).",
        ),
        advice=_MEND_SHAPE,
        object_key=subject.key or str(subject.id),
        line=line,
        measured=gap_m,
        limit=Decimal("0.001"),
        unit="m",
    )


def too_few_points(notes: Notes, subject: "Subject", line: int, found: int) -> None:
    """A ring of fewer than three different points."""
    notes.add(
        "FI19",
        "too_few_points",
        Text(
            f"{subject.key or subject.id}：第 {line} 行起的一圈只有 {found} 个点，"
            "至少应有 3 个不同的点；该圈未读入。",
            f"{subject.key or subject.id}: the ring from line {line} on has {found} points; three "
            "different ones are the least. It was not taken in.",
        ),
        advice=_MEND_SHAPE,
        object_key=subject.key or str(subject.id),
        line=line,
        measured=Decimal(found),
        limit=Decimal(3),
    )


def too_many_rings(notes: Notes, subject: "Subject", found: int, limit: int) -> None:
    """One shape of more rings (or lines) than any parcel has."""
    notes.add(
        "FI07",
        "too_large",
        Text(
            f"{subject.key or subject.id}（第 {subject.number} 行）有 {found} 圈（或条线），"
            f"上限 {limit}，或坐标点过多；其图形未读入。",
            f"{subject.key or subject.id} (line {subject.number}) has {found} rings (or lines), "
            f"{limit} are allowed, or too many vertices for them; its shape was not taken in.",
        ),
        advice=_MEND_SHAPE,
        object_key=subject.key or str(subject.id),
        line=subject.number,
        measured=Decimal(found),
        limit=Decimal(limit),
    )
