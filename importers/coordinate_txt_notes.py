"""What is said about the lines of a coordinate TXT: one function a fault, both languages."""

from decimal import Decimal
from typing import Final

from cadastre.domain.findings import Text
from importers.cell_values import holds_no_finite_number, quoted_figures
from importers.coordinate_txt_lines import Block, Unreadable
from importers.coordinate_txt_rings import CLOSING_TOLERANCE_M, RawRing
from importers.reporting import Notes

_COLUMNS: Final = 4
"""Label, ring, X and Y: what follows is nobody's business in a finding."""
_MEND_ROW: Final = Text(
    "请改正该行（点号,圈号,X,Y；数字只用半角）后重新上传。",
    "Correct this row (label, ring, X, Y; ASCII digits only) and upload again.",
)


def _of(key: str) -> Text:
    return Text(f"宗地 {key} ", f"Parcel {key}: ") if key else Text("", "")


def unreadable(page: Notes, row: Unreadable) -> None:
    """A line that is neither head nor vertex."""
    cells = row.text.split(",")
    not_finite, said = holds_no_finite_number(cells), quoted_figures(cells[:_COLUMNS])
    page.add(
        "FI10",
        "non_finite_coordinate" if not_finite else "unreadable_row",
        Text(
            f"第 {row.line} 行读不出“{row.field}”：{said}。",
            f"Line {row.line}: column {row.field} cannot be read: {said}.",
        ),
        advice=_MEND_ROW,
        object_key=row.under.key if row.under else "",
        line=row.line,
        field=row.field,
        found=said,
    )


def full_width(page: Notes, line: int) -> None:
    """Full-width separators, first on a line."""
    page.warn(
        "FI23",
        "full_width_punctuation",
        Text(
            f"自第 {line} 行起有全角标点（，【】：），已按半角读入。",
            f"Full-width punctuation from line {line} on was read as ASCII.",
        ),
        advice=Text("建议用半角标点重新导出。", "Better export with ASCII punctuation."),
        line=line,
    )


def no_polygon(page: Notes, block: Block) -> None:
    """A record of points or lines, which is no parcel."""
    english = {"点": "points", "线": "lines"}[block.shape]
    page.add(
        "FI18",
        "wrong_geometry",
        Text(
            f"第 {block.line} 行的地块“{block.name}”记录为“{block.shape}”，"
            f"宗地应为“面”；其 {len(block.rows)} 行坐标未读入。",
            f"Line {block.line}: the record “{block.name}” holds {english}; a parcel is a "
            f"polygon (面). Its {len(block.rows)} rows were not taken in.",
        ),
        advice=Text("请以“面”记录提供宗地界址。", "Deliver the parcel's boundary as a 面 record."),
        object_key=block.name,
        line=block.line,
        field="记录图形属性",
        found=block.shape,
        expected="面",
    )


def head(page: Notes, block: Block) -> None:
    """A head line that is missing, or does not say what the record is."""
    if block.line is not None and block.shape:
        return
    line = block.line or block.rows[0].line
    page.warn(
        "FI21",
        "unreadable_head",
        Text(
            f"第 {line} 行：地块的说明行缺失或没有“面”，按面读入。",
            f"Line {line}: the parcel's head line is missing or lacks 面; read as a polygon.",
        ),
        advice=Text(
            "说明行应为：界址点数,面积,地块编号,地块名称,面,图幅号,用途,地类编码,@",
            "A head line reads: count,area,number,name,面,sheet,use,class,@",
        ),
        line=line,
        field="记录图形属性",
        expected="面",
    )


