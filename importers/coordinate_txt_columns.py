"""Columns of a coordinate TXT behind label, ring, X and Y.

The grammar of the hand-in programs has none, so their meaning is not known by their place. A row of
headings may name them, in the words of a point table. Without one a column is taken for lengths
of sides (边长) only when the coordinates say so. Every other column is named as not read; its
values, which may be anything, are not shown.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from cadastre.domain.findings import NO_TEXT, Severity, Text
from cadastre.domain.rings import distance_m
from importers.coordinate_txt_lines import NUMBER, Lines, Row
from importers.point_rows import PointRow, point_columns
from importers.records import BoundaryLineRecord, ParcelRecord
from importers.reporting import Notes
from importers.stated_sides import AGREES_M, stated_sides

_KNOWN: Final = 4
"""Columns of the grammar: label, ring, X, Y."""
_FEWEST: Final = 3
"""Lengths that must agree before a column without a heading is taken for one of lengths."""
_MOST_TRIED: Final = 20
"""Columns that are looked into, and named; no survey program writes as many."""
_WRITE_HEADINGS: Final = Text(
    "若其中有界址边长，请在坐标行之前写一行标题，例如“点号,圈号,X,Y,边长”，然后重新上传。",
    "Where lengths of sides are among them, write a row of headings before the coordinates, such "
    "as “点号,圈号,X,Y,边长”, and upload again.",
)


def take_headings(lines: Lines) -> tuple[str, ...]:
    """Return the headings of the columns, and take their rows off the unreadable lines.

    None without a row that names the four columns of the grammar in their order; the same row may
    stand before every parcel.
    """
    headings: tuple[str, ...] = ()
    for row in tuple(lines.unreadable):
        cells = tuple(cell.strip() for cell in row.text.split(","))
        found = point_columns(cells)
        places = found and (found.label, found.ring, found.first, found.second)
        if places == tuple(range(_KNOWN)) and headings in ((), cells):
            headings = cells
            lines.unreadable.remove(row)
    return headings


def sides_of(
    page: Notes, rows: Sequence[Row], headings: Sequence[str], parcels: Sequence[ParcelRecord]
) -> list[BoundaryLineRecord]:
    """Return the sides whose lengths the rows state, and name the columns that are not read.

    Parameters
    ----------
    rows
        All vertex rows in the order of the file, closing ones too.
    headings
        As :func:`take_headings` gives them.
    parcels
        The parcels made of the rows; a side is one of theirs, see
        :func:`importers.stated_sides.stated_sides`.
    """
    filled = sorted({place for row in rows for place, cell in enumerate(row.more) if cell})
    titles = dict(enumerate(headings[_KNOWN:]))
    columns = point_columns(headings)
    named = None if columns is None or columns.side is None else columns.side - _KNOWN
    sides: list[BoundaryLineRecord] = []
    unread: list[int] = []
    for place in filled:
        if place == named:
            sides = stated_sides(_with_sides(rows, place), parcels)
            _say_bad_lengths(page, rows, place)
        elif named is None and not titles.get(place) and not sides and place < _MOST_TRIED:
            sides = _told_by_figures(page, rows, place, parcels)
            unread += [] if sides else [place]
        else:
            unread.append(place)
    if unread:
        first = next(row for row in rows if any(_cell(row, place) for place in unread))
        names = [_name(place, titles) for place in unread[:_MOST_TRIED]]
        names += [Text("……", "…")] if len(unread) > _MOST_TRIED else []
        untitled = any(not titles.get(place) for place in unread)
        advice = _WRITE_HEADINGS if untitled and not sides else NO_TEXT
        _say_unread(page, first.line, names, advice)
    return sides


def _cell(row: Row, place: int) -> str:
    return row.more[place] if place < len(row.more) else ""


def _with_sides(rows: Sequence[Row], place: int) -> list[PointRow]:
    """Return the rows with the figures of a column as lengths; 0 states nothing."""
    return [
        PointRow(
            line=row.line,
            parcel="",
            ring=str(row.ring),
            label=row.label,
            first=row.first,
            second=row.second,
            side_m=(Decimal(cell) or None) if NUMBER.fullmatch(cell) else None,
        )
        for row in rows
        for cell in (_cell(row, place),)
    ]


def _told_by_figures(
    page: Notes, rows: Sequence[Row], place: int, parcels: Sequence[ParcelRecord]
) -> list[BoundaryLineRecord]:
    """Return the sides of a column without a heading; none unless most figures are lengths."""
    values = [cell for row in rows if (cell := _cell(row, place))]
    if not all(map(NUMBER.fullmatch, values)):
        return []
    sides = stated_sides(_with_sides(rows, place), parcels)
    agreeing = sum(
        abs((side.length_m or 0) - distance_m(*side.points)) <= AGREES_M for side in sides
    )
    stated = sum(Decimal(value) != 0 for value in values)
    if agreeing < _FEWEST or 2 * agreeing <= stated:
        return []
    begins = sum(side.line == side.points[0].line for side in sides)
    _say_told(page, place, agreeing, stated, begins=2 * begins > len(sides))
    return sides


def _name(place: int, titles: dict[int, str]) -> Text:
    number, title = _KNOWN + place + 1, titles.get(place, "")[:40]
    if title:
        return Text(f"第 {number} 列“{title}”", f"column {number} “{title}”")
    return Text(f"第 {number} 列（无标题）", f"column {number} (without a heading)")


def _say_told(page: Notes, place: int, agreeing: int, stated: int, *, begins: bool) -> None:
    number = _KNOWN + place + 1
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
        cell = _cell(row, place)
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
