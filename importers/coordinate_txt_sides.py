"""Lengths of sides that a coordinate TXT states, and what is said about its further columns."""

from collections.abc import Sequence
from typing import Final

from cadastre.domain.findings import NO_TEXT, Severity, Text
from importers.coordinate_txt_columns import (
    KNOWN,
    MOST_TRIED,
    Agreement,
    Behind,
    Columns,
    cell_of,
    with_sides,
)
from importers.coordinate_txt_lines import NUMBER, Row
from importers.records import BoundaryLineRecord, ParcelRecord
from importers.reporting import Notes
from importers.stated_sides import AGREES_M, stated_sides

_WRITE_HEADINGS: Final = Text(
    "若其中有界址边长，请在坐标行之前写一行标题，例如“点号,圈号,X,Y,边长”，然后重新上传。",
    "Where lengths of sides are among them, write a row of headings before the coordinates, such "
    "as “点号,圈号,X,Y,边长”, and upload again.",
)


class SideReader:
    """Makes boundary lines of the column of lengths, parcel by parcel."""

    def __init__(self, page: Notes, columns: Columns) -> None:
        self._page = page
        self._columns = columns
        self._behind = Behind[ParcelRecord]()
        self._bad = Notes(page.file)
        self._has_sides = False

    def sides(self, rows: list[Row], parcel: ParcelRecord) -> list[BoundaryLineRecord]:
        """Take the rows of one parcel, and return the sides of the one before it.

        See :func:`importers.stated_sides.stated_sides` for what they are.
        """
        if self._columns.side is None or not rows:
            return []
        if self._columns.told is None:
            _say_bad_lengths(self._bad, rows, self._columns.side)
        return self._made(self._behind.take(rows, parcel))

    def close(self) -> list[BoundaryLineRecord]:
        """Return the sides of the last parcel, and name what was not read of the columns."""
        sides = self._made(self._behind.last())
        self._page.absorb(self._bad)
        columns = self._columns
        if columns.told is not None and columns.side is not None:
            _say_told(self._page, columns.side, columns.told)
        if columns.unread:
            names = [_name(place, columns.titles) for place in columns.unread[:MOST_TRIED]]
            names += [Text("……", "…")] if len(columns.unread) > MOST_TRIED else []
            untitled = any(not columns.titles.get(place) for place in columns.unread)
            advice = _WRITE_HEADINGS if untitled and not self._has_sides else NO_TEXT
            _say_unread(self._page, columns.first, names, advice)
        return sides

    def _made(self, seen: tuple[list[Row], ParcelRecord] | None) -> list[BoundaryLineRecord]:
        side = self._columns.side
        if side is None or seen is None:
            return []
        rows, parcel = seen
        if not any(row.more for row in rows):
            return []
        sides = stated_sides(with_sides(rows, side), [parcel])
        self._has_sides = self._has_sides or bool(sides)
        return sides


def _name(place: int, titles: dict[int, str]) -> Text:
    number, title = KNOWN + place + 1, titles.get(place, "")[:40]
    if title:
        return Text(f"第 {number} 列“{title}”", f"column {number} “{title}”")
    return Text(f"第 {number} 列（无标题）", f"column {number} (without a heading)")


def _say_told(page: Notes, place: int, told: Agreement) -> None:
    number, agreeing, stated = KNOWN + place + 1, told.agreeing, told.stated
    begins = 2 * told.begins > told.sides
    side = Text("起点", "begins") if begins else Text("终点", "ends")
    page.add(
        "FI87",
        "side_column_by_figures",
        Text(
            f"第 {number} 列没有标题；其 {stated} 个数值中有 {agreeing} 个与坐标算得的边长相符"
            f"（相差不超过 {AGREES_M} m），已作为以该行的点为{side.zh}的界址边长读入。",
            f"Column {number} has no heading; {agreeing} of its {stated} figures agree with the "
            f"sides by the coordinates (within {AGREES_M} m). They were read as lengths of the "
            f"side that {side.en} at the point of the row.",
        ),
        advice=_WRITE_HEADINGS,
        severity=Severity.INFORMATION,
        field=f"第 {number} 列",
        found=str(agreeing),
        expected=str(stated),
    )


def _say_unread(page: Notes, line: int, names: Sequence[Text], advice: Text) -> None:
    zh = "、".join(name.zh for name in names)
    page.warn(
        "FI26",
        "extra_columns",
        Text(
            f"自第 {line} 行起每行多于四列：{zh}未读入。",
            f"From line {line} on rows have more than four columns: "
            f"{', '.join(name.en for name in names)} not read.",
        ),
        advice=advice,
        line=line,
        field=zh,
        expected="点号,圈号,X,Y",
    )


def _say_bad_lengths(page: Notes, rows: Sequence[Row], place: int) -> None:
    for row in rows:
        cell = cell_of(row, place)
        if cell and not NUMBER.fullmatch(cell):
            page.warn(
                "FI13",
                "bad_number",
                Text(
                    f"第 {row.line} 行的边长“{cell[:40]}”不是数值，未与坐标比较。",
                    f"Line {row.line}: the side length “{cell[:40]}” is no number and is not "
                    "compared with the coordinates.",
                ),
                advice=Text("边长应为米数，如 60.11。", "State lengths in metres, as in 60.11."),
                line=row.line,
                field="边长",
                found=cell,
            )