def closing(page: Notes, ring: RawRing, key: str) -> None:
    """What is odd about the closing row of a ring that has one."""
    row, of = ring.closing, _of(key)
    if row is None:
        return
    if ring.gap_m is not None:
        page.add(
            "FI15",
            "unclosed_ring",
            Text(
                f"{of.zh}第 {ring.number} 圈未闭合：首尾点 {row.label} 相距 {ring.gap_m} m，"
                f"应重合（限差 {CLOSING_TOLERANCE_M} m）。",
                f"{of.en}ring {ring.number} is not closed: its first and last point {row.label} "
                f"lie {ring.gap_m} m apart and should meet (limit {CLOSING_TOLERANCE_M} m).",
            ),
            advice=Text(
                f"请核对第 {row.line} 行，在末尾重复起点 {row.label} 后重新上传。",
                f"Check line {row.line}, repeat the first point {row.label} there and upload "
                "again.",
            ),
            object_key=key,
            line=row.line,
            measured=ring.gap_m,
            limit=CLOSING_TOLERANCE_M,
            unit="m",
        )
    elif ring.broken_closing:
        page.warn(
            "FI16",
            "bad_closing_point",
            Text(
                f"{of.zh}第 {ring.number} 圈的闭合点 {row.label} 只有一个坐标与起点相同"
                f"（{row.first}, {row.second}）；未使用该行。",
                f"{of.en}the closing point {row.label} of ring {ring.number} shares one figure "
                f"only with the first ({row.first}, {row.second}); the row was not used.",
            ),
            advice=Text(
                "请核对最后一点；这是已知的导出软件错误。",
                "Check the last point; some exporting programs are known for this slip.",
            ),
            object_key=key,
            line=row.line,
            found=f"{row.first}, {row.second}",
            expected=f"{ring.rows[0].first}, {ring.rows[0].second}",
        )
    if ring.other_number:
        page.warn(
            "FI17",
            "ring_number",
            Text(
                f"{of.zh}第 {row.line} 行的圈号为 {row.ring}，而它闭合的是第 {ring.number} 圈；"
                "按闭合点读入。",
                f"{of.en}line {row.line} says ring {row.ring}, but it closes ring {ring.number}; "
                "read as its closing point.",
            ),
            object_key=key,
            line=row.line,
            field="圈号",
            found=str(row.ring),
            expected=str(ring.number),
        )


def ring_number_repeated(page: Notes, ring: RawRing, key: str) -> None:
    """A new ring begins after a closed one and carries a number that was used before."""
    line, of = ring.rows[0].line, _of(key)
    page.warn(
        "FI17",
        "ring_number",
        Text(
            f"{of.zh}第 {line} 行起是新的一圈，圈号 {ring.number} 与前面重复；按新圈读入。",
            f"{of.en}a new ring begins on line {line} with the number {ring.number} of an "
            "earlier one; read as a ring of its own.",
        ),
        object_key=key,
        line=line,
        field="圈号",
        found=str(ring.number),
    )


def open_rings(page: Notes, rings: list[RawRing], key: str) -> None:
    """Rings whose first point is not repeated: closed by the reader, with one warning."""
    if not rings:
        return
    of, numbers = _of(key), ", ".join(str(ring.number) for ring in rings[:20])
    page.warn(
        "FI14",
        "unclosed_ring",
        Text(
            f"{of.zh}第 {numbers} 圈末尾没有重复起点 {rings[0].rows[0].label}；已按闭合读入。",
            f"{of.en}ring {numbers} does not repeat its first point {rings[0].rows[0].label} at "
            "the end; it was closed on reading.",
        ),
        advice=Text(
            "请核对是否缺点；确认无误即可继续。",
            "Check that no point is missing; if none is, you may go on.",
        ),
        object_key=key,
        line=rings[0].rows[-1].line,
        expected=rings[0].rows[0].label,
    )


def count(page: Notes, block: Block, rings: list[RawRing], key: str) -> None:
    """Compare the stated number of points with the rows, with and without closing points.

    Lines that could not be read are named one by one: they count as the points they were.
    """
    points = sum(len(ring.rows) for ring in rings)
    read = {points, points + len(rings), len(block.rows)}
    if block.count is None or block.count in read | {count + block.unread for count in read}:
        return
    of = _of(key)
    page.warn(
        "FI11",
        "count_mismatch",
        Text(
            f"{of.zh}说明行写有 {block.count} 个界址点，实际读到 {points} 个"
            f"（含闭合点 {len(block.rows)} 行）。",
            f"{of.en}the head line counts {block.count} points, {points} were read "
            f"({len(block.rows)} rows with closing points).",
        ),
        advice=Text("请核对是否缺点或多点。", "Check for points missing or too many."),
        object_key=key,
        line=block.line,
        field="界址点数",
        found=str(block.count),
        expected=str(points + len(rings)),
    )


