"""Boundary points in rows (界址点成果表): which column is what, and rows to rings.

Tables come in either order of axes. Headings that say north and east decide; a bare X and Y may be
the surveyor's or the drawing's, so the figures decide, and that is said.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cadastre.domain.crs import AxisOrder, Interpretation, interpret
from cadastre.domain.findings import Severity, Text
from cadastre.domain.pace import passing
from importers.coordinate_txt_lines import Row
from importers.coordinate_txt_rings import RawRing, cut_rings
from importers.records import ParcelRecord, PointRecord, RingRecord
from importers.reporting import Notes
from importers.ring_assembly import polygons_of

_DROPPED: Final = re.compile(r"[\s_()\[\]:/,.-]|米|单位")
_HEADINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "north": re.compile(r"(?=.*(x|n|坐标))([xn]|坐标)*[北纵]([xn]|坐标|向)*m?|northingm?"),
    "east": re.compile(r"(?=.*(y|e|坐标))([ye]|坐标)*[东横]([ye]|坐标|向)*m?|eastingm?"),
    "x": re.compile(r"x(坐标|值)?m?"),
    "y": re.compile(r"y(坐标|值)?m?"),
    "latitude": re.compile(r"(大地)?纬度b?|b纬度|b|lat(itude)?"),
    "longitude": re.compile(r"(大地)?经度l?|l经度|l|lon(gitude)?|lng"),
    "label": re.compile(r"(界址)?点号|点名|界址点|pointno|point|label|jzdh"),
    "number": re.compile(r"序号|编号|no|id"),
    "ring": re.compile(r"(圈|环)号?|ring|地块圈号|jzxh"),
    "side": re.compile(r"(界址)?(边长|间距)m?|界址线长度?m?|jzxcd|sidelength|side|length"),
    "parcel": re.compile(r"宗地(代码|号|编号)|地块(号|编号|代码)|zddm|parcelcode|parcel"),
}
_AXES: Final = (("north", "east"), ("x", "y"), ("latitude", "longitude"))


@dataclass(frozen=True, slots=True)
class PointColumns:
    """Places of the columns; ``axes`` names what the two figures are called."""

    first: int
    second: int
    axes: tuple[str, str]
    label: int | None = None
    ring: int | None = None
    parcel: int | None = None
    side: int | None = None

    @property
    def order(self) -> AxisOrder | None:
        """The order that the headings promise; None where they say only X and Y."""
        return AxisOrder.NORTH_EAST if self.axes == ("north", "east") else None

    @property
    def is_geographic(self) -> bool:
        """Whether the figures are said to be latitude and longitude."""
        return self.axes == ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class PointRow:
    """One row: the two figures in the order of :class:`PointColumns`; ``gap`` begins a new ring.

    ``side_m`` is the length of a side that stands beside the point, None without one.
    """

    line: int
    parcel: str
    ring: str
    label: str
    first: Decimal
    second: Decimal
    gap: bool = False
    side_m: Decimal | None = None


def point_columns(headings: Sequence[object]) -> PointColumns | None:
    """Return the columns of a point table by its headings; None when it is none."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = _plain(heading)
        for word, pattern in _HEADINGS.items():
            if plain and pattern.fullmatch(plain):
                found.setdefault(word, place)
                break
    for axes in _AXES:
        if axes[0] in found and axes[1] in found:
            return PointColumns(
                found[axes[0]],
                found[axes[1]],
                axes,
                label=found.get("label", found.get("number")),
                ring=found.get("ring"),
                parcel=found.get("parcel"),
                side=found.get("side"),
            )
    return None


def _plain(heading: object) -> str:
    text = unicodedata.normalize("NFKC", str(heading or "")).lower()
    return _DROPPED.sub("", text)


def parcels_of(
    rows: Sequence[PointRow], columns: PointColumns, notes: Notes, *, office_srid: int
) -> tuple[list[ParcelRecord], Interpretation]:
    """Return the parcels of a table's rows, and what its figures are.

    Rows of one parcel code are one parcel; a table without codes is one parcel. Within it a ring
    ends where its first point comes again, where the ring's number changes, or at an empty row.
    """
    order, swapped = _order(rows, columns, office_srid)
    interpretation = interpret(
        ((row.first, row.second) for row in rows),
        order=order,
        office_srid=office_srid,
        file=notes.file,
        lines=[row.line for row in rows],
    )
    if columns.is_geographic:
        _say_packed(notes, rows)
    elif swapped:
        _say_order(notes, order)
    together: dict[str, list[PointRow]] = {}
    for row in rows:
        together.setdefault(row.parcel, []).append(row)
    parcels = [
        _parcel(code, points, interpretation, notes) for code, points in passing(together.items())
    ]
    return parcels, interpretation


def _order(
    rows: Sequence[PointRow], columns: PointColumns, office_srid: int
) -> tuple[AxisOrder, bool]:
    """Return the order of the two figures, and whether only the figures told it."""
    if columns.order is not None or columns.is_geographic:
        return AxisOrder.NORTH_EAST, False
    tried = interpret(
        ((row.first, row.second) for row in rows),
        order=AxisOrder.NORTH_EAST,
        office_srid=office_srid,
        file="",
    )
    if tried.axes_swapped:
        return AxisOrder.EAST_NORTH, True
    return AxisOrder.NORTH_EAST, True