def ring_too_short(page: Notes, ring: RawRing, key: str) -> None:
    """A ring of fewer than three different points encloses nothing."""
    of, line = _of(key), ring.rows[0].line
    page.add(
        "FI19",
        "too_few_points",
        Text(
            f"{of.zh}第 {ring.number} 圈（第 {line} 行起）只有 {ring.distinct} 个不同的点，"
            "至少应有 3 个；该圈未读入。",
            f"{of.en}ring {ring.number} (from line {line}) has {ring.distinct} different points, "
            "at least 3 are needed; it was not taken in.",
        ),
        advice=Text("请补全该圈的界址点后重新上传。", "Complete the ring and upload again."),
        object_key=key,
        line=line,
        measured=Decimal(ring.distinct),
        limit=Decimal(3),
    )


def empty_parcel(page: Notes, block: Block, key: str) -> None:
    """A head line without any row under it."""
    page.add(
        "FI20",
        "empty_geometry",
        Text(
            f"{_of(key).zh}（第 {block.line} 行）没有界址点坐标。",
            f"{_of(key).en}no coordinates follow its head line {block.line}.",
        ),
        advice=Text("请补充界址点坐标后重新上传。", "Add its coordinates and upload again."),
        object_key=key,
        line=block.line,
    )


def no_objects(page: Notes) -> None:
    """Not one parcel in the whole file."""
    page.add(
        "FI09",
        "no_objects",
        Text(f"文件“{page.file}”中没有读到任何宗地。", f"No parcel was found in “{page.file}”."),
        advice=Text(
            "请核对文件是否完整：[地块坐标] 之后应有说明行（以 @ 结尾）和坐标行。",
            "Check that the file is complete: after [地块坐标] come a head line ending in @ and "
            "rows of coordinates.",
        ),
        expected="[地块坐标]",
    )


def area_unreadable(page: Notes, block: Block, key: str) -> None:
    """The area of a head line is missing, negative, or no number."""
    if block.line is None:
        return
    page.warn(
        "FI13",
        "bad_number" if block.area_text else "missing_field",
        Text(
            f"{_of(key).zh}说明行的面积“{block.area_text}”读不出，无法与坐标计算的面积比较。",
            f"{_of(key).en}the stated area “{block.area_text}” cannot be read and is not "
            "compared with the computed one.",
        ),
        advice=Text("面积应为公顷数，如 0.2701。", "State the area in hectares, as in 0.2701."),
        object_key=key,
        line=block.line,
        field="地块面积",
        found=block.area_text,
    )


def area_in_square_metres(page: Notes, block: Block, computed_m2: Decimal, key: str) -> None:
    """The figure in the hectare field is near the computed square metres."""
    hectares = (computed_m2 / 10_000).quantize(Decimal("0.0001"))
    page.warn(
        "FI12",
        "area_unit",
        Text(
            f"{_of(key).zh}面积栏应为公顷，而“{block.area_text}”与坐标计算的"
            f" {computed_m2.quantize(Decimal('0.01'))} 平方米相当；已按平方米读入。",
            f"{_of(key).en}the area field is in hectares, but “{block.area_text}” is like the "
            f"computed {computed_m2.quantize(Decimal('0.01'))} m2; read as square metres.",
        ),
        advice=Text(f"应写为 {hectares} 公顷。", f"It should read {hectares} ha."),
        object_key=key,
        line=block.line,
        field="地块面积",
        found=block.area_text,
        expected=str(hectares),
        unit="m2",
    )