def _parcel(
    code: str, rows: Sequence[PointRow], interpretation: Interpretation, notes: Notes
) -> ParcelRecord:
    key = code or rows[0].label
    rings: list[RingRecord] = []
    if not interpretation.refused:
        for raw in _raw_rings(rows):
            ring = _ring(raw, interpretation)
            if raw.distinct < 3:
                _say_too_few(notes, key, raw)
                continue
            if raw.broken_closing:
                _say_slip(notes, key, raw)
            if raw.closing is not None and raw.gap_m is not None:
                _say_unclosed(notes, key, raw)
                continue
            rings.append(ring)
    return ParcelRecord(
        file=notes.file,
        line=rows[0].line,
        parcel_code=code,
        name="",
        polygons=polygons_of(rings),
    )


def _raw_rings(rows: Sequence[PointRow]) -> Iterator[RawRing]:
    """Cut rows into rings; the numbers given here only tell runs apart."""
    numbers: dict[tuple[str, int], int] = {}
    run = 0
    cut: list[Row] = []
    for row in rows:
        run += row.gap
        number = numbers.setdefault((row.ring, run), len(numbers) + 1)
        cut.append(Row(row.line, row.label, number, row.first, row.second))
    yield from cut_rings(cut).rings


def _ring(raw: RawRing, interpretation: Interpretation) -> RingRecord:
    points = []
    for row in raw.rows:
        northing_m, easting_m = interpretation.normalise(row.first, row.second)
        points.append(PointRecord(row.label, northing_m, easting_m, row.line))
    return RingRecord(tuple(points))


def _say_too_few(notes: Notes, key: str, raw: RawRing) -> None:
    notes.add(
        "FI83",
        "too_few_points",
        Text(
            f"宗地 {key} 自第 {raw.rows[0].line} 行起的圈只有 {raw.distinct} 个不同的点，"
            "至少应有 3 个。",
            f"The ring of parcel {key} from row {raw.rows[0].line} on has {raw.distinct} different "
            "points; three are needed.",
        ),
        object_key=key,
        line=raw.rows[0].line,
        found=str(raw.distinct),
        expected="≥ 3",
    )


def _say_slip(notes: Notes, key: str, raw: RawRing) -> None:
    assert raw.closing is not None  # noqa: S101 - a slip is one of the closing row
    notes.warn(
        "FI86",
        "bad_closing_point",
        Text(
            f"宗地 {key} 第 {raw.closing.line} 行重复了首点，却只有一个坐标相同；未使用该行。",
            f"Row {raw.closing.line} of parcel {key} repeats the first point, but shares one "
            "figure only with it; the row was not used.",
        ),
        advice=Text("请核对最后一点。", "Check the last point."),
        object_key=key,
        line=raw.closing.line,
        found=f"{raw.closing.first}, {raw.closing.second}",
        expected=f"{raw.rows[0].first}, {raw.rows[0].second}",
    )


def _say_unclosed(notes: Notes, key: str, raw: RawRing) -> None:
    assert raw.closing is not None  # noqa: S101 - asked for by the caller
    notes.add(
        "FI84",
        "unclosed_ring",
        Text(
            f"宗地 {key} 第 {raw.closing.line} 行重复了首点点号，坐标却相差 {raw.gap_m} m。",
            f"Row {raw.closing.line} of parcel {key} repeats the first point's number, but lies "
            f"{raw.gap_m} m from it.",
        ),
        advice=Text(
            "请把末行改为首点的坐标，或删去末行。",
            "Give the last row the coordinates of the first point, or leave it out.",
        ),
        object_key=key,
        line=raw.closing.line,
        found=str(raw.gap_m),
        measured=raw.gap_m,
        unit="m",
    )


def _say_order(notes: Notes, order: AxisOrder) -> None:
    north_first = order is AxisOrder.NORTH_EAST
    notes.add(
        "FI81",
        "axis_order_by_figures",
        Text(
            "表头只写了 X、Y；按数值判断，"
            + ("X 为北、Y 为东。" if north_first else "X 为东、Y 为北。"),
            "The headings say only X and Y; by the figures, "
            + ("X is north and Y east." if north_first else "X is east and Y north."),
        ),
        advice=Text(
            "请在表头写明“X（北）”“Y（东）”。", "Write “X (north)” and “Y (east)” as headings."
        ),
        severity=Severity.INFORMATION,
    )


def _say_packed(notes: Notes, rows: Sequence[PointRow]) -> None:
    """Name degrees with minutes and seconds behind the point, where all figures can be that."""
    if not all(_is_packed(row.first) and _is_packed(row.second) for row in rows):
        return
    sample = rows[0].first
    notes.add(
        "FI82",
        "degrees_minutes_seconds",
        Text(
            f"这些经纬度像是度分秒写法（D.MMSS）：{sample} = {_degrees(sample)}。",
            f"By their look these are degrees with minutes and seconds behind the point (D.MMSS): "
            f"{sample} = {_degrees(sample)}.",
        ),
        advice=Text(
            "请按本单位坐标系换算为平面直角坐标（X 北、Y 东，米）后重新上传；换算时注意写法。",
            "Convert them to plane coordinates of the office's system (metres), minding the "
            "notation, and upload again.",
        ),
        severity=Severity.INFORMATION,
        line=rows[0].line,
        found=str(sample),
    )


def _is_packed(figure: Decimal) -> bool:
    """Tell whether the digits behind the point can be minutes and seconds."""
    _, _, behind = f"{abs(figure):f}".partition(".")
    return len(behind) >= 4 and int(behind[:2]) < 60 and int(behind[2:4]) < 60


def _degrees(figure: Decimal) -> str:
    behind = f"{abs(figure) % 1:.8f}"[2:]
    return f"{int(figure)}°{behind[:2]}′{behind[2:4]}.{behind[4:].rstrip('0') or '0'}″"
